// What of a line's octets lapses at the end of its billing cycle, and how much of that may be given.

import {
  largestGift,
  policyFor,
  rulesFor,
  smallestGift,
  type GiftPolicy,
  type GiftRules,
  type Way,
} from '../../catalog/public.ts';
import type { Store } from '../../db/public.ts';
import {
  accept,
  octets,
  refuse,
  SECOND,
  sumOctets,
  type AccountId,
  type Instant,
  type Octets,
  type Result,
} from '../../kernel/public.ts';
import type { Bucket } from '../../ledger/public.ts';
import type { Parts } from '../advance.ts';
import { readSide } from '../ask.ts';
import type { Preview } from '../offer.ts';
import { createGifts } from '../gifts.ts';
import { mostGivable } from '../judge.ts';
import { lineageOf } from '../lineage.ts';
import type { GiftRefusal } from '../refusal.ts';
import { holdOf } from '../rules/commands.ts';
import { standingOf } from '../rules/side.ts';
import type { StandingRefusal } from '../standing/refusal.ts';

export type LapsingParts = Pick<
  Parts,
  'catalog' | 'directory' | 'ledger' | 'clock' | 'timeZone'
> & { readonly store: Store };

export type LapsingBucket = Pick<Bucket, 'number' | 'kind' | 'scope' | 'expiresAt'> & {
  readonly octets: Octets;
  /** The policy lets them go, and they outlast the undo window. */
  readonly mayBeGiven: boolean;
};

export type Lapsing = {
  readonly policy: GiftPolicy;
  /** Undefined when the policy does not offer this way. */
  readonly rules: GiftRules | undefined;
  readonly cycleEndsAt: Instant;
  readonly buckets: readonly LapsingBucket[];
  readonly lapsingOctets: Octets;
  /** The most that one gift of it may have, by the rules that do not ask who receives it. */
  readonly givableOctets: Octets;
};

/** Nothing is held. What lapses after the cycle's end is left out. */
export async function foreseeLapsing(
  parts: LapsingParts,
  giver: AccountId,
  way: Way,
): Promise<Lapsing> {
  const { catalog, clock, store, timeZone } = parts;
  const now = clock.now();
  const [side, policies] = await Promise.all([
    readSide(parts, giver, now),
    catalog.giftPoliciesAt(now),
  ]);
  const { brand } = standingOf(side.line);
  const policy = policyFor(policies, { planId: side.line.planId, brand });
  const rules = rulesFor(policy, way);
  const lineage =
    rules?.giving.givableKinds.includes('gift') === true
      ? await lineageOf(createGifts(store), giver, side.balance)
      : {};
  const cycleEndsAt = side.cycle.endsAt;
  const undoUntil = now + policy.undoWindowSeconds * SECOND;
  const ask = { giver: { ...side, lineage }, now, timeZone, undoUntil, lapsingBefore: cycleEndsAt };
  const hold = rules && holdOf({ ...ask, rules, relation: 'stranger', octets: octets(0) });
  const buckets = side.balance.buckets
    .filter(
      ({ available, validFrom, expiresAt }) =>
        available > 0 && validFrom <= now && expiresAt > now && expiresAt <= cycleEndsAt,
    )
    .map((bucket) => ({
      number: bucket.number,
      kind: bucket.kind,
      scope: bucket.scope,
      expiresAt: bucket.expiresAt,
      octets: bucket.available,
      mayBeGiven:
        hold !== undefined &&
        hold.givableKinds.includes(bucket.kind) &&
        hold.fromBuckets?.includes(bucket.number) !== false &&
        bucket.expiresAt > undoUntil,
    }));
  return {
    policy,
    rules,
    cycleEndsAt,
    buckets,
    lapsingOctets: sumOctets(buckets.map((bucket) => bucket.octets)),
    givableOctets: mostGivable({ ...ask, policy, way }),
  };
}

export type LapsingGift = {
  readonly octets: Octets;
  readonly lapsingBefore: Instant;
  readonly preview: Preview;
};

/**
 * The most of what lapses that can go to one receiver now. `preview` asks the judge about that receiver.
 * Refuses, in this order: way_not_offered, what the judge says of the smallest gift, nothing_expiring.
 */
export async function mostLapsing(
  lapsing: Lapsing,
  way: Way,
  atMost: Octets | undefined,
  preview: (amount: Octets, lapsingBefore: Instant) => Promise<Result<Preview, GiftRefusal>>,
): Promise<Result<LapsingGift, GiftRefusal | StandingRefusal>> {
  const { rules, cycleEndsAt, lapsingOctets } = lapsing;
  if (rules === undefined) return refuse({ code: 'way_not_offered', rule: 'ways', way });
  const nothing = refuse({ code: 'nothing_expiring', lapsingOctets, cycleEndsAt } as const);
  const smallest = await preview(smallestGift(rules.giving), cycleEndsAt);
  if (!smallest.ok) return smallest.refusal.code === 'balance_too_low' ? nothing : smallest;
  // What its receiver may still have is told as far as one gift could go.
  const rooms = smallest.value.limits
    .filter(({ side, unit }) => side === 'receiver' && unit === 'octets')
    .map(({ left }) => left);
  const most = largestGift(
    rules.giving,
    Math.min(lapsing.givableOctets, atMost ?? lapsing.givableOctets, ...rooms),
  );
  if (most === 0) return nothing;
  const whole = await preview(most, cycleEndsAt);
  return whole.ok
    ? accept({ octets: most, lapsingBefore: cycleEndsAt, preview: whole.value })
    : whole;
}
