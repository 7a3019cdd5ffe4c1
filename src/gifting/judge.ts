// Whether a gift may be given, and what it would be: the rules, pure, the same for a preview and for the
// gift itself. The ledger then enforces again what other commands could change in between.

import { smallestGift, type Cycle, type GiftPolicy, type Plan } from '../catalog/public.ts';
import {
  accept,
  DAY,
  octets,
  refuse,
  SECOND,
  sumOctets,
  unreachable,
  type Instant,
  type Octets,
  type Result,
} from '../kernel/public.ts';
import {
  foreseeHold,
  foreseeReceive,
  type Balance,
  type GiftPart,
  type HoldGift,
  type LedgerRefusal,
  type ReceiveGift,
} from '../ledger/public.ts';
import type { Line } from '../subscribers/public.ts';
import type { Gift } from './gift.ts';
import type { GiftRefusal } from './refusal.ts';

/** One side of a gift, as it stands now. */
export type Side = {
  readonly line: Line;
  readonly plan: Plan;
  readonly balance: Balance;
  readonly cycle: Cycle;
};

export type Foreseen = {
  readonly octets: Octets;
  readonly sources: readonly GiftPart[];
  /** What the giver has left, all kinds together. */
  readonly keepsOctets: Octets;
  /** When the first of the given octets lapse at the receiver. */
  readonly expiresAt: Instant;
};

/** If nothing ever moves a gift on, its octets go home after this. */
const HOLD_BEYOND_WINDOW = 30 * DAY;

/**
 * What the ledger is to be asked for a gift under a policy. Made from what is kept of the gift, so that it
 * is the same command whenever and by whomever it is sent again.
 */
export function holdCommand(
  gift: Pick<Gift, 'id' | 'octets' | 'giver' | 'period' | 'undoUntil'>,
  { giving }: GiftPolicy,
): HoldGift {
  return {
    name: 'hold_gift',
    accountId: gift.giver,
    key: `gift:${gift.id}:hold`,
    giftId: gift.id,
    octets: gift.octets,
    givableKinds: giving.givableKinds,
    floorOctets: octets(giving.floorOctets),
    limit: {
      tally: 'given',
      period: gift.period,
      maximumCount: giving.monthlyCount,
      maximumOctets: octets(giving.monthlyOctets),
    },
    usableUntil: gift.undoUntil,
    holdUntil: gift.undoUntil + HOLD_BEYOND_WINDOW,
  };
}

/** How a gift arrives: which octets until when, and within which limits of the receiver. */
export function receiveCommand(gift: {
  giftId: string;
  sources: readonly GiftPart[];
  receiver: Pick<Side, 'line' | 'cycle'>;
  policy: GiftPolicy;
  deliveredAt: Instant;
}): ReceiveGift {
  const { receiving, expiry } = gift.policy;
  return {
    name: 'receive_gift',
    accountId: gift.receiver.line.accountId,
    key: `gift:${gift.giftId}:receive`,
    giftId: gift.giftId,
    parts: gift.sources.map((source) => ({
      octets: source.octets,
      scope: source.scope,
      expiresAt: expiryOf(source, expiry, gift.deliveredAt),
    })),
    capOctets: octets(receiving.capOctets),
    limit: {
      tally: 'received',
      period: gift.receiver.cycle.startsOn,
      maximumCount: receiving.monthlyCount,
      maximumOctets: octets(receiving.monthlyOctets),
    },
  };
}

const DAY_SECONDS = 86_400;

/** Never later than the octets would have lapsed at the giver, unless the policy says so. */
function expiryOf(source: GiftPart, expiry: GiftPolicy['expiry'], deliveredAt: Instant): Instant {
  if (expiry.rule === 'as_given') return source.expiresAt;
  const counted = deliveredAt + expiry.days * DAY_SECONDS * SECOND;
  return expiry.mayOutliveSource ? counted : Math.min(counted, source.expiresAt);
}

/** What is wrong with a line as a giver, or undefined. */
export function whyNotGive({ line, plan }: Pick<Side, 'line' | 'plan'>): GiftRefusal | undefined {
  if (line.status !== 'active') return { code: 'line_cannot_give', rule: 'line.status' };
  return plan.mayGive ? undefined : { code: 'line_cannot_give', rule: 'plan.mayGive' };
}

/** What is wrong with a line as a receiver, or undefined. */
export function whyNotReceive({
  line,
  plan,
}: Pick<Side, 'line' | 'plan'>): GiftRefusal | undefined {
  if (line.status !== 'active') return { code: 'line_cannot_receive', rule: 'line.status' };
  return plan.mayReceive ? undefined : { code: 'line_cannot_receive', rule: 'plan.mayReceive' };
}

