// What the turns of a batch leave to be written, and what they took for granted.

import type { Instant } from '../kernel/public.ts';
import { noRows, type BatchRows } from './statements/write-batch.ts';
import type { Turn } from './turn.ts';

/**
 * Undefined when nothing is to be written. `prove` adds what no other process may have changed meanwhile,
 * which locks make needless.
 */
export function rowsOf(turns: Iterable<Turn>, now: Instant, prove: boolean): BatchRows | undefined {
  const rows = noRows();
  for (const turn of turns) addTurn(rows, turn, now, prove);
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

function addTurn(rows: BatchRows, turn: Turn, now: Instant, prove: boolean): void {
  const { account, read } = turn;
  const accountId = account.id;
  if (account !== read) {
    const isCounted =
      account.nextBucketNumber !== read.nextBucketNumber || account.tallies !== read.tallies;
    if (isCounted) rows.changedAccounts.push({ account, was: read.version });
    else if (prove) rows.nextBuckets.push({ accountId, bucketNumber: account.nextBucketNumber });
    for (const bucket of account.buckets) {
      const before = read.buckets.find(({ number }) => number === bucket.number);
      if (before === undefined) rows.openedBuckets.push({ accountId, bucket });
      else if (before !== bucket)
        rows.changedBuckets.push({ accountId, bucket, was: before.postings });
      else if (prove && turn.reliesOnAll) rows.reliedOnBuckets.push({ accountId, bucket });
    }
    // What was read stands where it stood; what came stands behind it.
    account.holds.forEach((hold, at) => {
      const before = read.holds[at];
      if (before === undefined) rows.openedHolds.push({ accountId, hold });
      else if (before !== hold) rows.changedHolds.push({ accountId, hold, was: before.sequence });
    });
    for (const posting of turn.postings) rows.postings.push({ accountId, posting });
  }
  for (const key of turn.newKeys) rows.keys.push({ ...key, at: now });
}
