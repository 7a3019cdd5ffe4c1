// From what charging says to what Diameter says (RFC 6733 clause 7.1, RFC 8506 clause 9). This is the
// only table of it. The types leave no row out.

import type { ChargingRefusal, ServiceAnswer } from '../../../charging/public.ts';
import { Fault, type Retry } from '../../../kernel/public.ts';
import { resultCode } from '../codec/problem.ts';

type Refused = { readonly [Code in ChargingRefusal['code']]: number };
type Served = { readonly [Outcome in ServiceAnswer['result']]: number };
type Failed = { readonly [When in Retry]: number };

/** The whole request is refused. */
export const codeOfRefusal: Refused = {
  user_unknown: resultCode.userUnknown,
  // Transient: the line is suspended, and the client may try again later.
  service_denied: resultCode.endUserServiceDenied,
  authorization_rejected: resultCode.authorizationRejected,
  session_unknown: resultCode.unknownSessionId,
  request_out_of_order: resultCode.unableToComply,
};

/** One service of the request. */
export const codeOfService: Served = {
  granted: resultCode.success,
  settled: resultCode.success,
  limit_reached: resultCode.creditLimitReached,
  rating_failed: resultCode.ratingFailed,
};

/**
 * The code of one service as it was answered. Traffic that is redirected or restricted instead of
 * stopped is served: the client acts on it only beside a success (RFC 8506 clause 8.34).
 */
export const codeOfServed = (service: ServiceAnswer): number =>
  goesOn(service) ? resultCode.success : codeOfService[service.result];

const goesOn = (service: ServiceAnswer): boolean =>
  service.result === 'limit_reached' &&
  service.finalUnit !== null &&
  service.finalUnit.action !== 'terminate';

/** Charging could not be asked. A repeat of the same request is always safe: its number is its key. */
const codeOfFault: Failed = {
  safe: resultCode.tooBusy,
  same_key_only: resultCode.tooBusy,
  useless: resultCode.unableToComply,
};

/** What was thrown, a fault or a bug, is still answered. */
export function codeOfThrown(thrown: unknown): number {
  return thrown instanceof Fault ? codeOfFault[thrown.retry] : resultCode.unableToComply;
}

/**
 * The code of a whole answer. Where nothing was kept open and every service that was asked for was
 * refused, the request itself was (RFC 8506 clause 5.2.2); a limit, which a gift or a pack lifts, is
 * told before a missing price. In an open session the services speak for themselves.
 */
export function codeOfRequest(opens: boolean, services: readonly ServiceAnswer[]): number {
  const asked = services.filter((service) => service.result !== 'settled');
  if (
    !opens ||
    asked.length === 0 ||
    asked.some((service) => service.result === 'granted' || goesOn(service))
  )
    return resultCode.success;
  return asked.some((service) => service.result === 'limit_reached')
    ? codeOfService.limit_reached
    : codeOfService.rating_failed;
}
