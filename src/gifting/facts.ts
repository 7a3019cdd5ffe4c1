// What a judge knew of a gift, kept with it: so that a draft of a policy can be tried on the gifts of last
// month as they were then. No names and no numbers: only what rules ask for.

import { cycleAt } from '../catalog/public.ts';
import { octets, sumOctets, type Instant } from '../kernel/public.ts';
import type { Balance, Bucket } from '../ledger/public.ts';
import { standingOf, type JudgedLine, type Relation, type Side } from './rules/side.ts';
import type { Ask, Need, Proof } from './judge.ts';

type KeptBucket = Pick<
  Bucket,
  'number' | 'kind' | 'scope' | 'origin' | 'validFrom' | 'expiresAt'
> & {
  readonly available: number;
  readonly held: number;
};
type KeptSide = Omit<Side, 'balance' | 'cycle'> & {
  readonly tallies: Balance['tallies'];
  readonly buckets: readonly KeptBucket[];
};

export type GiftFacts = {
  readonly giver: KeptSide;
  readonly receiver: KeptSide | null;
  readonly relation: Relation;
  readonly shown: readonly Need[];
  /** Left out before 0.2. */
  readonly proofs?: readonly Proof[];
  readonly actor: JudgedLine | null;
  readonly lapsingBefore: Instant | null;
};

export const factsOf = (ask: Ask): GiftFacts => ({
  giver: kept(ask.giver),
  receiver: ask.receiver === undefined ? null : kept(ask.receiver),
  relation: ask.relation,
  shown: ask.shown ?? [],
  ...(ask.proofs === undefined ? {} : { proofs: ask.proofs }),
  actor: ask.actor === undefined ? null : keptLine(ask.actor),
  lapsingBefore: ask.lapsingBefore ?? null,
});

const kept = ({ line, plan, balance, holderKind, lineage }: Side): KeptSide => ({
  line: keptLine(line),
  plan: {
    id: plan.id,
    octetsPerCycle: plan.octetsPerCycle,
    mayGive: plan.mayGive,
    mayReceive: plan.mayReceive,
  },
  ...(holderKind === undefined ? {} : { holderKind }),
  ...(lineage === undefined ? {} : { lineage }),
  tallies: balance.tallies,
  buckets: balance.buckets.map((bucket) => ({
    number: bucket.number,
    kind: bucket.kind,
    scope: bucket.scope,
    origin: bucket.origin,
    validFrom: bucket.validFrom,
    expiresAt: bucket.expiresAt,
    available: bucket.available,
    held: bucket.held,
  })),
});

const keptLine = (line: JudgedLine): JudgedLine => ({
  accountId: line.accountId,
  holderId: line.holderId,
  planId: line.planId,
  status: line.status,
  cycleDay: line.cycleDay,
  activatedAt: line.activatedAt,
  standing: standingOf(line),
});

/** A side as it stood then. */
export function sideThen(side: KeptSide, at: Instant, timeZone: string): Side {
  const { tallies, buckets: keptBuckets, ...rest } = side;
  const none = octets(0);
  const buckets = keptBuckets.map((bucket) => {
    const available = octets(bucket.available);
    const held = octets(bucket.held);
    const places = { used: none, given: none, expired: none, withdrawn: none };
    const granted = octets(available + held);
    return { ...bucket, ...places, available, held, granted, postings: 0, keeps: null };
  });
  const usable = buckets.filter(({ validFrom, expiresAt }) => validFrom <= at && at < expiresAt);
  return {
    ...rest,
    cycle: cycleAt(at, side.line.cycleDay, timeZone),
    balance: {
      asOf: at,
      availableOctets: sumOctets(usable.map(({ available }) => available)),
      heldOctets: sumOctets(buckets.map(({ held }) => held)),
      tallies,
      buckets,
    },
  };
}
