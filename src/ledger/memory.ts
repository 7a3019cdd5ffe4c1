// Accounts as the ledger last wrote them, so that the next command of a line that is in use needs no
// reading. Nothing is taken on trust: what is written proves that the account still was as it is remembered
// (statements/write-batch.ts), and what writes nothing is decided on what is read (batch.ts).
//
// What is remembered is a copy of its own, brought up to date in place. It grows old once, and stays; were it
// made anew with each charge, every one would live just long enough to be moved twice and collected as old,
// which took a quarter of the process.

import type { AccountId } from '../kernel/public.ts';
import type { Account, Bucket, Hold } from './account.ts';

/** One with more is rarely in use as a whole, and would cost many others their place. */
const MOST_ROWS = 20;

/** An account with when it was proved to have all its buckets: see openings.ts. */
export type Remembered = Account & { readonly asOf: number };

export type Memory = {
  /** Good until the account is remembered again: decide on it, and keep nothing of it. */
  recall(accountId: AccountId): Remembered | undefined;
  /** `known`, where it is at hand, is what was recalled of the account. */
  remember(account: Account, asOf: number, known?: Remembered): void;
  forget(accountIds: Iterable<AccountId>): void;
};

type Kept<Value> = { -readonly [name in keyof Value]: Value[name] };
type KeptAccount = Kept<Omit<Remembered, 'buckets' | 'holds'>> & {
  /** Counts the newer halves that there were: which one it was put into last. */
  half: number;
  readonly buckets: Kept<Bucket>[];
  readonly holds: Kept<Hold>[];
};

/**
 * Remembers at most so many accounts: those that were in use last. In two halves: when the newer one is
 * full it becomes the older one, whose accounts are forgotten unless they were in use meanwhile.
 */
export function createMemory(accounts: number): Memory {
  const most = Math.max(1, Math.floor(accounts / 2));
  let newer = new Map<AccountId, KeptAccount>();
  let older = new Map<AccountId, KeptAccount>();
  let half = 0;
  const recall = (id: AccountId): KeptAccount | undefined => newer.get(id) ?? older.get(id);
  const forget = (id: AccountId): void => {
    const known = recall(id);
    if (known !== undefined) known.half = FORGOTTEN;
    newer.delete(id);
    older.delete(id);
  };
  return {
    recall,
    remember(account, asOf, known = recall(account.id)) {
      if (liveRowsOf(account) > MOST_ROWS) return forget(account.id);
      const kept = (known as KeptAccount | undefined) ?? newlyKept(account);
      kept.asOf = asOf;
      bringUpToDate(kept, account);
      if (kept.half === half) return;
      if (newer.size >= most) {
        older = newer;
        newer = new Map();
        half += 1;
      }
      kept.half = half;
      newer.set(account.id, kept);
    },
    forget(accountIds) {
      for (const id of accountIds) forget(id);
    },
  };
}

const FORGOTTEN = -1;

const newlyKept = ({ id, version, nextBucketNumber, tallies }: Account): KeptAccount => ({
  id,
  version,
  nextBucketNumber,
  tallies,
  buckets: [],
  holds: [],
  asOf: 0,
  half: FORGOTTEN,
});

/** What a command would be shown of the account: no spent bucket, no hold that has ended. */
const isLive = ({ available, held }: Bucket): boolean => available > 0 || held > 0;
const isOpen = ({ closedAt }: Hold): boolean => closedAt === null;

function liveRowsOf({ buckets, holds }: Account): number {
  let rows = 0;
  for (const bucket of buckets) if (isLive(bucket)) rows += 1;
  for (const hold of holds) if (isOpen(hold)) rows += 1;
  return rows;
}

function bringUpToDate(kept: KeptAccount, account: Account): void {
  kept.version = account.version;
  kept.nextBucketNumber = account.nextBucketNumber;
  kept.tallies = account.tallies;
  let count = 0;
  for (const bucket of account.buckets) {
    if (!isLive(bucket)) continue;
    const known = kept.buckets[count];
    if (known?.number === bucket.number) updateBucket(known, bucket);
    else kept.buckets[count] = { ...bucket };
    count += 1;
  }
  kept.buckets.length = count;
  count = 0;
  for (const hold of account.holds) {
    if (!isOpen(hold)) continue;
    const known = kept.holds[count];
    if (known?.id === hold.id) updateHold(known, hold);
    else kept.holds[count] = { ...hold };
    count += 1;
  }
  kept.holds.length = count;
}

/** All that may change; the rest of a bucket stays as it was opened. */
function updateBucket(kept: Kept<Bucket>, bucket: Bucket): void {
  if (kept === bucket) return;
  kept.postings = bucket.postings;
  kept.keeps = bucket.keeps;
  kept.granted = bucket.granted;
  kept.available = bucket.available;
  kept.held = bucket.held;
  kept.used = bucket.used;
  kept.given = bucket.given;
  kept.expired = bucket.expired;
  kept.withdrawn = bucket.withdrawn;
}

function updateHold(kept: Kept<Hold>, hold: Hold): void {
  if (kept === hold) return;
  kept.sequence = hold.sequence;
  kept.digest = hold.digest;
  kept.expiresAt = hold.expiresAt;
  kept.contact = hold.contact;
  // As they were decided, and not in place: an answer may be in somebody's hands.
  kept.parts = hold.parts;
  kept.answer = hold.answer;
}
