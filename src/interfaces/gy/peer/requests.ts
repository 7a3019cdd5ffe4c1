// The requests of ours: to a neighbour, watchdog and farewell (RFC 6733 clauses 5.4, 5.5); to who holds
// a session, wherever it is, re-authorisation and abort (clauses 8.3.1, 8.5.1).

import { base } from '../codec/avps-base.ts';
import { readerOf } from '../codec/grammar.ts';
import {
  avpsOf,
  APPLICATION_BASE,
  APPLICATION_CREDIT_CONTROL,
  COMMAND_DEVICE_WATCHDOG,
  COMMAND_DISCONNECT_PEER,
  COMMAND_RE_AUTH,
  FLAG_PROXIABLE,
  FLAG_REQUEST,
  FLAG_RETRANSMITTED,
  type Message,
} from '../codec/message.ts';
import { Findings, invalidValue, type Problem } from '../codec/problem.ts';
import { MessageWriter } from '../codec/writer.ts';
import type { GyIdentity } from '../identity.ts';
import type { Identifiers } from './identifiers.ts';

/** Why a peer, or we, end a connection (RFC 6733 clause 5.4.3), by its number. */
export const DISCONNECT_CAUSES = ['rebooting', 'busy', 'do_not_want_to_talk'] as const;
export type DisconnectCause = (typeof DISCONNECT_CAUSES)[number];

/** Says that the network is to ask anew, without new credentials (RFC 8506 clause 5.5). */
const AUTHORIZE_ONLY = 0;

const NAMES = {
  originHost: [base.originHost, 'one'],
  originRealm: [base.originRealm, 'one'],
  originStateId: [base.originStateId, 'maybe'],
} as const;

const readWatchdog = readerOf(NAMES);
const readGoodbye = readerOf({ ...NAMES, disconnectCause: [base.disconnectCause, 'one'] });

export type FromNeighbour = {
  readonly originStateId: number | null;
  /** Null in a watchdog. */
  readonly cause: DisconnectCause | null;
};

/** What a watchdog or a farewell says, or what it lacks. */
export function readFromNeighbour(
  request: Message,
): { readonly said: FromNeighbour } | { readonly problem: Problem } {
  const findings = new Findings();
  const isGoodbye = request.command === COMMAND_DISCONNECT_PEER;
  const goodbye = isGoodbye ? readGoodbye(avpsOf(request), findings) : null;
  const found = goodbye ?? (isGoodbye ? null : readWatchdog(avpsOf(request), findings));
  const cause =
    goodbye === null ? null : (DISCONNECT_CAUSES[goodbye.disconnectCause.unsigned32()] ?? null);
  if (goodbye !== null && cause === null)
    findings.add(invalidValue(goodbye.disconnectCause, 'no such Disconnect-Cause'));
  if (findings.first !== null) return { problem: findings.first };
  return { said: { originStateId: found?.originStateId?.unsigned32() ?? null, cause } };
}

export function deviceWatchdogRequest(identity: GyIdentity, identifiers: Identifiers): Buffer {
  const flags = FLAG_REQUEST;
  const application = APPLICATION_BASE;
  const writer = new MessageWriter().begin({
    flags,
    command: COMMAND_DEVICE_WATCHDOG,
    application,
    ...identifiers,
  });
  return writeOrigin(writer, identity).finish();
}

export function disconnectPeerRequest(
  identity: GyIdentity,
  identifiers: Identifiers,
  cause: DisconnectCause,
): Buffer {
  return new MessageWriter()
    .begin({
      flags: FLAG_REQUEST,
      command: COMMAND_DISCONNECT_PEER,
      application: APPLICATION_BASE,
      ...identifiers,
    })
    .text(base.originHost, identity.originHost)
    .text(base.originRealm, identity.originRealm)
    .unsigned32(base.disconnectCause, DISCONNECT_CAUSES.indexOf(cause))
    .finish();
}

export type SessionRequest = {
  readonly command: number;
  readonly sessionId: string;
  readonly destinationHost: string;
  readonly destinationRealm: string;
  /** It was sent before, on a connection that was lost (RFC 6733 clause 5.5.4). */
  readonly isRepeat: boolean;
};

export function sessionRequest(
  identity: GyIdentity,
  identifiers: Identifiers,
  request: SessionRequest,
): Buffer {
  const writer = new MessageWriter()
    .begin({
      flags: FLAG_REQUEST | FLAG_PROXIABLE | (request.isRepeat ? FLAG_RETRANSMITTED : 0),
      command: request.command,
      application: APPLICATION_CREDIT_CONTROL,
      ...identifiers,
    })
    .text(base.sessionId, request.sessionId);
  writeOrigin(writer, identity)
    .text(base.destinationRealm, request.destinationRealm)
    .text(base.destinationHost, request.destinationHost)
    .unsigned32(base.authApplicationId, APPLICATION_CREDIT_CONTROL);
  if (request.command === COMMAND_RE_AUTH)
    writer.unsigned32(base.reAuthRequestType, AUTHORIZE_ONLY);
  return writer.finish();
}

function writeOrigin(writer: MessageWriter, identity: GyIdentity): MessageWriter {
  writer.text(base.originHost, identity.originHost).text(base.originRealm, identity.originRealm);
  if (identity.originStateId !== undefined)
    writer.unsigned32(base.originStateId, identity.originStateId);
  return writer;
}
