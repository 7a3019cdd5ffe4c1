// The steps of a gift. Each touches one account; between them the octets are in escrow.
//
//   giver:    hold_gift -> release_gift                      undone
//             hold_gift -> settle_gift -> (receiver) -> …    on its way
//   receiver: receive_gift -> withdraw_gift                  delivered, then declined
//   giver:    return_gift                                    what was refused or declined comes home

import { invariant, octets, sumOctets, type Instant, type Octets } from '../kernel/public.ts';
import { bucketOf, holdOf, type Account, type Bucket, type Hold, type Tally } from './account.ts';
import type {
  GiftPart,
  GiftParts,
  HoldGift,
  ReceiveGift,
  ReleaseGift,
  ReturnGift,
  SettleGift,
  TallyLimit,
  TallyLimits,
  Uncounts,
  WithdrawGift,
} from './command.ts';
import { decided, openedBucket, type Decision } from './decision.ts';
import { giftHoldId } from './lapse.ts';
import { giveBack, issue, move, postingsOf, startMovement } from './movement.ts';
import { consumptionOrder } from './order.ts';
import type { LedgerRefusal } from './refusal.ts';

export const giftOrigin = (giftId: string): string => `gift:${giftId}`;

/** Whether a bucket's octets may be part of a gift that must be usable until `usableUntil`. */
export const givable = (
  bucket: Bucket,
  rule: Pick<HoldGift, 'givableKinds' | 'fromBuckets' | 'usableUntil'>,
  now: Instant,
): boolean =>
  rule.givableKinds.includes(bucket.kind) &&
  (rule.fromBuckets === undefined || rule.fromBuckets.includes(bucket.number)) &&
  bucket.validFrom <= now &&
  bucket.expiresAt > rule.usableUntil;

/**
 * Refuses, in this order: nothing_to_move, hold_exists, balance_too_low, floor_broken,
 * tally_count_reached, tally_octets_reached (both of one limit before the next limit). Takes what lapses
 * first among what may be given.
 */
export function decideHoldGift(account: Account, command: HoldGift, now: Instant): Decision {
  if (command.octets === 0) return { ok: false, refusal: { code: 'nothing_to_move' } };
  if (holdOf(account, giftHoldId(command.giftId)) !== undefined)
    return { ok: false, refusal: { code: 'hold_exists' } };
  const asked = command.octets;
  const available = sumOctets(
    account.buckets.filter(({ validFrom }) => validFrom <= now).map((bucket) => bucket.available),
  );
  const sources = account.buckets
    .filter((bucket) => givable(bucket, command, now))
    .toSorted(consumptionOrder);
  const givableOctets = sumOctets(sources.map((bucket) => bucket.available));
  if (givableOctets < asked)
    return {
      ok: false,
      refusal: {
        code: 'balance_too_low',
        availableOctets: available,
        givableOctets,
        askedOctets: asked,
      },
    };
  if (available - asked < command.floorOctets)
    return {
      ok: false,
      refusal: {
        code: 'floor_broken',
        floorOctets: command.floorOctets,
        availableOctets: available,
        askedOctets: asked,
      },
    };
  const counted = count(account, command.limit, asked);
  if (!counted.ok) return counted;

  const movement = startMovement(account.buckets);
  const parts: GiftPart[] = [];
  let due: number = asked;
  for (const bucket of sources) {
    if (due === 0) break;
    const taken = octets(Math.min(due, bucket.available));
    if (taken === 0) continue;
    move(movement, bucket, 'available', 'held', taken);
    parts.push(partOf(bucket, taken));
    due -= taken;
  }
  invariant(due === 0, 'a gift is held whole');
  const hold: Hold = {
    id: giftHoldId(command.giftId),
    parts: parts.map(({ bucketNumber, octets: held }) => ({ slot: 0, bucketNumber, octets: held })),
    sequence: 0,
    digest: 0,
    answer: [],
    expiresAt: command.holdUntil,
    closedAt: null,
    contact: null,
  };
  return decided({ parts } satisfies GiftParts, {
    postings: postingsOf(movement, {
      reason: 'gift_hold',
      reference: command.giftId,
      at: now,
    }),
    holds: [hold],
    tallies: counted.tallies,
  });
}

