// The steps of a gift, the slow and obvious way.

import type {
  HoldGift,
  ReceiveGift,
  ReleaseGift,
  ReturnGift,
  SettleGift,
  TallyLimits,
  Uncounts,
  WithdrawGift,
} from '../../src/ledger/public.ts';
import { accepted, refused, type Answered } from './answered.ts';
import { Impossible, inOrder, sum, type Line, type Notebook, type Piece } from './book.ts';
import { take } from './charge.ts';
import { giveBack } from './lapse.ts';
import { openBucket } from './open-bucket.ts';

export function holdGift(line: Line, command: HoldGift, notebook: Notebook, now: number): Answered {
  const asked = command.octets;
  if (asked === 0) return refused({ code: 'nothing_to_move' });
  if (line.gifts.has(command.giftId)) return refused({ code: 'hold_exists' });
  const begun = line.buckets.filter((bucket) => bucket.validFrom <= now);
  const availableOctets = sum(begun.map((bucket) => bucket.available));
  const givable = begun.filter(
    (bucket) =>
      command.givableKinds.includes(bucket.kind) &&
      (command.fromBuckets ?? [bucket.number]).includes(bucket.number) &&
      bucket.expiresAt > command.usableUntil,
  );
  const givableOctets = sum(givable.map((bucket) => bucket.available));
  if (asked > givableOctets)
    return refused({ code: 'balance_too_low', availableOctets, givableOctets, askedOctets: asked });
  const { floorOctets } = command;
  if (availableOctets - asked < floorOctets)
    return refused({ code: 'floor_broken', floorOctets, availableOctets, askedOctets: asked });
  const tooMuch = count(line, command.limit, asked, notebook);
  if (tooMuch !== undefined) return tooMuch;
  const pieces: Piece[] = [];
  take(inOrder(givable), 'held', asked, notebook, (bucket, amount) =>
    pieces.push({ slot: 0, bucket, octets: amount }),
  );
  notebook.put(line.gifts, command.giftId, {
    pieces,
    expiresAt: command.holdUntil,
    closedAt: undefined,
    sequence: 0,
    said: '',
    told: undefined,
  });
  return accepted({ parts: pieces.map(shown) });
}

export function endHold(
  line: Line,
  command: ReleaseGift | SettleGift,
  notebook: Notebook,
  now: number,
): Answered {
  const hold = line.gifts.get(command.giftId);
  if (hold === undefined) return refused({ code: 'hold_unknown' });
  if (hold.closedAt !== undefined) return refused({ code: 'hold_ended' });
  for (const piece of hold.pieces) {
    if (command.name === 'release_gift') giveBack(notebook, piece, now);
    else notebook.move(piece.bucket, 'held', 'given', piece.octets);
  }
  notebook.set(hold, 'closedAt', now);
  if (command.name === 'release_gift')
    uncount(line, command.uncount, sum(hold.pieces.map((piece) => piece.octets)), notebook);
  return accepted({ parts: hold.pieces.map(shown) });
}

const shown = ({ bucket, octets }: Piece) => ({
  bucketNumber: bucket.number,
  octets,
  scope: bucket.scope,
  expiresAt: bucket.expiresAt,
});

export function receiveGift(
  line: Line,
  command: ReceiveGift,
  notebook: Notebook,
  now: number,
): Answered {
  const { parts, capOctets } = command;
  const asked = sum(parts.map((part) => part.octets));
  if (asked === 0 || parts.some((part) => part.octets === 0))
    return refused({ code: 'nothing_to_move' });
  if (parts.some((part) => part.expiresAt <= now)) return refused({ code: 'already_expired' });
  const gifts = line.buckets.filter((bucket) => bucket.kind === 'gift');
  const availableOctets = sum(gifts.map((bucket) => bucket.available));
  if (availableOctets + asked > capOctets)
    return refused({ code: 'cap_reached', capOctets, availableOctets, askedOctets: asked });
  const tooMuch = count(line, command.limit, asked, notebook);
  if (tooMuch !== undefined) return tooMuch;
  const origin = `gift:${command.giftId}`;
  const bucketNumbers = parts.map((part) =>
    openBucket(line, notebook, { ...part, kind: 'gift', origin, validFrom: now }),
  );
  return accepted({ bucketNumbers });
}

export function withdrawGift(line: Line, { giftId }: WithdrawGift, notebook: Notebook): Answered {
  const unused = line.buckets
    .filter((bucket) => bucket.origin === `gift:${giftId}` && bucket.available > 0)
    .toSorted((left, right) => left.number - right.number);
  if (unused.length === 0) return refused({ code: 'nothing_to_move' });
  const parts = unused.map((bucket) => {
    const octets = bucket.available;
    notebook.move(bucket, 'available', 'withdrawn', octets);
    return { bucketNumber: bucket.number, octets };
  });
  return accepted({ parts });
}

export function returnGift(
  line: Line,
  command: ReturnGift,
  notebook: Notebook,
  now: number,
): Answered {
  const total = sum(command.parts.map((part) => part.octets));
  if (total === 0) return refused({ code: 'nothing_to_move' });
  for (const part of command.parts) {
    const isIt = ({ number }: { number: number }): boolean => number === part.bucketNumber;
    const bucket = line.buckets.find(isIt) ?? line.spent.get(part.bucketNumber);
    if (bucket === undefined) throw new Impossible(`bucket ${part.bucketNumber}`);
    notebook.move(bucket, 'given', now < bucket.expiresAt ? 'available' : 'expired', part.octets);
    if (!line.buckets.some(isIt)) notebook.set(line, 'buckets', [...line.buckets, bucket]);
  }
  if (command.uncount !== null) uncount(line, command.uncount, total, notebook);
  return accepted({ octets: total });
}

/** Counts a gift against its limits, or says why it cannot be counted. A new period starts at nothing. */
function count(
  line: Line,
  limits: TallyLimits,
  asked: number,
  notebook: Notebook,
): Answered | undefined {
  let tallies = line.tallies;
  for (const limit of [limits].flat()) {
    const { tally, period } = limit;
    const known = line.tallies[tally];
    const used = known?.period === period ? known : { count: 0, octets: 0 };
    if (used.count >= limit.maximumCount)
      return refused({
        code: 'tally_count_reached',
        tally,
        limit: limit.maximumCount,
        used: used.count,
      });
    if (used.octets + asked > limit.maximumOctets)
      return refused({
        code: 'tally_octets_reached',
        tally,
        limitOctets: limit.maximumOctets,
        usedOctets: used.octets,
        askedOctets: asked,
      });
    tallies = {
      ...tallies,
      [tally]: { period, count: used.count + 1, octets: used.octets + asked },
    };
  }
  notebook.set(line, 'tallies', tallies);
  return undefined;
}

/** A gift that came back whole was none; but only in the period that it was counted in. */
function uncount(line: Line, uncounts: Uncounts, back: number, notebook: Notebook): void {
  let tallies = line.tallies;
  for (const { tally, period } of [uncounts].flat()) {
    const known = tallies[tally];
    if (known === undefined || known.period !== period) continue;
    const left = {
      period,
      count: Math.max(0, known.count - 1),
      octets: Math.max(0, known.octets - back),
    };
    tallies = { ...tallies, [tally]: left };
  }
  notebook.set(line, 'tallies', tallies);
}
