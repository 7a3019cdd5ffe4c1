// What the turns of a batch leave to be written, and what they took for granted.

import type { Instant } from '../kernel/public.ts';
import { bucketOf, type Account, type Bucket } from './account.ts';
import { keeperOf, KEPT_ELSEWHERE, keptBy, standIn } from './keeping.ts';
import type { Remembered } from './memory.ts';
import { noRows, type BatchRows } from './statements/write-batch.ts';
import type { Turn } from './turn.ts';

/**
 * What else is to be proved than that rows are as they were read: that no account has a bucket more, by
 * looking at `each`, or only at those that were last remembered before `asOf`. Locks make it needless.
 */
export type Proof = 'none' | 'each' | { readonly asOf: number };

/** Undefined when nothing is to be written. */
export function rowsOf(turns: readonly Turn[], now: Instant, proof: Proof): BatchRows | undefined {
  const rows = noRows();
  for (const turn of turns) addTurn(rows, turn, now, proof);
  const isEmpty =
    rows.changedBuckets.length === 0 &&
    rows.openedBuckets.length === 0 &&
    rows.changedHolds.length === 0 &&
    rows.openedHolds.length === 0 &&
    rows.changedAccounts.length === 0 &&
    rows.keys.length === 0 &&
    rows.postings.length === 0;
  return isEmpty ? undefined : rows;
}

function addTurn(rows: BatchRows, turn: Turn, now: Instant, proof: Proof): void {
  const { account, read } = turn;
  const accountId = account.id;
  if (account !== read) {
    const isCounted =
      account.nextBucketNumber !== read.nextBucketNumber || account.tallies !== read.tallies;
    if (isCounted) rows.changedAccounts.push({ account, was: read.version });
    else if (isToBeLookedAt(read, proof))
      rows.nextBuckets.push({ accountId, bucketNumber: account.nextBucketNumber });
    for (const bucket of account.buckets) {
      const before = bucketOf(read, bucket.number);
      if (before === undefined) rows.openedBuckets.push({ accountId, bucket });
      else if (before !== bucket || isChangedWithin(turn, bucket))
        rows.changedBuckets.push({
          accountId,
          bucket,
          kept: keptBy(account, bucket),
          was: before.postings,
          keptWas: keptBy(read, before)?.sequence ?? KEPT_ELSEWHERE,
          isKeptAnew: bucket.keeps !== before.keeps,
        });
      else if (proof !== 'none' && turn.reliesOnAll)
        rows.reliedOnBuckets.push({ accountId, bucket });
    }
    // What was read stands where it stood; what came stands behind it.
    let at = -1;
    for (const hold of account.holds) {
      at += 1;
      const before = read.holds[at];
      if (before === hold) continue;
      const keeper = keeperOf(account, hold.id);
      const keeperWas = before && keeperOf(read, hold.id);
      if (keeper !== undefined && keeper === keeperWas) continue;
      const row = { accountId, hold: keeper === undefined ? hold : standIn(hold, keeper) };
      if (before === undefined) rows.openedHolds.push(row);
      else
        rows.changedHolds.push({
          ...row,
          was: keeperWas === undefined ? before.sequence : KEPT_ELSEWHERE,
        });
    }
    for (const posting of turn.postings) rows.postings.push({ accountId, posting });
  }
  for (const key of turn.newKeys) rows.keys.push({ ...key, at: now });
}

/** Whether the hold that it keeps is another than it was, though none of its octets moved. */
function isChangedWithin({ account, read }: Turn, bucket: Bucket): boolean {
  if (bucket.keeps === null) return false;
  const at = account.holds.findIndex(({ id }) => id === bucket.keeps);
  return account.holds[at] !== read.holds[at];
}

/** What has just been read has all its buckets, if the count of openings is still the one known before. */
function isToBeLookedAt(read: Account | Remembered, proof: Proof): boolean {
  if (typeof proof === 'string') return proof === 'each';
  return 'asOf' in read && read.asOf !== proof.asOf;
}