/** Refuses, in this order: hold_unknown, hold_ended. */
export function decideReleaseGift(account: Account, command: ReleaseGift, now: Instant): Decision {
  const ended = endHold(account, command.giftId, 'available', 'gift_release', now);
  if (!ended.ok) return ended.decision;
  const tallies = uncounted(account, command.uncount, ended.parts);
  return decided({ parts: ended.parts }, { ...ended.changed, tallies });
}

/** Refuses, in this order: hold_unknown, hold_ended. */
export function decideSettleGift(account: Account, command: SettleGift, now: Instant): Decision {
  const ended = endHold(account, command.giftId, 'given', 'gift_settle', now);
  return ended.ok ? decided({ parts: ended.parts }, ended.changed) : ended.decision;
}

const refusedHold = (code: 'hold_unknown' | 'hold_ended') =>
  ({ ok: false, decision: { ok: false, refusal: { code } } satisfies Decision }) as const;

function endHold(
  account: Account,
  giftId: string,
  to: 'available' | 'given',
  reason: 'gift_release' | 'gift_settle',
  now: Instant,
) {
  const hold = holdOf(account, giftHoldId(giftId));
  if (hold === undefined) return refusedHold('hold_unknown');
  if (hold.closedAt !== null) return refusedHold('hold_ended');
  const movement = startMovement(account.buckets);
  const parts: GiftPart[] = [];
  for (const part of hold.parts) {
    const bucket = bucketOf(account, part.bucketNumber);
    invariant(bucket !== undefined, 'a held bucket was loaded');
    if (to === 'given') move(movement, bucket, 'held', 'given', part.octets);
    else giveBack(movement, bucket, part.octets, now);
    parts.push(partOf(bucket, part.octets));
  }
  const postings = postingsOf(movement, { reason, reference: giftId, at: now });
  return {
    ok: true,
    parts,
    changed: { postings, holds: [{ ...hold, parts: [], closedAt: now }] },
  } as const;
}

/**
 * Refuses, in this order: nothing_to_move (also for a single empty part), already_expired (a part has
 * lapsed on its way), cap_reached, tally_count_reached, tally_octets_reached. A gift arrives whole or
 * not at all.
 */
export function decideReceiveGift(account: Account, command: ReceiveGift, now: Instant): Decision {
  const total = sumOctets(command.parts.map((part) => part.octets));
  if (total === 0 || command.parts.some((part) => part.octets === 0))
    return { ok: false, refusal: { code: 'nothing_to_move' } };
  if (command.parts.some((part) => part.expiresAt <= now))
    return { ok: false, refusal: { code: 'already_expired' } };
  const inGifts = sumOctets(
    account.buckets.filter(({ kind }) => kind === 'gift').map((bucket) => bucket.available),
  );
  if (inGifts + total > command.capOctets)
    return {
      ok: false,
      refusal: {
        code: 'cap_reached',
        capOctets: command.capOctets,
        availableOctets: inGifts,
        askedOctets: total,
      },
    };
  const counted = count(account, command.limit, total);
  if (!counted.ok) return counted;

  const movement = startMovement(account.buckets);
  const opened: Bucket[] = [];
  for (const part of command.parts) {
    const number = account.nextBucketNumber + opened.length;
    opened.push(
      openedBucket(number, {
        kind: 'gift',
        scope: part.scope,
        origin: giftOrigin(command.giftId),
        validFrom: now,
        expiresAt: part.expiresAt,
      }),
    );
    issue(movement, number, part.octets);
  }
  return decided(
    { bucketNumbers: opened.map(({ number }) => number) },
    {
      postings: postingsOf(movement, {
        reason: 'gift_receive',
        reference: command.giftId,
        at: now,
      }),
      opened,
      tallies: counted.tallies,
    },
  );
}

/**
 * Takes only what is available, the older bucket first: what is used, or granted to the network just now,
 * stays.
 */
