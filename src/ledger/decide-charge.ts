// Charging: settle what a session used, set aside what it uses next, in one step.

import { invariant, octets, ZERO_OCTETS, type Instant, type Octets } from '../kernel/public.ts';
import type { Account, Bucket, Hold, HoldPart } from './account.ts';
import type { Charge, ChargeAnswer, ChargeSlot, ChargeSlotAnswer } from './command.ts';
import { decided, type Decision } from './decision.ts';
import { digestOfCharge } from './digest.ts';
import { giveBack, move, postingsOf, standing, startMovement, type Movement } from './movement.ts';
import { consumptionOrder, serves } from './order.ts';
import { quotaOctets, sharersOf } from './quota.ts';

export const sessionHoldId = (session: string): string => `session:${session}`;

/**
 * Refuses, in this order: key_reused (the last request's number with another body), sequence_passed,
 * session_exists (a first request for an open session), session_unknown (any later request without one).
 *
 * A slot that gets less than it wanted is not a refusal: what was used is charged all the same, and the
 * slot's answer says what was granted.
 */
export function decideCharge(account: Account, command: Charge, now: Instant): Decision {
  const id = sessionHoldId(command.session);
  const hold = account.holds.get(id);
  const digest = digestOfCharge(command);
  if (hold !== undefined) {
    if (command.sequence === hold.sequence)
      return hold.digest === digest
        ? decided({ slots: hold.answer }, {})
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
    slots: command.slots.map((slot): ChargeSlotAnswer => {
      const next = granted.slots.get(slot.slot);
      return {
        slot: slot.slot,
        grantedOctets: next?.octets ?? ZERO_OCTETS,
        last: next?.last ?? false,
        overrunOctets: settled.overruns.get(slot.slot) ?? ZERO_OCTETS,
      };
    }),
  };
  const refusedOutright =
    command.step === 'initial' &&
    command.slots.length > 0 &&
    command.slots.every(
      ({ slot, wantedOctets }) => wantedOctets !== 'nothing' && !granted.slots.has(slot),
    );
  const ends = command.step === 'final' || command.step === 'event' || refusedOutright;
  const next: Hold = {
    id,
    parts: [...settled.kept, ...granted.parts],
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
  readonly overruns: ReadonlyMap<number, Octets>;
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
  command: Charge,
  now: Instant,
): Settled {
  const named = new Map(command.slots.map((slot) => [slot.slot, slot]));
  const unpaid = new Map(command.slots.map((slot) => [slot.slot, slot.usedOctets]));
  const kept: HoldPart[] = [];
  for (const part of hold?.parts ?? []) {
    if (!named.has(part.slot) && command.step !== 'final') {
      kept.push(part);
      continue;
    }
    const bucket = bucketOf(account, part.bucketNumber);
    const due = unpaid.get(part.slot) ?? ZERO_OCTETS;
    const used = octets(Math.min(due, part.octets));
    move(movement, bucket, 'held', 'used', used);
    giveBack(movement, bucket, octets(part.octets - used), now);
    if (named.has(part.slot)) unpaid.set(part.slot, octets(due - used));
  }
  const overruns = new Map<number, Octets>();
  for (const slot of command.slots) {
    let due = unpaid.get(slot.slot) ?? ZERO_OCTETS;
    const beyondHold = due === 0 ? [] : servingBuckets(movement, slot, now);
    for (const bucket of beyondHold) {
      if (due === 0) break;
      const taken = octets(Math.min(due, standing(movement, bucket, 'available')));
      move(movement, bucket, 'available', 'used', taken);
      due = octets(due - taken);
    }
    overruns.set(slot.slot, due);
    movement.overrunOctets = octets(movement.overrunOctets + due);
  }
  return { kept, overruns };
}

type Granted = {
  readonly parts: readonly HoldPart[];
  readonly slots: ReadonlyMap<number, { octets: Octets; last: boolean }>;
};

/** Sets aside the next slice of each slot that wants one, in the order in which they were named. */
function grant(movement: Movement, command: Charge, now: Instant, sharers: number): Granted {
  const parts: HoldPart[] = [];
  const slots = new Map<number, { octets: Octets; last: boolean }>();
  if (command.step === 'final') return { parts, slots };
  for (const slot of command.slots) {
    const buckets = servingBuckets(movement, slot, now);
    const available = availableIn(movement, buckets);
    const quota = quotaOctets(available, slot.wantedOctets, command.quota, sharers);
    if (quota === 0) continue;
    let due: number = quota;
    for (const bucket of buckets) {
      if (due === 0) break;
      const taken = octets(Math.min(due, standing(movement, bucket, 'available')));
      if (taken === 0) continue;
      move(movement, bucket, 'available', 'held', taken);
      parts.push({ slot: slot.slot, bucketNumber: bucket.number, octets: taken });
      due -= taken;
    }
    slots.set(slot.slot, { octets: quota, last: quota === available });
  }
  return { parts, slots };
}

/** An event is paid at once, wholly or not at all (RFC 8506 clause 6.4). */
function debit(movement: Movement, command: Charge, now: Instant): Granted {
  const slots = new Map<number, { octets: Octets; last: boolean }>();
  for (const slot of command.slots) {
    if (typeof slot.wantedOctets !== 'number' || slot.wantedOctets === 0) continue;
    const buckets = servingBuckets(movement, slot, now);
    const available = availableIn(movement, buckets);
    if (available < slot.wantedOctets) continue;
    let due: number = slot.wantedOctets;
    for (const bucket of buckets) {
      const taken = octets(Math.min(due, standing(movement, bucket, 'available')));
      move(movement, bucket, 'available', 'used', taken);
      due -= taken;
    }
    slots.set(slot.slot, { octets: slot.wantedOctets, last: available === slot.wantedOctets });
  }
  return { parts: [], slots };
}

function servingBuckets(movement: Movement, slot: ChargeSlot, now: Instant): Bucket[] {
  const serving = movement.buckets.filter((bucket) => serves(bucket, slot.scope, now));
  return serving.length > 1 ? serving.toSorted(consumptionOrder) : serving;
}

const availableIn = (movement: Movement, buckets: readonly Bucket[]): Octets => {
  let total = 0;
  for (const bucket of buckets) total += standing(movement, bucket, 'available');
  return octets(total);
};

function bucketOf(account: Account, number: number): Bucket {
  const bucket = account.buckets.find((candidate) => candidate.number === number);
  invariant(bucket !== undefined, `bucket ${number} of a hold was loaded`);
  return bucket;
}
