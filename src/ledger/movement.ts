// Octets on the move while a command is being decided.
//
// The account itself stays as it was: a decision collects the changes of each bucket here, and they
// become its postings. Every change takes from one place and puts into another, so a posting cannot
// but balance; taking more than a place has is a bug, and stops the command.

import {
  invariant,
  InvariantBroken,
  octets,
  ZERO_OCTETS,
  type Instant,
  type Octets,
} from '../kernel/public.ts';
import { bucketOf, type Bucket, type Place, type Posting, type PostingReason } from './account.ts';
import { and } from './short-list.ts';

export type Changes = { [place in Place]: number };

const noChanges = (): Changes => ({
  granted: 0,
  available: 0,
  held: 0,
  used: 0,
  given: 0,
  expired: 0,
  withdrawn: 0,
});

export type Movement = {
  readonly buckets: readonly Bucket[];
  /** Of each bucket that changed. One or two, so a list. */
  changes: readonly { readonly bucketNumber: number; readonly changes: Changes }[];
  overrunOctets: Octets;
};

export const startMovement = (buckets: readonly Bucket[]): Movement => ({
  buckets,
  changes: [],
  overrunOctets: ZERO_OCTETS,
});

/** What a bucket has in a place, the changes made so far included. */
export const standing = (movement: Movement, bucket: Bucket, place: Place): Octets =>
  octets(bucket[place] + (changesIn(movement, bucket.number)?.[place] ?? 0));

function changesIn(movement: Movement, bucketNumber: number): Changes | undefined {
  for (const each of movement.changes) if (each.bucketNumber === bucketNumber) return each.changes;
  return undefined;
}

const changesOf = (movement: Movement, bucketNumber: number): Changes => {
  const known = changesIn(movement, bucketNumber);
  if (known !== undefined) return known;
  const changes = noChanges();
  movement.changes = and(movement.changes, [{ bucketNumber, changes }]);
  return changes;
};

export function move(
  movement: Movement,
  bucket: Bucket,
  from: Exclude<Place, 'granted'>,
  to: Exclude<Place, 'granted'>,
  amount: Octets,
): void {
  if (amount === 0) return;
  if (standing(movement, bucket, from) < amount)
    throw new InvariantBroken(`bucket has ${amount} octets ${from}`);
  const changes = changesOf(movement, bucket.number);
  changes[from] -= amount;
  changes[to] += amount;
}

/** Held octets go back to where they may be used, or lapse when their bucket has ended meanwhile. */
export const giveBack = (movement: Movement, bucket: Bucket, amount: Octets, now: Instant): void =>
  move(movement, bucket, 'held', now < bucket.expiresAt ? 'available' : 'expired', amount);

/** Octets come into being: only a bucket that has just been opened receives any. */
export function issue(movement: Movement, bucketNumber: number, amount: Octets): void {
  const changes = changesOf(movement, bucketNumber);
  changes.granted += amount;
  changes.available += amount;
}

/** Closes a movement into postings, one for each bucket that changed. */
export function postingsOf(
  movement: Movement,
  about: { readonly reason: PostingReason; readonly reference: string; readonly at: Instant },
): readonly Posting[] {
  let postings: readonly Posting[] = [];
  let overrunOctets = movement.overrunOctets;
  for (const { bucketNumber, changes } of movement.changes) {
    if (changesNothing(changes)) continue;
    invariant(conserves(changes), 'a posting conserves octets');
    const bucket = bucketOf(movement, bucketNumber);
    const number = (bucket?.postings ?? 0) + 1;
    const { reason, reference, at } = about;
    postings = and(postings, [
      { number, bucketNumber, reason, reference, at, changes, overrunOctets },
    ]);
    overrunOctets = ZERO_OCTETS;
  }
  if (overrunOctets > 0)
    postings = and(postings, [
      { number: 0, bucketNumber: null, ...about, changes: noChanges(), overrunOctets },
    ]);
  return postings;
}

const changesNothing = (changes: Changes): boolean =>
  changes.available === 0 &&
  changes.held === 0 &&
  changes.used === 0 &&
  changes.given === 0 &&
  changes.expired === 0 &&
  changes.withdrawn === 0;

const conserves = (changes: Changes): boolean =>
  changes.granted ===
  changes.available +
    changes.held +
    changes.used +
    changes.given +
    changes.expired +
    changes.withdrawn;
