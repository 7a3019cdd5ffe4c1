// Taking octets from a pool: by hand, or by itself when a member's line runs short while it is charged. A
// draw is a gift from the pool's account to the member's, without an undo window, so it goes through escrow
// as any gift; and the network is told of octets that arrived as it always is.
//
// Nothing that many could do at once is decided here: the cap of a member, the pace of who is slowed and what
// the pool has are checked by the ledger in the step that sets the octets aside.

import { cycleAt } from '../../catalog/public.ts';
import {
  accept,
  octets,
  refuse,
  SECOND,
  type AccountId,
  type Octets,
  type Result,
} from '../../kernel/public.ts';
import type { Balance, Bucket, Scope, TallyLimit } from '../../ledger/public.ts';
import type { Line } from '../../subscribers/public.ts';
import type { Gift } from '../gift.ts';
import {
  mayTake,
  memberTally,
  SLOW_EVERY_SECONDS,
  SLOW_SLICE_OCTETS,
  SLOWED,
  slowTally,
} from '../rules/pool.ts';
import { LEAST_SLICE_OCTETS, SLICE_OCTETS, type PoolMember, type PoolsRefusal } from './pool.ts';
import { poolRulesFor, type RulesOfPool } from './policy.ts';
import type { PoolParts } from './ports.ts';
import { balanceOf } from './reckon.ts';
import type { SharedAccount } from './shared-account.ts';
import { tellHolder, tellIfLow } from './tell.ts';

const NO_CAP = octets(Number.MAX_SAFE_INTEGER);
const NO_COUNT = 1_000_000_000;

/** A pool as a draw finds it. */
export type Drawn = {
  readonly pool: SharedAccount;
  readonly holder: Line;
  readonly rules: RulesOfPool;
  readonly balance: Balance;
  /** The first day of the cycle that caps are counted in: the holder's. */
  readonly period: string;
};

export async function readDrawn(parts: PoolParts, pool: SharedAccount): Promise<Drawn> {
  const now = parts.clock.now();
  const [holder, balance] = await Promise.all([
    parts.directory.line(pool.holder ?? 0),
    balanceOf(parts, pool.id),
  ]);
  if (holder === undefined) throw new Error('the holder of a pool has a line');
  const rules = await poolRulesFor(parts.catalog, holder, now);
  const period = cycleAt(now, holder.cycleDay, parts.timeZone).startsOn;
  return { pool, holder, rules, balance, period };
}

export function takenBy({ balance, period }: Drawn, account: AccountId): Octets {
  const tally = balance.tallies[memberTally(account)];
  return tally?.period === period ? tally.octets : octets(0);
}

/** The lesser of the policy's cap and the holder's for this member; undefined where there is none. */
export function capOf(rules: RulesOfPool, member: PoolMember): Octets | undefined {
  const caps = [rules.memberCapOctets, member.capOctets].filter(
    (cap) => cap !== undefined && cap !== null,
  );
  return caps.length === 0 ? undefined : octets(Math.min(...caps));
}

/**
 * Draws so much. Refuses, in this order: pool_closed, pool_paused, pool_cap_reached, pool_slowed (more than a
 * slice, or too soon after the last), and then as giving does; balance_too_low is the pool's.
 */
export async function draw(
  parts: PoolParts,
  drawn: Drawn,
  member: PoolMember,
  asked: { readonly octets: Octets; readonly key: string; readonly scope?: Scope },
): Promise<Result<Gift, PoolsRefusal>> {
  const { pool, rules, balance } = drawn;
  const key = `${member.account}:${asked.key}`;
  const before = await parts.gifting.givenBefore(pool.id, key);
  if (before !== undefined)
    return before.octets === asked.octets
      ? accept(before)
      : refuse({ code: 'key_reused', key: keyOf(asked.key) });
  if (pool.state !== 'open') return refuse({ code: 'pool_closed' });
  const cap = capOf(rules, member);
  const { memberCapOctets: _, ...others } = rules;
  const takenOctets = takenBy(drawn, member.account);
  const may = mayTake(
    cap === undefined ? others : { ...others, memberCapOctets: cap },
    { takenOctets, isPaused: member.isPaused },
    asked.octets,
  );
  if (!may.ok) return may;
  const isSlowed = member.isSlowed || may.value.isSlowed;
  if (isSlowed && asked.octets > SLOW_SLICE_OCTETS) return refuse(SLOWED);
  const { scope } = asked;
  const given = await parts.gifting.giveBetween({
    giver: pool.id,
    receiver: member.account,
    octets: asked.octets,
    way: 'family',
    key,
    terms: {
      limits: limitsOn(drawn, member, isSlowed, cap, parts.clock.now()),
      ...(scope === undefined
        ? {}
        : { fromBuckets: balance.buckets.filter(isFor(scope)).map(({ number }) => number) }),
    },
  });
  if (!given.ok && given.refusal.code === 'key_reused')
    return refuse({ code: 'key_reused', key: keyOf(asked.key) });
  if (given.ok && given.value.state === 'delivered') {
    if (cap !== undefined && takenOctets < cap && takenOctets + asked.octets >= cap)
      await tellHolder(parts, drawn.holder, pool, member.account, { about: 'pool_cap_reached' });
    await tellIfLow(parts, drawn);
  }
  return given;
}

/** A key as whoever draws by hand knows it. */
const keyOf = (key: string): string => key.replace(/^hand:/u, '');

const isFor =
  (scope: Scope) =>
  (bucket: Bucket): boolean =>
    bucket.scope === 'any' || bucket.scope === scope;

function limitsOn(
  { rules, period }: Drawn,
  { account }: PoolMember,
  isSlowed: boolean,
  cap: Octets | undefined,
  now: number,
): readonly TallyLimit[] {
  // Beyond a cap at which one is slowed it is still counted, and no longer limited.
  const isLimited = cap !== undefined && (rules.atCap === 'stopped' || !isSlowed);
  const counted: TallyLimit = {
    tally: memberTally(account),
    period,
    maximumCount: NO_COUNT,
    maximumOctets: isLimited ? cap : NO_CAP,
  };
  if (!isSlowed) return [counted];
  return [
    counted,
    {
      tally: slowTally(account),
      period: String(Math.floor(now / (SLOW_EVERY_SECONDS * SECOND))),
      maximumCount: 1,
      maximumOctets: octets(SLOW_SLICE_OCTETS),
    },
  ];
}

/**
 * How much a draw by itself would bring: a slice, a member's share of what is left in the pool near its end,
 * or what is left of the cap or the pool.
 */
export function sliceFor(drawn: Drawn, member: PoolMember, scope: Scope, drawers: number): Octets {
  const left = drawn.balance.buckets
    .filter(isFor(scope))
    .reduce((sum, { available }) => sum + available, 0);
  const cap = capOf(drawn.rules, member) ?? NO_CAP;
  const leftOfCap = Math.max(0, cap - takenBy(drawn, member.account));
  const goesOnSlowed = drawn.rules.atCap === 'slowed';
  const isSlowed = member.isSlowed || (leftOfCap === 0 && goesOnSlowed);
  const share = Math.max(LEAST_SLICE_OCTETS, Math.floor(left / Math.max(1, drawers)));
  const slice = isSlowed ? SLOW_SLICE_OCTETS : Math.min(SLICE_OCTETS, share);
  return octets(Math.min(slice, left, isSlowed && goesOnSlowed ? slice : leftOfCap));
}

/** When who is slowed may draw again. */
export const nextSlowDraw = (now: number): number => {
  const every = SLOW_EVERY_SECONDS * SECOND;
  return (Math.floor(now / every) + 1) * every;
};
