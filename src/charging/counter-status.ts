// What a policy counter says of a line (TS 23.503 clause 6.1.3.17, TS 29.594): how much of its data is
// left, in the carrier's own words. Pure: what is left comes in, a status comes out.

import type { ChargedPlan, CounterRule } from '../catalog/public.ts';
import { octets, type Instant, type Octets } from '../kernel/public.ts';
import type { Bucket } from '../ledger/public.ts';

export type PendingStatus = { readonly status: string; readonly activatesAt: Instant };

export type Counter = {
  readonly counterId: string;
  readonly status: string;
  /** What it will say if nothing is used: octets that lapse, or begin to be good. The soonest first. */
  readonly pendingStatuses?: readonly PendingStatus[];
};

/** The status of a counter when so many octets are available. */
export function statusOf(
  { steps, otherwise }: CounterRule,
  availableOctets: Octets,
  octetsPerCycle: number,
): string {
  for (const { status, atMostOctets, atMostShare } of steps) {
    const bound = atMostOctets ?? Math.floor((atMostShare ?? 0) * octetsPerCycle);
    if (availableOctets <= bound) return status;
  }
  return otherwise;
}

export const statusesOf = (
  plan: ChargedPlan,
  availableOctets: Octets,
): ReadonlyMap<string, string> =>
  new Map(
    plan.rules.counters.map((rule) => [
      rule.counterId,
      statusOf(rule, availableOctets, plan.octetsPerCycle),
    ]),
  );

/**
 * What may be used at home at an instant, of the octets that no session was granted; the largest safe
 * number where it is more.
 */
export function availableAt(buckets: readonly Bucket[], at: Instant): Octets {
  let total = 0;
  for (const bucket of buckets) if (isUsable(bucket, at)) total += bucket.available;
  return octets(Math.min(total, Number.MAX_SAFE_INTEGER));
}

const isUsable = ({ scope, validFrom, expiresAt }: Bucket, at: Instant): boolean =>
  (scope === 'any' || scope === 'domestic') && validFrom <= at && at < expiresAt;

const MOST_PENDING = 10;

/** Every counter of a line, with what time alone will make of it. */
export function countersAt(plan: ChargedPlan, buckets: readonly Bucket[], now: Instant): Counter[] {
  const turns = [...new Set(buckets.flatMap(({ validFrom, expiresAt }) => [validFrom, expiresAt]))]
    .filter((at) => at > now)
    .toSorted((left, right) => left - right);
  return plan.rules.counters.map((rule): Counter => {
    const status = statusOf(rule, availableAt(buckets, now), plan.octetsPerCycle);
    const pendingStatuses: PendingStatus[] = [];
    let before = status;
    for (const activatesAt of turns) {
      if (pendingStatuses.length === MOST_PENDING) break;
      const then = statusOf(rule, availableAt(buckets, activatesAt), plan.octetsPerCycle);
      if (then !== before) pendingStatuses.push({ status: then, activatesAt });
      before = then;
    }
    const { counterId } = rule;
    return pendingStatuses.length > 0
      ? { counterId, status, pendingStatuses }
      : { counterId, status };
  });
}
