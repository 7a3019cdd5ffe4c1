// How much and how often: the limits of each side, as the ledger counts them, and what is left of each.
//
// A limit is a tally of the account (docs/decisions/gifts-in-escrow.md): checked and counted in the step
// that moves the octets, so that two gifts at once are never both the last one allowed. Gifts within a
// family are counted apart where the policy has limits of their own for them, and so are those of a way
// that is counted apart.

import { octets, unreachable } from '../../kernel/public.ts';
import type { GiftRules } from '../../catalog/public.ts';
import type { LedgerRefusal, TallyLimit } from '../../ledger/public.ts';
import type { GiftRefusal, ReceiverLimitRule } from '../refusal.ts';
import { MEMBER_TALLY, SLOW_TALLY, SLOWED } from './pool.ts';
import { isFamily, type Relation, type Side } from './side.ts';

const NO_LIMIT_COUNT = 1_000_000_000;
const NO_LIMIT_OCTETS = octets(Number.MAX_SAFE_INTEGER);

type LimitRules = Pick<GiftRules, 'giving' | 'receiving' | 'countedAs'>;
type Periods = { readonly cycle: string; readonly day: string };

/** The giver's, the cycle's before the day's. `planOctets` is what its plan brings in a cycle. */
export function givingLimits(
  { giving, countedAs }: LimitRules,
  relation: Relation,
  planOctets: number,
  periods: Periods,
): readonly TallyLimit[] {
  const family = isFamily(relation) ? giving.family : undefined;
  const counted = limits(`given${family ? ':family' : ''}${countedAs}`, periods, family ?? giving);
  if (giving.shareOfAllowancePercent === undefined) return counted;
  // Of all that is given together, however else it is counted.
  return [
    ...counted,
    {
      tally: SHARE_TALLY,
      period: periods.cycle,
      maximumCount: NO_LIMIT_COUNT,
      maximumOctets: octets(Math.floor((planOctets / 100) * giving.shareOfAllowancePercent)),
    },
  ];
}

/** The receiver's, in the same way. */
export function receivingLimits(
  { receiving, countedAs }: LimitRules,
  relation: Relation,
  periods: Periods,
): readonly TallyLimit[] {
  const family = isFamily(relation) ? receiving.family : undefined;
  return limits(`received${family ? ':family' : ''}${countedAs}`, periods, family ?? receiving);
}

function limits(
  tally: string,
  periods: Periods,
  counted: {
    readonly monthlyCount: number;
    readonly monthlyOctets: number;
    readonly dailyCount?: number;
    readonly dailyOctets?: number;
  },
): readonly TallyLimit[] {
  const monthly: TallyLimit = {
    tally,
    period: periods.cycle,
    maximumCount: counted.monthlyCount,
    maximumOctets: octets(counted.monthlyOctets),
  };
  if (counted.dailyCount === undefined && counted.dailyOctets === undefined) return [monthly];
  return [
    monthly,
    {
      tally: `${tally}${DAY_TALLY}`,
      period: periods.day,
      maximumCount: counted.dailyCount ?? NO_LIMIT_COUNT,
      maximumOctets: octets(counted.dailyOctets ?? NO_LIMIT_OCTETS),
    },
  ];
}

const DAY_TALLY = '/day';
const SHARE_TALLY = 'given/share';

/** What a limit is about, read from its tally's name: `given:family/day`. */
function named(tally: string): {
  readonly family: '' | 'family.';
  readonly span: 'monthly' | 'daily';
} {
  return {
    family: /:family\b/.test(tally) ? 'family.' : '',
    span: tally.endsWith(DAY_TALLY) ? 'daily' : 'monthly',
  };
}

/** A limit as people are shown it. */
export type ShownLimit = {
  readonly side: 'giver' | 'receiver';
  readonly rule: string;
  readonly unit: 'octets' | 'gifts';
  readonly limit: number;
  readonly left: number;
};

/** Every limit of these with what is left of it; none of what is not limited. */
export function shownLimits(
  side: Pick<Side, 'balance'>,
  limitsOfSide: readonly TallyLimit[],
  as: ShownLimit['side'],
): readonly ShownLimit[] {
  return limitsOfSide.flatMap((limit) => {
    const tally = side.balance.tallies[limit.tally];
    const used = tally?.period === limit.period ? tally : { count: 0, octets: 0 };
    const { family, span } = named(limit.tally);
    const rule = `${as === 'giver' ? 'giving' : 'receiving'}.${family}${span}`;
    return [
      {
        side: as,
        rule: `${rule}Count`,
        unit: 'gifts' as const,
        limit: limit.maximumCount,
        left: Math.max(0, limit.maximumCount - used.count),
      },
      {
        side: as,
        rule: limit.tally === SHARE_TALLY ? 'giving.shareOfAllowancePercent' : `${rule}Octets`,
        unit: 'octets' as const,
        limit: limit.maximumOctets,
        left: Math.max(0, limit.maximumOctets - used.octets),
      },
    ].filter((shown) => shown.limit < (shown.unit === 'gifts' ? NO_LIMIT_COUNT : NO_LIMIT_OCTETS));
  });
}

