// What a member of a pool may take from it, and whether another line may join. The pool itself is an
// account like any other; these are the rules among its members.

import type { PoolRules } from '../../catalog/public.ts';
import {
  accept,
  octets,
  refuse,
  type AccountId,
  type Octets,
  type Result,
} from '../../kernel/public.ts';

export type PoolMember = {
  /** What it took in the cycle that runs. */
  readonly takenOctets: Octets;
  /** The pool's owner has paused it. */
  readonly isPaused: boolean;
};

export type PoolRefusal =
  | { readonly code: 'pool_full'; readonly rule: 'pool.maximumLines'; readonly limit: number }
  | { readonly code: 'pool_paused'; readonly rule: 'pool.ownerMayPauseMembers' }
  | {
      readonly code: 'pool_cap_reached';
      readonly rule: 'pool.memberCapOctets';
      readonly limitOctets: Octets;
      readonly usedOctets: Octets;
      readonly askedOctets: Octets;
    }
  /** Who is slowed draws so much at most, and so often. */
  | {
      readonly code: 'pool_slowed';
      readonly rule: 'pool.atCap';
      readonly sliceOctets: number;
      readonly everySeconds: number;
    };

/** Who is slowed draws this at most … */
export const SLOW_SLICE_OCTETS = 10_000_000;
/** … once in this time: 133 kbit/s on average, without asking anything of the network. */
export const SLOW_EVERY_SECONDS = 600;

export const SLOWED: PoolRefusal = {
  code: 'pool_slowed',
  rule: 'pool.atCap',
  sliceOctets: SLOW_SLICE_OCTETS,
  everySeconds: SLOW_EVERY_SECONDS,
};

/** The tallies on a pool's account that a member's draws are counted in. */
export const memberTally = (account: AccountId): string => `${MEMBER_TALLY}${account}`;
export const slowTally = (account: AccountId): string => `${SLOW_TALLY}${account}`;
export const MEMBER_TALLY = 'member:';
export const SLOW_TALLY = 'slow:';

/** Refuses: pool_full. */
export const mayJoin = (pool: PoolRules, lines: number): Result<undefined, PoolRefusal> =>
  pool.maximumLines !== undefined && lines >= pool.maximumLines
    ? refuse({ code: 'pool_full', rule: 'pool.maximumLines', limit: pool.maximumLines })
    : accept(undefined);

/**
 * Whether a member may take so much, and whether it is slowed from then on. Refuses, in this order:
 * pool_paused, pool_cap_reached.
 */
export function mayTake(
  pool: PoolRules,
  member: PoolMember,
  asked: Octets,
): Result<{ readonly isSlowed: boolean }, PoolRefusal> {
  if (member.isPaused && pool.ownerMayPauseMembers)
    return refuse({ code: 'pool_paused', rule: 'pool.ownerMayPauseMembers' });
  const isBeyond = member.takenOctets + asked > (pool.memberCapOctets ?? Infinity);
  if (!isBeyond || pool.atCap === 'slowed') return accept({ isSlowed: isBeyond });
  return refuse({
    code: 'pool_cap_reached',
    rule: 'pool.memberCapOctets',
    limitOctets: octets(pool.memberCapOctets ?? 0),
    usedOctets: member.takenOctets,
    askedOctets: asked,
  });
}

/** The alerts that using so much more crosses, in percent of what there was; each is crossed once. */
export const alertsCrossed = (
  alertsAtPercent: readonly number[] | undefined,
  grantedOctets: number,
  used: { readonly beforeOctets: number; readonly afterOctets: number },
): readonly number[] =>
  (alertsAtPercent ?? [])
    .filter((percent) => {
      const at = (grantedOctets / 100) * percent;
      return grantedOctets > 0 && used.beforeOctets < at && used.afterOctets >= at;
    })
    .toSorted((left, right) => left - right);
