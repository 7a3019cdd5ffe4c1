// One batch of commands of one part of the store, in one transaction: read what the commands can touch,
// decide each in the order in which they came, write what changed, where it still is as it was read.
//
// One commit, and so one flush to disk, answers the whole batch: this is where the ledger's speed is.

import type { PoolClient } from 'pg';
import {
  InvariantBroken,
  invariant,
  refuse,
  type AccountId,
  type Instant,
} from '../kernel/public.ts';
import type { Account, Posting } from './account.ts';
import { changeOf, type AccountChange } from './change.ts';
import type { Command, Outcome } from './command.ts';
import { sessionHoldId } from './decide-charge.ts';
import { decide } from './decide.ts';
import { applied, emptyAccount, NOTHING_CHANGED } from './decision.ts';
import { digestOf } from './digest.ts';
import { giftHoldId } from './lapse.ts';
import { findAccounts } from './statements/find-accounts.ts';
import { insertKeys } from './statements/insert-keys.ts';
import { insertPostings } from './statements/insert-postings.ts';
import { lockAccounts } from './statements/lock-accounts.ts';
import { openBuckets } from './statements/open-buckets.ts';
import { openHolds } from './statements/open-holds.ts';
import { lockBuckets, readBuckets, type BucketOf } from './statements/read-buckets.ts';
import { readNamedHolds, readOpenHolds, type HoldOf } from './statements/read-holds.ts';
import { readKeys, type KeyRow } from './statements/read-keys.ts';
import { writeAccounts } from './statements/write-accounts.ts';
import { writeBuckets, type ChangedBucket } from './statements/write-buckets.ts';
import { writeHolds, type ChangedHold } from './statements/write-holds.ts';

/** A command's outcome, or the bug that stopped it alone. */
export type Settled = Outcome | InvariantBroken;

export type BatchDone = {
  readonly settled: readonly Settled[];
  readonly changes: readonly AccountChange[];
};

/** Another process was faster with the same session or key: nothing was done, and a repeat will see it. */
export class RaceLost extends Error {
  override readonly name = 'RaceLost';
}

/** An account in a batch: as it was read, as it is now, and what of it is to be written. */
type Entry = {
  account: Account;
  readonly read: Account;
  /** Whether its row is locked, which counting gifts and opening buckets needs. */
  readonly rowLocked: boolean;
  readonly touchedBuckets: Set<number>;
  readonly touchedHolds: Set<string>;
  readonly postings: Posting[];
};

/**
 * `locking` takes every bucket for this transaction alone before it is read. Without it, the accounts
 * whose gifts are counted are locked, and the others may lose a race.
 */
export async function runBatch(
  client: PoolClient,
  part: number,
  commands: readonly Command[],
  clock: { now(): Instant },
  locking: boolean,
): Promise<BatchDone> {
  const accountIds = inOrder(commands);
  const counting = inOrder(commands.filter(needsAccountRow));
  const isCounting = new Set(counting);
  const rows = counting.length > 0 ? await lockAccounts(client, part, counting) : [];
  const named = commands.flatMap(bucketNumbersNamed);
  const toLock = locking ? accountIds : counting;
  const toRead = locking ? [] : accountIds.filter((id) => !isCounting.has(id));
  const buckets = [
    ...(toLock.length > 0 ? await lockBuckets(client, part, toLock, named) : []),
    ...(toRead.length > 0 ? await readBuckets(client, part, toRead, named) : []),
  ];
  // Read after the locks are ours: a clock read before could be older than what others have written.
  const now = clock.now();
  const entries = assemble(rows, buckets, await readOpenHolds(client, part, accountIds));
  await addNamedHolds(client, part, entries, commands);
  const missing = accountIds.filter((id) => !entries.has(id));
  if (missing.length > 0)
    for (const id of await findAccounts(client, part, missing))
      entries.set(id, entryOf(emptyAccount(id), false));

  const known = await readKnownKeys(client, part, accountIds, commands);
  const newKeys: KeyRow[] = [];
  const settled = commands.map((command): Settled => {
    const entry = entries.get(command.accountId);
    if (entry === undefined || (needsAccountRow(command) && !entry.rowLocked))
      return refuse({ code: 'account_unknown' });
    const repeat = repeated(command, known);
    if (repeat !== undefined) return repeat;
    try {
      return settleOne(entry, command, now, known, newKeys);
    } catch (error) {
      if (error instanceof InvariantBroken) return error;
      throw error;
    }
  });
  await write(client, part, [...entries.values()], newKeys, now);
  return {
    settled,
    changes: [...entries.values()]
      .filter(({ postings }) => postings.length > 0)
      .map(({ account, postings }) => changeOf(account, postings, now)),
  };
}