export function decideWithdrawGift(
  account: Account,
  command: WithdrawGift,
  now: Instant,
): Decision {
  const movement = startMovement(account.buckets);
  const parts: { bucketNumber: number; octets: Octets }[] = [];
  const oldestFirst = account.buckets.toSorted((left, right) => left.number - right.number);
  for (const bucket of oldestFirst) {
    if (bucket.origin !== giftOrigin(command.giftId) || bucket.available === 0) continue;
    move(movement, bucket, 'available', 'withdrawn', bucket.available);
    parts.push({ bucketNumber: bucket.number, octets: bucket.available });
  }
  if (parts.length === 0) return { ok: false, refusal: { code: 'nothing_to_move' } };
  return decided(
    { parts },
    {
      postings: postingsOf(movement, {
        reason: 'gift_withdraw',
        reference: command.giftId,
        at: now,
      }),
    },
  );
}

/** Refuses, in this order: nothing_to_move. Octets whose bucket has ended meanwhile expire at home. */
export function decideReturnGift(account: Account, command: ReturnGift, now: Instant): Decision {
  const total: Octets = sumOctets(command.parts.map((part) => part.octets));
  if (total === 0) return { ok: false, refusal: { code: 'nothing_to_move' } };
  const movement = startMovement(account.buckets);
  for (const part of command.parts) {
    const bucket = bucketOf(account, part.bucketNumber);
    invariant(bucket !== undefined, 'a bucket that is returned to was loaded');
    move(movement, bucket, 'given', now < bucket.expiresAt ? 'available' : 'expired', part.octets);
  }
  return decided(
    { octets: total },
    {
      postings: postingsOf(movement, {
        reason: 'gift_return',
        reference: command.giftId,
        at: now,
      }),
      tallies: command.uncount === null ? {} : uncounted(account, command.uncount, command.parts),
    },
  );
}

const partOf = (bucket: Bucket, amount: Octets): GiftPart => ({
  bucketNumber: bucket.number,
  octets: amount,
  scope: bucket.scope,
  expiresAt: bucket.expiresAt,
});

function uncounted(
  account: Account,
  uncounts: Uncounts,
  parts: readonly { readonly octets: Octets }[],
): { [name: string]: Tally } {
  const back = sumOctets(parts.map((part) => part.octets));
  const tallies: { [name: string]: Tally } = {};
  for (const { tally: name, period } of oneOrMany(uncounts)) {
    const tally = account.tallies[name];
    if (tally?.period !== period) continue;
    tallies[name] = {
      period,
      count: Math.max(0, tally.count - 1),
      octets: octets(Math.max(0, tally.octets - back)),
    };
  }
  return tallies;
}

const oneOrMany = <Value extends object>(given: Value | readonly Value[]): readonly Value[] =>
  Array.isArray(given) ? (given as readonly Value[]) : [given as Value];

type Counted =
  | { readonly ok: true; readonly tallies: { readonly [name: string]: Tally } }
  | { readonly ok: false; readonly refusal: LedgerRefusal };

function count(account: Account, limits: TallyLimits, amount: Octets): Counted {
  const tallies: { [name: string]: Tally } = {};
  for (const limit of oneOrMany(limits)) {
    const known = account.tallies[limit.tally];
    const used = known?.period === limit.period ? known : { count: 0, octets: octets(0) };
    const refusal = beyond(limit, used, amount);
    if (refusal !== undefined) return { ok: false, refusal };
    tallies[limit.tally] = {
      period: limit.period,
      count: used.count + 1,
      octets: octets(used.octets + amount),
    };
  }
  return { ok: true, tallies };
}

function beyond(
  limit: TallyLimit,
  used: Pick<Tally, 'count' | 'octets'>,
  amount: Octets,
): LedgerRefusal | undefined {
  if (used.count >= limit.maximumCount)
    return {
      code: 'tally_count_reached',
      tally: limit.tally,
      limit: limit.maximumCount,
      used: used.count,
    };
  if (used.octets + amount > limit.maximumOctets)
    return {
      code: 'tally_octets_reached',
      tally: limit.tally,
      limitOctets: limit.maximumOctets,
      usedOctets: used.octets,
      askedOctets: amount,
    };
  return undefined;
}