/** The most octets that the limits leave room for; zero when one of them has no gift left. */
export function roomWithin(side: Pick<Side, 'balance'>, of: readonly TallyLimit[]): number {
  const shown = shownLimits(side, of, 'giver');
  if (shown.some(({ unit, left }) => unit === 'gifts' && left === 0)) return 0;
  return Math.min(...shown.filter(({ unit }) => unit === 'octets').map(({ left }) => left));
}

/** The ledger's words for a refused hold in those of giving. Others of its refusals are bugs here. */
export function refusalOfHold(refusal: LedgerRefusal): GiftRefusal {
  switch (refusal.code) {
    case 'balance_too_low':
      return { ...refusal, rule: 'giving.givableKinds' };
    case 'floor_broken':
      return {
        code: 'floor_broken',
        rule: 'giving.floorOctets',
        floorOctets: refusal.floorOctets,
        keepsOctets: octets(refusal.availableOctets - refusal.askedOctets),
        askedOctets: refusal.askedOctets,
      };
    case 'tally_count_reached': {
      if (refusal.tally.startsWith(SLOW_TALLY)) return SLOWED;
      const { family, span } = named(refusal.tally);
      const { limit, used } = refusal;
      return span === 'daily'
        ? { code: 'daily_count_reached', rule: `giving.${family}dailyCount`, limit, used }
        : { code: 'monthly_count_reached', rule: `giving.${family}monthlyCount`, limit, used };
    }
    case 'tally_octets_reached': {
      if (refusal.tally.startsWith(SLOW_TALLY)) return SLOWED;
      const { family, span } = named(refusal.tally);
      const { limitOctets, usedOctets, askedOctets } = refusal;
      const figures = { limitOctets, usedOctets, askedOctets };
      if (refusal.tally.startsWith(MEMBER_TALLY))
        return { code: 'pool_cap_reached', rule: 'pool.memberCapOctets', ...figures };
      if (span === 'daily')
        return { code: 'daily_octets_reached', rule: `giving.${family}dailyOctets`, ...figures };
      return {
        code: 'monthly_octets_reached',
        rule:
          refusal.tally === SHARE_TALLY
            ? 'giving.shareOfAllowancePercent'
            : `giving.${family}monthlyOctets`,
        ...figures,
      };
    }
    default:
      return unreachable(refusal as never);
  }
}

const reached = (rule: ReceiverLimitRule, limit: number): GiftRefusal => ({
  code: 'receiver_limit_reached',
  rule,
  limit,
});

/** The ledger's words for a gift that could not arrive. */
export function refusalOfReceive(refusal: LedgerRefusal): GiftRefusal {
  switch (refusal.code) {
    case 'cap_reached':
      return reached('receiving.capOctets', refusal.capOctets);
    case 'tally_count_reached': {
      const { family, span } = named(refusal.tally);
      return reached(`receiving.${family}${span}Count`, refusal.limit);
    }
    case 'tally_octets_reached': {
      const { family, span } = named(refusal.tally);
      return reached(`receiving.${family}${span}Octets`, refusal.limitOctets);
    }
    default:
      return unreachable(refusal as never);
  }
}

/** What the receiver's line may hold itself, beyond what the ledger counts. */
export function whyNotHave(
  { balance }: Pick<Side, 'balance'>,
  { receiving }: Pick<GiftRules, 'receiving'>,
): GiftRefusal | undefined {
  const { giftsAtOnce, balanceAtMostOctets } = receiving;
  const gifts = new Set(
    balance.buckets
      .filter(({ kind, available, held }) => kind === 'gift' && available + held > 0)
      .map(({ origin }) => origin),
  );
  if (giftsAtOnce !== undefined && gifts.size >= giftsAtOnce)
    return {
      code: 'receiver_limit_reached',
      rule: 'receiving.giftsAtOnce',
      limit: giftsAtOnce,
    };
  if (balanceAtMostOctets !== undefined && balance.availableOctets > balanceAtMostOctets)
    return {
      code: 'receiver_limit_reached',
      rule: 'receiving.balanceAtMostOctets',
      limit: balanceAtMostOctets,
    };
  return undefined;
}