/** Adds the holds that the commands name and that are no longer open, which few do. */
async function addNamedHolds(
  client: PoolClient,
  part: number,
  entries: Map<AccountId, Entry>,
  commands: readonly Command[],
): Promise<void> {
  const accountIds: AccountId[] = [];
  const holdIds: string[] = [];
  for (const command of commands) {
    const id = holdIdNamed(command);
    if (id === undefined || entries.get(command.accountId)?.read.holds.has(id) === true) continue;
    accountIds.push(command.accountId);
    holdIds.push(id);
  }
  if (holdIds.length === 0) return;
  for (const { accountId, hold } of await readNamedHolds(client, part, accountIds, holdIds)) {
    const entry = entries.get(accountId) ?? entryOf(emptyAccount(accountId), false);
    const account = { ...entry.read, holds: new Map([...entry.read.holds, [hold.id, hold]]) };
    entries.set(accountId, entryOf(account, entry.rowLocked));
  }
}

type Known = Map<string, Pick<KeyRow, 'digest' | 'outcome'>>;

function settleOne(
  entry: Entry,
  command: Command,
  now: Instant,
  known: Known,
  newKeys: KeyRow[],
): Outcome {
  const { decision, changed } = decide(entry.account, command, now);
  if (changed !== NOTHING_CHANGED) {
    entry.account = applied(entry.account, changed);
    for (const posting of changed.postings) {
      entry.postings.push(posting);
      if (posting.bucketNumber !== null) entry.touchedBuckets.add(posting.bucketNumber);
    }
    for (const hold of changed.holds) entry.touchedHolds.add(hold.id);
  }
  const outcome: Outcome = decision.ok
    ? { ok: true, value: decision.answer as never }
    : refuse(decision.refusal);
  // A withdrawal that found nothing unused may find something later; nobody acted on its refusal.
  if ('key' in command && (decision.ok || command.name !== 'withdraw_gift')) {
    const { accountId, key } = command;
    const row = { account_id: accountId, key, digest: digestOf(command), outcome };
    known.set(keyName(accountId, key), row);
    newKeys.push(row);
  }
  return outcome;
}

async function readKnownKeys(
  client: PoolClient,
  part: number,
  accountIds: readonly AccountId[],
  commands: readonly Command[],
): Promise<Known> {
  const keys = commands.flatMap((command) => ('key' in command ? [command.key] : []));
  const rows = keys.length > 0 ? await readKeys(client, part, accountIds, keys) : [];
  return new Map(rows.map((row) => [keyName(row.account_id, row.key), row]));
}

/**
 * The remembered outcome of a command whose key was used before. Refusals are remembered as well: a gift
 * that was refused and went home must not be taken by a late repeat.
 */
function repeated(command: Command, known: Known): Outcome | undefined {
  if (!('key' in command)) return undefined;
  const before = known.get(keyName(command.accountId, command.key));
  if (before === undefined) return undefined;
  return before.digest === digestOf(command)
    ? before.outcome
    : refuse({ code: 'key_reused', key: command.key });
}

const keyName = (accountId: AccountId, key: string): string => `${accountId} ${key}`;

const inOrder = (commands: readonly Command[]): AccountId[] =>
  [...new Set(commands.map(({ accountId }) => accountId))].toSorted((left, right) => left - right);

/** What counts in a tally or opens a bucket. */
const COUNTING: ReadonlySet<Command['name']> = new Set<Command['name']>([
  'grant',
  'hold_gift',
  'release_gift',
  'receive_gift',
  'return_gift',
]);
const needsAccountRow = ({ name }: Command): boolean => COUNTING.has(name);

const bucketNumbersNamed = (command: Command): number[] =>
  command.name === 'return_gift' ? command.parts.map(({ bucketNumber }) => bucketNumber) : [];

