// Whether a request may be looked into at all: its header, where it is bound for, its AVPs. The order
// is that of RFC 6733: first what any agent would see, then what only its server does.

import type { AvpCursor } from '../codec/avp.ts';
import { base } from '../codec/avps-base.ts';
import { checkAvps } from '../codec/check.ts';
import {
  APPLICATION_BASE,
  APPLICATION_CREDIT_CONTROL,
  avpsOf,
  COMMAND_CAPABILITIES_EXCHANGE,
  COMMAND_CREDIT_CONTROL,
  COMMAND_DEVICE_WATCHDOG,
  COMMAND_DISCONNECT_PEER,
  FLAG_PROXIABLE,
  isError,
  type Message,
} from '../codec/message.ts';
import { resultCode, type Problem } from '../codec/problem.ts';
import type { GyIdentity, GyLimits } from '../identity.ts';
import { sameIdentity } from './peer-list.ts';

const BASE_COMMANDS: ReadonlySet<number> = new Set([
  COMMAND_CAPABILITIES_EXCHANGE,
  COMMAND_DEVICE_WATCHDOG,
  COMMAND_DISCONNECT_PEER,
]);

const NOT_OUR_REALM: Problem = {
  resultCode: resultCode.realmNotServed,
  message: 'this realm is not served here',
};
const NOT_OUR_HOST: Problem = {
  resultCode: resultCode.unableToDeliver,
  message: 'this host is not reached here',
};
const CAME_BY_BEFORE: Problem = {
  resultCode: resultCode.loopDetected,
  message: 'it came by here before',
};

export class Admission {
  readonly #host: OwnName;
  readonly #realm: OwnName;
  readonly #limits: GyLimits;

  constructor(identity: GyIdentity, limits: GyLimits) {
    this.#host = new OwnName(identity.originHost);
    this.#realm = new OwnName(identity.originRealm);
    this.#limits = limits;
  }

  /** The first reason not to serve the request, or null. After null, every length can be trusted. */
  problemOf(request: Message): Problem | null {
    return headerProblem(request) ?? this.#wayProblem(request) ?? checkAvps(request, this.#limits);
  }

  /**
   * A request is ours when its realm is, and its host is or is not named (RFC 6733 clause 6.1.4); one
   * that came by us before goes in circles (clause 6.1.3).
   */
  #wayProblem(request: Message): Problem | null {
    const cursor = avpsOf(request);
    let problem: Problem | null = null;
    while (cursor.next()) {
      if (cursor.vendor !== 0) continue;
      switch (cursor.code) {
        case base.destinationRealm.code:
          if (!this.#realm.isIn(cursor)) return NOT_OUR_REALM;
          break;
        case base.destinationHost.code:
          if (!this.#host.isIn(cursor)) problem ??= NOT_OUR_HOST;
          break;
        case base.routeRecord.code:
          if (this.#host.isIn(cursor)) problem ??= CAME_BY_BEFORE;
          break;
        default:
      }
    }
    return problem;
  }
}

/** A name of ours, found in requests without making text of them where it is written the same. */
class OwnName {
  readonly #name: string;
  readonly #octets: Buffer;

  constructor(name: string) {
    this.#name = name;
    this.#octets = Buffer.from(name);
  }

  isIn(cursor: AvpCursor): boolean {
    const { bytes, dataStart, dataEnd } = cursor;
    const isAsLong = dataEnd - dataStart === this.#octets.length;
    if (isAsLong && this.#octets.compare(bytes, dataStart, dataEnd) === 0) return true;
    return sameIdentity(cursor.avp().text(), this.#name);
  }
}

function headerProblem(request: Message): Problem | null {
  const { application, command } = request;
  if (isError(request))
    return { resultCode: resultCode.invalidHeaderBits, message: 'a request has no E bit' };
  if (application !== APPLICATION_BASE && application !== APPLICATION_CREDIT_CONTROL)
    return {
      resultCode: resultCode.applicationUnsupported,
      message: `application ${application} is not served here`,
    };
  const isKnown =
    application === APPLICATION_BASE
      ? BASE_COMMANDS.has(command)
      : command === COMMAND_CREDIT_CONTROL;
  if (!isKnown)
    return {
      resultCode: resultCode.commandUnsupported,
      message: `command ${command} of application ${application} is not served here`,
    };
  // What two neighbours say to each other is never passed on (RFC 6733 clause 5.3.1, 5.4.1, 5.5.1).
  // A Credit-Control-Request without the P bit is taken: it only forbids others to pass it on.
  if (application === APPLICATION_BASE && (request.flags & FLAG_PROXIABLE) !== 0)
    return { resultCode: resultCode.invalidHeaderBits, message: 'this command has no P bit' };
  return null;
}
