// How charging reaches a session that the network has open (RFC 8506 clause 5.5): Re-Auth-Request has
// the client report and ask anew, Abort-Session-Request has it end (RFC 6733 clause 8.5).

import type { SessionDoor, Told } from '../../charging/public.ts';
import { COMMAND_ABORT_SESSION, COMMAND_RE_AUTH } from './codec/message.ts';
import { resultCode } from './codec/problem.ts';
import { KIND, readContact } from './contact.ts';
import type { Sender, Sent } from './peer/sender.ts';

export function sessionDoor(sender: Sender): SessionDoor {
  const send = async (
    command: number,
    name: string,
    { sessionId, contact }: { readonly sessionId: string; readonly contact: string },
  ): Promise<Told> => {
    const to = readContact(contact);
    if (to === null) return 'unreachable';
    const request = {
      command,
      sessionId,
      destinationHost: to.host,
      destinationRealm: to.realm,
    };
    return told(await sender.send(request, to.via, name));
  };
  return {
    kind: KIND,
    reauthorize: (session) => send(COMMAND_RE_AUTH, 'RAR', session),
    abort: (session) => send(COMMAND_ABORT_SESSION, 'ASR', session),
  };
}

/** 2001, and 2002 that says that a report follows, are both `told` (RFC 8506 clause 5.5). */
function told(sent: Sent): Told {
  if (sent.result !== 'answered') return 'unreachable';
  if (sent.resultCode >= 2_000 && sent.resultCode < 3_000) return 'told';
  return sent.resultCode === resultCode.unknownSessionId ? 'session_unknown' : 'unreachable';
}
