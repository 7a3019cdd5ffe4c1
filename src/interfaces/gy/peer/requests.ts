// The requests that one neighbour sends to another: watchdog and farewell (RFC 6733 clauses 5.4, 5.5).

import { base } from '../codec/avps-base.ts';
import { readerOf } from '../codec/grammar.ts';
import {
  avpsOf,
  APPLICATION_BASE,
  COMMAND_DEVICE_WATCHDOG,
  COMMAND_DISCONNECT_PEER,
  FLAG_REQUEST,
  type Message,
} from '../codec/message.ts';
import { Findings, type Problem } from '../codec/problem.ts';
import { MessageWriter } from '../codec/writer.ts';
import type { Identifiers } from './identifiers.ts';

type Origin = { readonly originHost: string; readonly originRealm: string };

export const DISCONNECT_REBOOTING = 0;

const NAMES = {
  originHost: [base.originHost, 'one'],
  originRealm: [base.originRealm, 'one'],
} as const;

const readWatchdog = readerOf(NAMES);
const readGoodbye = readerOf({ ...NAMES, disconnectCause: [base.disconnectCause, 'one'] });

/** What a watchdog or a farewell lacks, or null. */
export function neighbourProblem(request: Message): Problem | null {
  const findings = new Findings();
  const read = request.command === COMMAND_DISCONNECT_PEER ? readGoodbye : readWatchdog;
  read(avpsOf(request), findings);
  return findings.first;
}

export function deviceWatchdogRequest(origin: Origin, identifiers: Identifiers): Buffer {
  return begin(COMMAND_DEVICE_WATCHDOG, origin, identifiers).finish();
}

export function disconnectPeerRequest(origin: Origin, identifiers: Identifiers): Buffer {
  return begin(COMMAND_DISCONNECT_PEER, origin, identifiers)
    .unsigned32(base.disconnectCause, DISCONNECT_REBOOTING)
    .finish();
}

function begin(command: number, origin: Origin, identifiers: Identifiers): MessageWriter {
  return new MessageWriter()
    .begin({ flags: FLAG_REQUEST, command, application: APPLICATION_BASE, ...identifiers })
    .text(base.originHost, origin.originHost)
    .text(base.originRealm, origin.originRealm);
}
