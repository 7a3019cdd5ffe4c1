// Which of a giver's buckets a gift may be taken from. The ledger takes from these only, soonest to lapse
// first: octets that may not be given stay, also when they are the oldest.

import type { GiftRules } from '../../catalog/public.ts';
import { DAY, type Instant } from '../../kernel/public.ts';
import type { Bucket } from '../../ledger/public.ts';
import type { Side } from './side.ts';

export type SourceRules = Pick<GiftRules, 'giving' | 'receiving' | 'chains'>;

/**
 * The numbers of the buckets that the rules let go, for `fromBuckets` of the ledger's command; undefined
 * where the rules choose by kind alone, which the ledger does itself. A bucket that comes later is not on
 * the list, and so not given.
 */
export function bucketsToGiveFrom(
  giver: Pick<Side, 'balance' | 'lineage' | 'cycle'>,
  rules: SourceRules,
  now: Instant,
  lapsingBefore?: Instant,
): readonly number[] | undefined {
  const checks = checksOf(giver, rules, now, lapsingBefore);
  if (checks.length === 0) return undefined;
  return giver.balance.buckets
    .filter((bucket) => checks.every((passes) => passes(bucket)))
    .map(({ number }) => number);
}

type Check = (bucket: Bucket) => boolean;

function checksOf(
  { lineage, cycle }: Pick<Side, 'lineage' | 'cycle'>,
  { giving, receiving, chains }: SourceRules,
  now: Instant,
  lapsingBefore: Instant | undefined,
): readonly Check[] {
  const checks: Check[] = [];
  const { givableScopes, onlyOrigins, exceptOrigins, onlyInLastDays } = giving;
  const { usableFor } = receiving;
  if (givableScopes !== undefined) checks.push(({ scope }) => givableScopes.includes(scope));
  // What is for one use only cannot become a gift for another.
  if (usableFor !== undefined) checks.push(({ scope }) => scope === 'any' || scope === usableFor);
  if (onlyOrigins !== undefined)
    checks.push(({ origin }) => onlyOrigins.some((prefix) => origin.startsWith(prefix)));
  if (exceptOrigins !== undefined)
    checks.push(({ origin }) => !exceptOrigins.some((prefix) => origin.startsWith(prefix)));
  if (giving.onlyThisCycle === true)
    checks.push(
      ({ validFrom, expiresAt }) => validFrom >= cycle.startsAt && expiresAt <= cycle.endsAt,
    );
  if (onlyInLastDays !== undefined)
    checks.push(({ expiresAt }) => expiresAt <= now + onlyInLastDays * DAY);
  if (lapsingBefore !== undefined) checks.push(({ expiresAt }) => expiresAt <= lapsingBefore);
  // A gift whose way here is not known may have come far.
  if (chains === 'once')
    checks.push(
      ({ kind, number }) => kind !== 'gift' || lineage?.[String(number)]?.generation === 1,
    );
  return checks;
}
