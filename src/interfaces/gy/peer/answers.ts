// What every answer has in common (RFC 6733 clause 6.2): the request's identifiers and P bit, its
// Session-Id first, our identity, and the Proxy-Info of the agents it came through, in their order.

import { AVP_HEADER_OCTETS, findAvp, padded } from '../codec/avp.ts';
import { base } from '../codec/avps-base.ts';
import { creditControl } from '../codec/avps-credit-control.ts';
import {
  APPLICATION_CREDIT_CONTROL,
  avpsOf,
  COMMAND_CREDIT_CONTROL,
  FLAG_ERROR,
  FLAG_PROXIABLE,
  HEADER_OCTETS,
  type Message,
} from '../codec/message.ts';
import { isProtocolError, type Problem } from '../codec/problem.ts';
import { MessageWriter } from '../codec/writer.ts';
import type { GyIdentity } from '../identity.ts';

/** Requests of one command that are read the same way by every answer: number and type come back. */
const ECHOED_IN_CREDIT_CONTROL = [creditControl.requestType, creditControl.requestNumber];

export class Answers {
  readonly #writer = new MessageWriter();
  readonly #origin: Buffer;

  constructor(identity: GyIdentity) {
    this.#origin = new MessageWriter()
      .beginAvps()
      .text(base.originHost, identity.originHost)
      .text(base.originRealm, identity.originRealm)
      .taken();
  }

  /** Writes a whole answer. `write` adds what the command has of its own; it must not wait. */
  make(request: Message, code: number, write?: (writer: MessageWriter) => void): Buffer {
    const writer = this.#writer.begin({
      flags: (request.flags & FLAG_PROXIABLE) | (isProtocolError(code) ? FLAG_ERROR : 0),
      command: request.command,
      application: request.application,
      hopByHop: request.hopByHop,
      endToEnd: request.endToEnd,
    });
    const sessionId = findAvp(avpsOf(request), base.sessionId);
    if (sessionId !== undefined) writer.encoded(sessionId.whole());
    writer.unsigned32(base.resultCode, code).encoded(this.#origin);
    write?.(writer);
    copyProxyInfo(request, writer);
    return writer.finish();
  }

  /** The answer to a request that cannot be served: why, and the AVP at fault. */
  problem(request: Message, problem: Problem): Buffer {
    return this.make(request, problem.resultCode, (writer) => {
      if (request.command === COMMAND_CREDIT_CONTROL) echoCreditControl(request, writer);
      writer.text(base.errorMessage, problem.message);
      if (problem.failedAvp === undefined) return;
      const group = writer.open(base.failedAvp);
      writer.encoded(problem.failedAvp).close(group);
    });
  }
}

/**
 * A Credit-Control-Answer owes its number and type even when it refuses (RFC 8506 clause 3.2): clients
 * find their request by them. A request too broken to show them gets an answer without.
 */
function echoCreditControl(request: Message, writer: MessageWriter): void {
  writer.unsigned32(base.authApplicationId, APPLICATION_CREDIT_CONTROL);
  for (const definition of ECHOED_IN_CREDIT_CONTROL) {
    const avp = findAvp(avpsOf(request), definition);
    if (avp !== undefined && avp.dataEnd - avp.dataStart === 4) writer.encoded(avp.whole());
  }
}

function copyProxyInfo(request: Message, writer: MessageWriter): void {
  const cursor = avpsOf(request);
  while (cursor.next())
    if (cursor.code === base.proxyInfo.code && cursor.vendor === 0)
      writer.encoded(cursor.avp().whole());
}

/** The Result-Code of an answer that was made here: its first AVP, or its second after a Session-Id. */
export function codeOfAnswer(answer: Buffer): number {
  const first = HEADER_OCTETS;
  const isSession = answer.readUInt32BE(first) === base.sessionId.code;
  const at = isSession ? first + padded(answer.readUIntBE(first + 5, 3)) : first;
  return answer.readUInt32BE(at + AVP_HEADER_OCTETS);
}
