// What is wrong with a message, in the words of RFC 6733 clause 7.1: the code to answer with and the
// AVP to show. Reading goes on after a problem and reports it once, at its end: the first one counts.

import type { Avp } from './avp.ts';
import type { AvpDefinition } from './definition.ts';
import { exampleAvp } from './writer.ts';

export const resultCode = {
  success: 2001,
  commandUnsupported: 3001,
  unableToDeliver: 3002,
  realmNotServed: 3003,
  tooBusy: 3004,
  loopDetected: 3005,
  applicationUnsupported: 3007,
  invalidHeaderBits: 3008,
  invalidAvpBits: 3009,
  unknownPeer: 3010,
  electionLost: 4003,
  endUserServiceDenied: 4010,
  creditLimitReached: 4012,
  avpUnsupported: 5001,
  unknownSessionId: 5002,
  authorizationRejected: 5003,
  invalidAvpValue: 5004,
  missingAvp: 5005,
  contradictingAvps: 5007,
  avpOccursTooManyTimes: 5009,
  noCommonApplication: 5010,
  unsupportedVersion: 5011,
  unableToComply: 5012,
  invalidAvpLength: 5014,
  invalidMessageLength: 5015,
  noCommonSecurity: 5017,
  userUnknown: 5030,
  ratingFailed: 5031,
} as const;

export type Problem = {
  readonly resultCode: number;
  /** For the person who reads a trace at the other end; carried as Error-Message. */
  readonly message: string;
  /** The AVP at fault, encoded, for Failed-AVP. */
  readonly failedAvp?: Buffer;
};

/** A protocol error is answered with the E bit set (RFC 6733 clause 7.1.3). */
export const isProtocolError = (code: number): boolean => code >= 3000 && code < 4000;

export function missing(definition: AvpDefinition): Problem {
  return {
    resultCode: resultCode.missingAvp,
    message: `${definition.name} is missing`,
    failedAvp: exampleAvp(definition),
  };
}

export function invalidValue(avp: Avp, message: string): Problem {
  return { resultCode: resultCode.invalidAvpValue, message, failedAvp: avp.whole() };
}

export function occursTooOften(avp: Avp, definition: AvpDefinition): Problem {
  return {
    resultCode: resultCode.avpOccursTooManyTimes,
    message: `${definition.name} occurs too many times`,
    failedAvp: avp.whole(),
  };
}

/** Gathers problems while a message is read. */
export class Findings {
  first: Problem | null = null;

  add(problem: Problem): void {
    this.first ??= problem;
  }
}
