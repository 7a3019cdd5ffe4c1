// One batch of commands of one part of the store, in one transaction: lock the accounts, read what the
// commands can touch, decide each in the order in which they came, write what changed.
//
// One commit, and so one flush to disk, answers the whole batch: this is where the ledger's speed is.

import type { PoolClient } from 'pg';
import {
  invariant,
  InvariantBroken,
  refuse,
  type AccountId,
  type Instant,
} from '../kernel/public.ts';
import type { Account, Bucket, Hold, Posting } from './account.ts';
import type { Answer, Command, Outcome } from './command.ts';
import { sessionHoldId } from './decide-charge.ts';
import { decide } from './decide.ts';
import { applied, NOTHING_CHANGED } from './decision.ts';
import { digestOf } from './digest.ts';
import { giftHoldId } from './lapse.ts';
import { insertKeys } from './statements/insert-keys.ts';
import { insertPostings } from './statements/insert-postings.ts';
import { lockAccounts } from './statements/lock-accounts.ts';
import { readBuckets } from './statements/read-buckets.ts';
import { readHolds } from './statements/read-holds.ts';
import { readKeys, type KeyRow } from './statements/read-keys.ts';
import { writeAccounts } from './statements/write-accounts.ts';
import { writeBuckets } from './statements/write-buckets.ts';
import { writeHolds } from './statements/write-holds.ts';

/** A command's outcome, or the bug that stopped it alone. */
export type Settled = Outcome | InvariantBroken;

type Entry = {
  account: Account;
  readonly touchedBuckets: Set<number>;
  readonly touchedHolds: Set<string>;
  readonly postings: Posting[];
};

export async function runBatch(
  client: PoolClient,
  part: number,
  commands: readonly Command[],
  clock: { now(): Instant },
): Promise<Settled[]> {
  const accountIds = [...new Set(commands.map(({ accountId }) => accountId))].toSorted(
    (left, right) => left - right,
  );
  const locked = await lockAccounts(client, part, accountIds);
  // Read after the lock is ours: a clock read before could be older than what others have written.
  const now = clock.now();
  const buckets = await readBuckets(client, part, accountIds, commands.flatMap(bucketNumbersNamed));
  const holds = await readHolds(client, part, accountIds, commands.flatMap(holdIdNamed), now);
  const keyed = commands.flatMap((command) => ('key' in command ? [command.key] : []));
  const known = new Map<string, Pick<KeyRow, 'digest' | 'answer'>>();
  if (keyed.length > 0)
    for (const row of await readKeys(client, part, accountIds, keyed))
      known.set(keyName(row.account_id, row.key), row);

  const entries = assemble(locked, buckets, holds);
  const newKeys: KeyRow[] = [];
  const settled = commands.map((command): Settled => {
    const entry = entries.get(command.accountId);
    if (entry === undefined) return refuse({ code: 'account_unknown' });
    const repeat = repeated(command, known);
    if (repeat !== undefined) return repeat;
    try {
      return settleOne(entry, command, now, known, newKeys);
    } catch (error) {
      if (error instanceof InvariantBroken) return error;
      throw error;
    }
  });
  await write(client, part, entries, newKeys, now);
  return settled;
}

function settleOne(
  entry: Entry,
  command: Command,
  now: Instant,
  known: Map<string, Pick<KeyRow, 'digest' | 'answer'>>,
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
  if (!decision.ok) return refuse(decision.refusal);
  if ('key' in command) {
    const { accountId, key } = command;
    const row = { account_id: accountId, key, digest: digestOf(command), answer: decision.answer };
    known.set(keyName(accountId, key), row);
    newKeys.push(row);
  }
  return { ok: true, value: decision.answer as never };
}

/** The remembered outcome of a command whose key was used before. Only accepted commands are kept. */
function repeated(
  command: Command,
  known: ReadonlyMap<string, { digest: string; answer: Answer }>,
): Outcome | undefined {
  if (!('key' in command)) return undefined;
  const before = known.get(keyName(command.accountId, command.key));
  if (before === undefined) return undefined;
  return before.digest === digestOf(command)
    ? { ok: true, value: before.answer as never }
    : refuse({ code: 'key_reused', key: command.key });
}

const keyName = (accountId: AccountId, key: string): string => `${accountId} ${key}`;

const bucketNumbersNamed = (command: Command): number[] =>
  command.name === 'return_gift' ? command.parts.map(({ bucketNumber }) => bucketNumber) : [];

function holdIdNamed(command: Command): string[] {
  if (command.name === 'charge') return [sessionHoldId(command.session)];
  if (
    command.name === 'hold_gift' ||
    command.name === 'release_gift' ||
    command.name === 'settle_gift'
  )
    return [giftHoldId(command.giftId)];
  return [];
}

function assemble(
  locked: Awaited<ReturnType<typeof lockAccounts>>,
  buckets: readonly { accountId: AccountId; bucket: Bucket }[],
  holds: readonly { accountId: AccountId; hold: Hold }[],
): Map<AccountId, Entry> {
  const bucketsOf = Map.groupBy(buckets, ({ accountId }) => accountId);
  const holdsOf = Map.groupBy(holds, ({ accountId }) => accountId);
  return new Map(
    locked.map((row): [AccountId, Entry] => [
      row.account_id,
      {
        account: {
          id: row.account_id,
          nextBucketNumber: row.next_bucket_number,
          lastPostingNumber: row.last_posting_number,
          overrunOctets: row.overrun_octets,
          tallies: row.tallies,
          buckets: (bucketsOf.get(row.account_id) ?? []).map(({ bucket }) => bucket),
          holds: new Map((holdsOf.get(row.account_id) ?? []).map(({ hold }) => [hold.id, hold])),
        },
        touchedBuckets: new Set(),
        touchedHolds: new Set(),
        postings: [],
      },
    ]),
  );
}

async function write(
  client: PoolClient,
  part: number,
  entries: ReadonlyMap<AccountId, Entry>,
  newKeys: readonly KeyRow[],
  now: Instant,
): Promise<void> {
  const changed = [...entries.values()].filter(({ postings }) => postings.length > 0);
  const buckets = changed.flatMap(({ account, touchedBuckets }) =>
    account.buckets
      .filter(({ number }) => touchedBuckets.has(number))
      .map((bucket) => ({ accountId: account.id, bucket })),
  );
  const holds = [...entries.values()].flatMap(({ account, touchedHolds }) =>
    [...touchedHolds].flatMap((id) => {
      const hold = account.holds.get(id);
      return hold === undefined ? [] : [{ accountId: account.id, hold }];
    }),
  );
  const postings = changed.flatMap((entry) =>
    entry.postings.map((posting) => ({ accountId: entry.account.id, posting })),
  );
  if (changed.length > 0) {
    const accounts = changed.map(({ account }) => account);
    await writeAccounts(client, part, accounts);
    const written = await writeBuckets(client, part, buckets);
    invariant(
      written === buckets.length,
      'every bucket that changed was written, as it was granted',
    );
    await insertPostings(client, part, postings);
  }
  if (holds.length > 0) await writeHolds(client, part, holds);
  if (newKeys.length > 0) await insertKeys(client, part, newKeys, now);
}
