// Whether a request may be looked into at all: its header, where it is bound for, its AVPs. The order
// is that of RFC 6733: first what any agent would see, then what only its server does.

import { findAvp } from '../codec/avp.ts';
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

const BASE_COMMANDS: ReadonlySet<number> = new Set([
  COMMAND_CAPABILITIES_EXCHANGE,
  COMMAND_DEVICE_WATCHDOG,
  COMMAND_DISCONNECT_PEER,
]);

/** The first reason not to serve the request, or null. After null, every length can be trusted. */
export function admissionProblem(
  request: Message,
  identity: GyIdentity,
  limits: GyLimits,
): Problem | null {
  return (
    headerProblem(request) ?? destinationProblem(request, identity) ?? checkAvps(request, limits)
  );
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

/** RFC 6733 clause 6.1.4: a request is ours when its realm is, and its host is or is not named. */
function destinationProblem(request: Message, identity: GyIdentity): Problem | null {
  const realm = findAvp(avpsOf(request), base.destinationRealm);
  if (realm !== undefined && !sameIdentity(realm.text(), identity.originRealm))
    return { resultCode: resultCode.realmNotServed, message: 'this realm is not served here' };
  const host = findAvp(avpsOf(request), base.destinationHost);
  if (host !== undefined && !sameIdentity(host.text(), identity.originHost))
    return { resultCode: resultCode.unableToDeliver, message: 'this host is not reached here' };
  return null;
}

/** Host names and realms are compared without regard to case (RFC 6733 clause 4.3.1). */
const sameIdentity = (left: string, right: string): boolean =>
  left === right || left.toLowerCase() === right.toLowerCase();