function holdIdNamed(command: Command): string | undefined {
  switch (command.name) {
    case 'charge':
      return sessionHoldId(command.session);
    case 'hold_gift':
    case 'release_gift':
    case 'settle_gift':
      return giftHoldId(command.giftId);
    default:
      return undefined;
  }
}

const entryOf = (account: Account, rowLocked: boolean): Entry => ({
  account,
  read: account,
  rowLocked,
  touchedBuckets: new Set(),
  touchedHolds: new Set(),
  postings: [],
});

function assemble(
  rows: Awaited<ReturnType<typeof lockAccounts>>,
  buckets: readonly BucketOf[],
  holds: readonly HoldOf[],
): Map<AccountId, Entry> {
  const rowsOf = new Map(rows.map((row) => [row.account_id, row]));
  const bucketsOf = Map.groupBy(buckets, ({ accountId }) => accountId);
  const holdsOf = Map.groupBy(holds, ({ accountId }) => accountId);
  const entries = new Map<AccountId, Entry>();
  for (const id of new Set([...rowsOf.keys(), ...bucketsOf.keys(), ...holdsOf.keys()])) {
    const row = rowsOf.get(id);
    const account: Account = {
      id,
      nextBucketNumber: row?.next_bucket_number ?? 0,
      tallies: row?.tallies ?? {},
      buckets: (bucketsOf.get(id) ?? []).map(({ bucket }) => bucket),
      holds: new Map((holdsOf.get(id) ?? []).map(({ hold }) => [hold.id, hold])),
    };
    entries.set(id, entryOf(account, row !== undefined));
  }
  return entries;
}

async function write(
  client: PoolClient,
  part: number,
  entries: readonly Entry[],
  newKeys: readonly KeyRow[],
  now: Instant,
): Promise<void> {
  const counted = entries.filter(
    ({ account, read }) =>
      account.nextBucketNumber !== read.nextBucketNumber || account.tallies !== read.tallies,
  );
  const postings = entries.flatMap((entry) =>
    entry.postings.map((posting) => ({ accountId: entry.account.id, posting })),
  );
  const buckets = bucketsToWrite(entries);
  const holds = holdsToWrite(entries);
  if (counted.length > 0)
    await writeAccounts(
      client,
      part,
      counted.map(({ account }) => account),
    );
  if (buckets.changed.length > 0)
    allOrRaceLost(await writeBuckets(client, part, buckets.changed), buckets.changed.length);
  if (buckets.opened.length > 0) await openBuckets(client, part, buckets.opened);
  if (holds.changed.length > 0)
    allOrRaceLost(await writeHolds(client, part, holds.changed), holds.changed.length);
  if (holds.opened.length > 0)
    allOrRaceLost(await openHolds(client, part, holds.opened), holds.opened.length);
  if (postings.length > 0) await insertPostings(client, part, postings);
  if (newKeys.length > 0)
    allOrRaceLost(await insertKeys(client, part, newKeys, now), newKeys.length);
}

function allOrRaceLost(written: number, wanted: number): void {
  if (written !== wanted) throw new RaceLost('another process changed the same rows meanwhile');
}

function bucketsToWrite(entries: readonly Entry[]): {
  changed: ChangedBucket[];
  opened: BucketOf[];
} {
  const changed: ChangedBucket[] = [];
  const opened: BucketOf[] = [];
  for (const { account, read, touchedBuckets } of entries)
    for (const bucket of account.buckets) {
      if (!touchedBuckets.has(bucket.number)) continue;
      const before = read.buckets.find(({ number }) => number === bucket.number);
      if (before === undefined) opened.push({ accountId: account.id, bucket });
      else changed.push({ accountId: account.id, bucket, was: before.postings });
    }
  return { changed, opened };
}

function holdsToWrite(entries: readonly Entry[]): { changed: ChangedHold[]; opened: HoldOf[] } {
  const changed: ChangedHold[] = [];
  const opened: HoldOf[] = [];
  for (const { account, read, touchedHolds } of entries)
    for (const id of touchedHolds) {
      const hold = account.holds.get(id);
      invariant(hold !== undefined, 'a hold that changed is one of its account');
      const before = read.holds.get(id);
      if (before === undefined) opened.push({ accountId: account.id, hold });
      else changed.push({ accountId: account.id, hold, was: before.sequence });
    }
  return { changed, opened };
}
