// Reads a SpendingLimitContext (TS 29.594 clause 5.6.2.2), the body of Subscribe and of its modification.

import type { SubscriberIdentity } from '../../../charging/public.ts';
import type { Instant } from '../../../kernel/public.ts';
import { readSubscriber } from '../converged-charging/subscriber.ts';
import { microsecondsOf } from '../http2/date-time.ts';
import type { Findings } from '../http2/findings.ts';
import { isCallbackUri, isName, type JsonObject } from '../http2/read-json.ts';

export type SpendingLimitContext = {
  readonly subscriber: SubscriberIdentity | undefined;
  /** As it was written. */
  readonly supi: string | undefined;
  /** Undefined: every counter that the line has. */
  readonly counterIds: readonly string[] | undefined;
  readonly notifyUri: string | undefined;
  readonly notifyId: string | undefined;
  readonly expiresAt: Instant | undefined;
  readonly wantsFeatures: boolean;
};

const MOST_COUNTERS = 64;
const LONGEST_URI = 1_000;
const MICROSECONDS_IN_A_MILLISECOND = 1_000;

export function readContext(
  body: JsonObject,
  now: Instant,
  findings: Findings,
): SpendingLimitContext {
  const { supi, gpsi, notifUri, notifId } = body;
  if (notifUri !== undefined && !isCallbackUri(notifUri, LONGEST_URI))
    findings.incorrect('/notifUri', 'is no http address', true);
  if (notifId !== undefined && !isName(notifId)) findings.incorrect('/notifId', 'is no name');
  return {
    subscriber: readSubscriber(supi, gpsi, findings, { supi: '/supi', gpsi: '/gpsi' }),
    supi: isName(supi) ? supi : undefined,
    counterIds: readCounterIds(body['policyCounterIds'], findings),
    notifyUri: typeof notifUri === 'string' ? notifUri : undefined,
    notifyId: isName(notifId) ? notifId : undefined,
    expiresAt: readExpiry(body['expiry'], now, findings),
    wantsFeatures: body['supportedFeatures'] !== undefined,
  };
}

function readCounterIds(value: unknown, findings: Findings): readonly string[] | undefined {
  if (value === undefined) return undefined;
  if (
    Array.isArray(value) &&
    value.length > 0 &&
    value.length <= MOST_COUNTERS &&
    value.every((id) => isName(id))
  )
    return [...new Set<string>(value)];
  findings.incorrect('/policyCounterIds', `is no list of 1 to ${MOST_COUNTERS} counters`);
  return undefined;
}

function readExpiry(value: unknown, now: Instant, findings: Findings): Instant | undefined {
  if (value === undefined) return undefined;
  const microseconds = microsecondsOf(value);
  if (microseconds === undefined) findings.incorrect('/expiry', 'is no date and time');
  else if (microseconds / MICROSECONDS_IN_A_MILLISECOND <= now)
    findings.incorrect('/expiry', 'has passed');
  else return Math.floor(microseconds / MICROSECONDS_IN_A_MILLISECOND);
  return undefined;
}
