// Where a session's hold stands in the store.
//
// A charge changes its session's hold and the bucket that its octets are of. So that this is one row, a
// bucket's row keeps the hold of one open session, as long as all that it holds is of this bucket. The hold's
// own row says meanwhile only that it stands elsewhere. A second session of the same bucket, a session that
// holds octets of two, one that holds none and one that has ended have rows of their own, and so have
// gifts in escrow, which would be in the way for days.
//
// No decision depends on it, and the store reads both alike (migrations/0021-kept-hold.sql).

import {
  bucketOf,
  holdOf,
  isSessionHold,
  type Account,
  type Bucket,
  type Hold,
} from './account.ts';

/** What the row of a hold that a bucket keeps has for its sequence. */
export const KEPT_ELSEWHERE = -1;

export const keptBy = (account: Account, { keeps }: Bucket): Hold | undefined =>
  keeps === null ? undefined : holdOf(account, keeps);

/** The number of the bucket that keeps this hold. */
export const keeperOf = ({ buckets }: Account, id: string): number | undefined =>
  keeping(buckets, id)?.number;

function keeping(buckets: readonly Bucket[], id: string): Bucket | undefined {
  for (const bucket of buckets) if (bucket.keeps === id) return bucket;
  return undefined;
}

/** Whether an open hold has octets of this bucket, and of no other. */
function isWithin({ parts, closedAt }: Hold, { number }: Bucket): boolean {
  for (const { bucketNumber } of parts) if (bucketNumber !== number) return false;
  return closedAt === null && parts.length > 0;
}

/** A hold's own row while a bucket keeps it: where to look, and nothing else. */
export const standIn = (hold: Hold, bucketNumber: number): Hold => ({
  ...hold,
  sequence: KEPT_ELSEWHERE,
  digest: bucketNumber,
  parts: [],
  answer: [],
});

/** The account after its commands, with each hold that changed where it is to stand from now on. */
export function kept(read: Account, account: Account): Account {
  let { buckets } = account;
  let at = -1;
  for (const hold of account.holds) {
    at += 1;
    if (hold === read.holds[at]) continue;
    const from = keeping(buckets, hold.id);
    if (from !== undefined && isWithin(hold, from)) continue; // as nearly every charge leaves it
    const to = placeFor(hold, buckets, read);
    if (from === to) continue;
    buckets = buckets.map((bucket) => {
      if (bucket === to) return { ...bucket, keeps: hold.id };
      return bucket === from ? { ...bucket, keeps: null } : bucket;
    });
  }
  return buckets === account.buckets ? account : { ...account, buckets };
}

/** One that has its row already, and does not keep another hold. */
function placeFor(hold: Hold, buckets: readonly Bucket[], read: Account): Bucket | undefined {
  const [first] = hold.parts;
  if (first === undefined || hold.closedAt !== null || !isSessionHold(hold)) return undefined;
  if (hold.parts.some(({ bucketNumber }) => bucketNumber !== first.bucketNumber)) return undefined;
  const bucket = bucketOf({ buckets }, first.bucketNumber);
  if (bucket === undefined || (bucket.keeps !== null && bucket.keeps !== hold.id)) return undefined;
  return read.buckets.some(({ number }) => number === bucket.number) ? bucket : undefined;
}
