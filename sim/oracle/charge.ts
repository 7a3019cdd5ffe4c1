// Charging, the slow and obvious way.

import type { Charge, ChargeSlot } from '../../src/ledger/public.ts';
import { inOrder, octets, sum, type Bucket, type Line, type Notebook, type Piece } from './book.ts';
import { giveBack } from './lapse.ts';
import { accepted, refused, type Answered } from './answered.ts';

export function charge(line: Line, command: Charge, notebook: Notebook, now: number): Answered {
  const { session: name, sequence, step } = command;
  const session = line.sessions.get(name);
  const said = JSON.stringify([step, command.slots]);
  if (session?.sequence === sequence)
    return session.said === said
      ? { ...accepted(session.told), repeat: true }
      : refused({ code: 'key_reused', key: `${name}#${sequence}` });
  if (session !== undefined && sequence < session.sequence)
    return refused({ code: 'sequence_passed', lastSequence: session.sequence });
  const isFirst = step === 'initial' || step === 'event';
  if (isFirst && session !== undefined)
    return refused({ code: 'session_exists', lastSequence: session.sequence });
  if (!isFirst && (session === undefined || session.closedAt !== undefined))
    return refused({ code: 'session_unknown' });

  const overruns = new Map<number, number>();
  const pieces = payFromHold(session?.pieces ?? [], command, notebook, now, overruns);
  for (const { slot, scope } of command.slots) {
    const owed = overruns.get(slot) ?? 0;
    const missing = take(usable(line, scope, now), 'used', owed, notebook, () => undefined);
    overruns.set(slot, missing);
  }
  const overrun = sum([...overruns.values()]);
  notebook.set(line, 'overrun', line.overrun + BigInt(overrun));
  const told = {
    slots: command.slots.map((slot) => {
      const { grantedOctets, last } = grantNext(line, command, slot, pieces, notebook, now);
      return { slot: slot.slot, grantedOctets, last, overrunOctets: overruns.get(slot.slot) };
    }),
  };
  const nothingForIt =
    step === 'initial' &&
    command.slots.length > 0 &&
    command.slots.every(({ wantedOctets }) => wantedOctets !== 'nothing') &&
    told.slots.every(({ grantedOctets }) => grantedOctets === 0);
  const ends = step === 'final' || step === 'event' || nothingForIt;
  notebook.put(line.sessions, name, {
    pieces,
    sequence,
    said,
    told,
    expiresAt: command.holdUntil,
    closedAt: ends ? now : undefined,
  });
  return accepted(told);
}

/** Turns held octets into used ones. Gives what stays held, and leaves in `owed` what was not covered. */
function payFromHold(
  held: readonly Piece[],
  command: Charge,
  notebook: Notebook,
  now: number,
  owed: Map<number, number>,
): Piece[] {
  for (const slot of command.slots) owed.set(slot.slot, slot.usedOctets);
  const kept: Piece[] = [];
  for (const piece of held) {
    const used = owed.get(piece.slot);
    // Traffic that the request is silent about keeps its octets, until the last request of all.
    if (used === undefined && command.step !== 'final') kept.push(piece);
    else {
      const paid = octets(Math.min(used ?? 0, piece.octets));
      notebook.move(piece.bucket, 'held', 'used', paid);
      giveBack(notebook, { ...piece, octets: piece.octets - paid }, now);
      if (used !== undefined) owed.set(piece.slot, octets(used - paid));
    }
  }
  return kept;
}

type Next = { readonly grantedOctets: number; readonly last: boolean };
const NOTHING: Next = { grantedOctets: 0, last: false };

function grantNext(
  line: Line,
  { session, step, quota, holdUntil }: Charge,
  { slot, scope, wantedOctets: wanted }: ChargeSlot,
  pieces: Piece[],
  notebook: Notebook,
  now: number,
): Next {
  if (step === 'final') return NOTHING;
  const buckets = usable(line, scope, now);
  if (step === 'event') {
    // Paid at once, and wholly or not at all: nobody comes back to settle an event.
    if (typeof wanted !== 'number' || wanted === 0) return NOTHING;
    const available = sum(buckets.map((bucket) => bucket.available));
    if (available < wanted) return NOTHING;
    take(buckets, 'used', wanted, notebook, () => undefined);
    return { grantedOctets: wanted, last: available === wanted };
  }
  const available = sum(buckets.map((bucket) => bucket.available));
  if (wanted === 'nothing') return NOTHING;
  const others = [...line.sessions].filter(
    ([name, { pieces: theirs, expiresAt, closedAt }]) =>
      name !== session &&
      closedAt === undefined &&
      (theirs.length > 0 ||
        Math.abs(holdUntil - expiresAt) < (quota.sharing?.awakeMilliseconds ?? 0)),
  );
  const sharers = quota.sharing === undefined ? 1 : 1 + others.length;
  const share = Math.max(
    smallest(quota, sharers),
    Math.floor(available / quota.shareDivisor / sharers),
  );
  const asked = wanted === 'any' ? quota.largestOctets : wanted;
  const granted = Math.min(asked, quota.largestOctets, share, available);
  if (granted === 0) return NOTHING;
  take(buckets, 'held', granted, notebook, (bucket, amount) =>
    pieces.push({ slot, bucket, octets: amount }),
  );
  return { grantedOctets: granted, last: granted === available };
}

const smallest = ({ smallestOctets, sharing }: Charge['quota'], sharers: number): number =>
  sharing === undefined
    ? smallestOctets
    : Math.min(smallestOctets, Math.max(sharing.leastOctets, Math.floor(smallestOctets / sharers)));

/** Octets of this scope or of any, in buckets whose time has begun and not ended. */
const usable = (line: Line, scope: string, now: number): Bucket[] =>
  inOrder(
    line.buckets.filter(
      (bucket) =>
        (bucket.scope === 'any' || bucket.scope === scope) &&
        bucket.validFrom <= now &&
        bucket.expiresAt > now,
    ),
  );

/** Takes an amount from bucket after bucket, and gives what there was not enough for. */
export function take(
  buckets: readonly Bucket[],
  to: 'used' | 'held',
  amount: number,
  notebook: Notebook,
  taken: (bucket: Bucket, amount: number) => void,
): number {
  let missing = amount;
  for (const bucket of buckets) {
    const part = Math.min(missing, bucket.available);
    if (part === 0) continue;
    notebook.move(bucket, 'available', to, part);
    taken(bucket, part);
    missing -= part;
  }
  return missing;
}