/**
 * Judges a gift on both sides. Refuses, in this order: line_cannot_give, line_cannot_receive,
 * below_minimum, above_maximum, not_a_step, balance_too_low, floor_broken, monthly_count_reached,
 * monthly_octets_reached, receiver_limit_reached.
 */
export function judge(gift: {
  giver: Side;
  receiver: Side;
  policy: GiftPolicy;
  octets: Octets;
  undoUntil: Instant;
}): Result<Foreseen, GiftRefusal> {
  const { giver, receiver, policy } = gift;
  const unable = whyNotGive(giver) ?? whyNotReceive(receiver) ?? wrongSize(gift.octets, policy);
  if (unable !== undefined) return refuse(unable);
  const about = { giftId: '', octets: gift.octets, policy };
  const held = foreseeHold(
    giver.balance,
    holdCommand(
      {
        id: '',
        octets: gift.octets,
        giver: giver.line.accountId,
        period: giver.cycle.startsOn,
        undoUntil: gift.undoUntil,
      },
      policy,
    ),
  );
  if (!held.ok) return refuse(refusalOfHold(held.refusal));
  const sources = held.value.parts;
  const arrival = receiveCommand({ ...about, sources, receiver, deliveredAt: gift.undoUntil });
  const received = foreseeReceive(receiver.balance, arrival);
  if (!received.ok) return refuse(refusalOfReceive(received.refusal));
  return accept({
    octets: gift.octets,
    sources,
    keepsOctets: octets(giver.balance.availableOctets - gift.octets),
    expiresAt: Math.min(...arrival.parts.map((part) => part.expiresAt)),
  });
}

function wrongSize(asked: Octets, { giving }: GiftPolicy): GiftRefusal | undefined {
  if (asked < smallestGift(giving))
    return {
      code: 'below_minimum',
      rule: 'giving.minimumOctets',
      limitOctets: smallestGift(giving),
      askedOctets: asked,
    };
  if (asked > giving.maximumOctets)
    return {
      code: 'above_maximum',
      rule: 'giving.maximumOctets',
      limitOctets: octets(giving.maximumOctets),
      askedOctets: asked,
    };
  if (asked % giving.stepOctets !== 0)
    return {
      code: 'not_a_step',
      rule: 'giving.stepOctets',
      stepOctets: octets(giving.stepOctets),
      askedOctets: asked,
    };
  return undefined;
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
    case 'tally_count_reached':
      return {
        code: 'monthly_count_reached',
        rule: 'giving.monthlyCount',
        limit: refusal.limit,
        used: refusal.used,
      };
    case 'tally_octets_reached':
      return {
        code: 'monthly_octets_reached',
        rule: 'giving.monthlyOctets',
        limitOctets: refusal.limitOctets,
        usedOctets: refusal.usedOctets,
        askedOctets: refusal.askedOctets,
      };
    default:
      return unreachable(refusal as never);
  }
}

/** The ledger's words for a gift that could not arrive. */
export function refusalOfReceive(refusal: LedgerRefusal): GiftRefusal {
  switch (refusal.code) {
    case 'cap_reached':
      return {
        code: 'receiver_limit_reached',
        rule: 'receiving.capOctets',
        limit: refusal.capOctets,
      };
    case 'tally_count_reached':
      return {
        code: 'receiver_limit_reached',
        rule: 'receiving.monthlyCount',
        limit: refusal.limit,
      };
    case 'tally_octets_reached':
      return {
        code: 'receiver_limit_reached',
        rule: 'receiving.monthlyOctets',
        limit: refusal.limitOctets,
      };
    default:
      return unreachable(refusal as never);
  }
}

/** The most that one gift may have now, a whole step; zero when nothing may be given. */
export function mostGivable(giver: Side, policy: GiftPolicy, undoUntil: Instant): Octets {
  if (whyNotGive(giver) !== undefined) return octets(0);
  const { giving } = policy;
  const sources = giver.balance.buckets.filter(
    (bucket) =>
      giving.givableKinds.includes(bucket.kind) &&
      bucket.validFrom <= giver.balance.asOf &&
      bucket.expiresAt > undoUntil,
  );
  const tally = giver.balance.tallies['given'];
  const counted = tally?.period === giver.cycle.startsOn ? tally : { count: 0, octets: octets(0) };
  if (counted.count >= giving.monthlyCount) return octets(0);
  const most = Math.min(
    sumOctets(sources.map((bucket) => bucket.available)),
    giver.balance.availableOctets - giving.floorOctets,
    giving.maximumOctets,
    giving.monthlyOctets - counted.octets,
  );
  const steps = Math.floor(most / giving.stepOctets) * giving.stepOctets;
  return octets(steps < smallestGift(giving) ? 0 : steps);
}
