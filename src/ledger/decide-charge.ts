// Charging: settle what a session used, set aside what it uses next, in one step.

import {
  invariant,
  InvariantBroken,
  octets,
  ZERO_OCTETS,
  type Instant,
  type Octets,
} from '../kernel/public.ts';
import {
  bucketOf,
  holdOf,
  sessionHoldId,
  type Account,
  type Bucket,
  type Hold,
  type HoldPart,
} from './account.ts';
import type { Charge, ChargeAnswer, ChargeSlot, ChargeSlotAnswer } from './command.ts';
import { answered, decided, type Decision } from './decision.ts';
import { digestOfCharge } from './digest.ts';
import { giveBack, move, postingsOf, standing, startMovement, type Movement } from './movement.ts';
import { consumptionOrder, serves } from './order.ts';
import { quotaOctets, sharersOf } from './quota.ts';
import { and } from './short-list.ts';

/**
 * Refuses, in this order: key_reused (the last request's number with another body), sequence_passed,
 * session_exists (a first request for an open session), session_unknown (any later request without one).
 *
 * A slot that gets less than it wanted is not a refusal: what was used is charged all the same, and the
 * slot's answer says what was granted.
 */
export function decideCharge(account: Account, command: Charge, now: Instant): Decision {
  const id = sessionHoldId(command.session);
  const hold = holdOf(account, id);
  const digest = digestOfCharge(command);
  if (hold !== undefined) {
    if (command.sequence === hold.sequence)
      return hold.digest === digest
        ? answered({ slots: hold.answer })
        : {
            ok: false,
            refusal: { code: 'key_reused', key: `${command.session}#${command.sequence}` },
          };
    if (command.sequence < hold.sequence)
      return { ok: false, refusal: { code: 'sequence_passed', lastSequence: hold.sequence } };
  }
  const opens = command.step === 'initial' || command.step === 'event';
  if (opens && hold !== undefined)
    return { ok: false, refusal: { code: 'session_exists', lastSequence: hold.sequence } };
  if (!opens && (hold === undefined || hold.closedAt !== null))
    return { ok: false, refusal: { code: 'session_unknown' } };

  const movement = startMovement(account.buckets);
  const settled = settle(account, movement, hold, command, now);
  const granted =
    command.step === 'event'
      ? debit(movement, command, now)
      : grant(movement, command, now, sharersOf(account.holds, id, command));
  const answer: ChargeAnswer = {
    slots: command.slots.map(({ slot }, at): ChargeSlotAnswer => {
      const next = granted.slots[at] ?? NOTHING_GRANTED;
      const overrunOctets = settled.overruns[at] ?? ZERO_OCTETS;
      return { slot, grantedOctets: next.octets, last: next.last, overrunOctets };
    }),
  };
  const refusedOutright =
    command.step === 'initial' &&
    command.slots.length > 0 &&
    command.slots.every(
      ({ wantedOctets }, at) =>
        wantedOctets !== 'nothing' && (granted.slots[at] ?? NOTHING_GRANTED) === NOTHING_GRANTED,
    );
  const ends = command.step === 'final' || command.step === 'event' || refusedOutright;
  const next: Hold = {
    id: hold?.id ?? id, // the same text as before, for whoever compares them
    parts: settled.kept.length === 0 ? granted.parts : [...settled.kept, ...granted.parts],
    sequence: command.sequence,
    digest,
    answer: answer.slots,
    expiresAt: command.holdUntil,
    closedAt: ends ? now : null,
    contact: hold === undefined ? (command.contact ?? null) : hold.contact,
  };
  invariant(!ends || next.parts.length === 0, 'a session that ended holds nothing');
  return decided(answer, {
    postings: postingsOf(movement, {
      reason: 'charge',
      reference: command.session,
      at: now,
    }),
    holds: [next],
  });
}

type Settled = {
  readonly kept: readonly HoldPart[];
  /** Of each slot of the command. */
  readonly overruns: readonly Octets[];
};

/**
 * Turns held octets into used ones, slot by slot; what was held and not used goes back. What was used
 * beyond the hold is taken from what is available, and only what no bucket covers is overrun. Slots that
 * the request does not name keep their hold, unless it is the session's last.
 */
function settle(
  account: Account,
  movement: Movement,
  hold: Hold | undefined,
  { slots, step }: Charge,
  now: Instant,
): Settled {
  const unpaid = slots.map(({ usedOctets }) => usedOctets);
  const kept: HoldPart[] = [];
  for (const part of hold?.parts ?? []) {
    const at = slots.findIndex(({ slot }) => slot === part.slot);
    if (at < 0 && step !== 'final') {
      kept.push(part);
      continue;
    }
    const bucket = bucketHeld(account, part.bucketNumber);
    const due = unpaid[at] ?? ZERO_OCTETS;
    const used = octets(Math.min(due, part.octets));
    move(movement, bucket, 'held', 'used', used);
    giveBack(movement, bucket, octets(part.octets - used), now);
    if (at >= 0) unpaid[at] = octets(due - used);
  }
  slots.forEach((slot, at) => {
    let due = unpaid[at] ?? ZERO_OCTETS;
    if (due === 0) return;
    for (const bucket of servingBuckets(movement, slot, now)) {
      if (due === 0) break;
      const taken = octets(Math.min(due, standing(movement, bucket, 'available')));
      move(movement, bucket, 'available', 'used', taken);
      due = octets(due - taken);
    }
    unpaid[at] = due;
    movement.overrunOctets = octets(movement.overrunOctets + due);
  });
  return { kept, overruns: unpaid };
}

type Slice = { readonly octets: Octets; readonly last: boolean };
const NOTHING_GRANTED: Slice = { octets: ZERO_OCTETS, last: false };

type Granted = {
  readonly parts: readonly HoldPart[];
  /** Of each slot of the command; none when there are no more. */
  readonly slots: readonly Slice[];
};
const NONE: Granted = { parts: [], slots: [] };

/** Sets aside the next slice of each slot that wants one, in the order in which they were named. */
function grant(
  movement: Movement,
  { slots, step, quota: rule }: Charge,
  now: Instant,
  sharers: number,
): Granted {
  if (step === 'final') return NONE;
  let parts: readonly HoldPart[] = [];
  const slices = slots.map((slot): Slice => {
    const buckets = servingBuckets(movement, slot, now);
    const available = availableIn(movement, buckets);
    const quota = quotaOctets(available, slot.wantedOctets, rule, sharers);
    if (quota === 0) return NOTHING_GRANTED;
    let due: number = quota;
    for (const bucket of buckets) {
      if (due === 0) break;
      const taken = octets(Math.min(due, standing(movement, bucket, 'available')));
      if (taken === 0) continue;
      move(movement, bucket, 'available', 'held', taken);
      parts = and(parts, [{ slot: slot.slot, bucketNumber: bucket.number, octets: taken }]);
      due -= taken;
    }
    return { octets: quota, last: quota === available };
  });
  return { parts, slots: slices };
}

/** An event is paid at once, wholly or not at all (RFC 8506 clause 6.4). */
function debit(movement: Movement, { slots }: Charge, now: Instant): Granted {
  const slices = slots.map((slot): Slice => {
    const wanted = slot.wantedOctets;
    if (typeof wanted !== 'number' || wanted === 0) return NOTHING_GRANTED;
    const buckets = servingBuckets(movement, slot, now);
    const available = availableIn(movement, buckets);
    if (available < wanted) return NOTHING_GRANTED;
    let due: number = wanted;
    for (const bucket of buckets) {
      const taken = octets(Math.min(due, standing(movement, bucket, 'available')));
      move(movement, bucket, 'available', 'used', taken);
      due -= taken;
    }
    return { octets: wanted, last: available === wanted };
  });
  return { parts: NONE.parts, slots: slices };
}

function servingBuckets(movement: Movement, slot: ChargeSlot, now: Instant): readonly Bucket[] {
  const [only] = movement.buckets;
  if (movement.buckets.length === 1 && only !== undefined && serves(only, slot.scope, now))
    return movement.buckets; // as most lines have it, without a list for each slot
  const serving = movement.buckets.filter((bucket) => serves(bucket, slot.scope, now));
  return serving.length > 1 ? serving.toSorted(consumptionOrder) : serving;
}

const availableIn = (movement: Movement, buckets: readonly Bucket[]): Octets => {
  let total = 0;
  for (const bucket of buckets) total += standing(movement, bucket, 'available');
  return octets(total);
};

function bucketHeld(account: Account, number: number): Bucket {
  const bucket = bucketOf(account, number);
  if (bucket === undefined) throw new InvariantBroken(`bucket ${number} of a hold was loaded`);
  return bucket;
}
