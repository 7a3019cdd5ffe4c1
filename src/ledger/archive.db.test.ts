// Months leave the store, and nothing is lost: seen with gifts and sessions that go on over months.

import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { openTestStore } from '../../test/support/store.ts';
import { transact, type Store } from '../db/public.ts';
import { DAY, newAccountId, octets, type AccountId } from '../kernel/public.ts';
import { archivePostings, type Archived } from './archive.ts';
import { sha256OfFile, totalsOfParquet } from './archive/parquet.ts';
import type { Charge } from './command.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { keepMonthsAhead, listMonths, makeMonth } from './months.ts';

const AUGUST = Date.parse('2026-08-05T10:00:00Z');
const SEPTEMBER = Date.parse('2026-09-05T10:00:00Z');
const NOVEMBER = Date.parse('2026-11-22T12:00:00Z');
const LIMIT = { tally: 'gifts', period: 'p', maximumCount: 99, maximumOctets: octets(1_000_000) };

let store: Store;
let ledger: Ledger;
let folder: string;
let now = AUGUST;
const clock = { now: () => now };

beforeEach(async () => {
  now = AUGUST;
  folder = await mkdtemp(join(tmpdir(), 'largesse-archive-'));
  store = await openTestStore({ parts: 4 });
  ledger = createLedger({ store, clock });
});
afterEach(async () => {
  await ledger.close();
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

async function account(amount: number): Promise<AccountId> {
  const accountId = newAccountId();
  await ledger.openAccount(accountId);
  await accepted({
    name: 'grant',
    accountId,
    key: 'plan',
    kind: 'plan',
    scope: 'any',
    origin: 'plan:test',
    octets: octets(amount),
    validFrom: now,
    expiresAt: now + 200 * DAY,
  });
  return accountId;
}
async function accepted(command: Parameters<Ledger['execute']>[0]): Promise<void> {
  const outcome = await ledger.execute(command);
  assert.ok(outcome.ok, JSON.stringify(outcome));
}
const charge = (accountId: AccountId, session: string, sequence: number, used: number): Charge => ({
  name: 'charge',
  accountId,
  session,
  sequence,
  step: sequence === 0 ? 'initial' : 'update',
  slots: [{ slot: 1, scope: 'domestic', usedOctets: octets(used), wantedOctets: octets(50) }],
  quota: { smallestOctets: octets(1), largestOctets: octets(1_000), shareDivisor: 1 },
  holdUntil: now + 100 * DAY,
});

async function give(giver: AccountId, receiver: AccountId, giftId: string): Promise<void> {
  await accepted({
    name: 'hold_gift',
    accountId: giver,
    key: `${giftId}:hold`,
    giftId,
    octets: octets(100),
    givableKinds: ['plan'],
    floorOctets: octets(0),
    limit: LIMIT,
    usableUntil: now,
    holdUntil: now + DAY,
  });
  await accepted({ name: 'settle_gift', accountId: giver, key: `${giftId}:settle`, giftId });
  await accepted({
    name: 'receive_gift',
    accountId: receiver,
    key: `${giftId}:receive`,
    giftId,
    parts: [{ octets: octets(100), scope: 'any', expiresAt: now + 200 * DAY }],
    capOctets: octets(1_000),
    limit: LIMIT,
  });
}

/** Two people, a gift and a session that begins in August and goes on in September. */
async function seasons(): Promise<{ giver: AccountId; receiver: AccountId }> {
  for (const month of ['2026-08', '2026-09']) await makeMonth(store, month);
  const giver = await account(1_000);
  const receiver = await account(10);
  await give(giver, receiver, 'gift-1');
  await accepted(charge(giver, 'it, "says" \\N', 0, 0));
  await accepted(charge(giver, 'it, "says" \\N', 1, 40));
  now = SEPTEMBER;
  await accepted(charge(giver, 'it, "says" \\N', 2, 40));
  await accepted(charge(receiver, '\\N', 0, 0));
  await accepted(charge(receiver, '\\N', 1, 500)); // more than it has
  await accepted(charge(receiver, '\\N', 2, 5)); // nothing is left: overrun without a bucket
  now = NOVEMBER;
  await keepMonthsAhead(store, now);
  return { giver, receiver };
}

const archive = async (before: string): Promise<Archived> => {
  const outcome = await archivePostings({ store, clock, before, folder });
  assert.ok(outcome.ok, JSON.stringify(outcome));
  return outcome.value;
};

/** What was ever posted, archived or not, as the audit reads it. */
async function everPosted() {
  const [sums, gifts] = await Promise.all([
    store.pool.query('select * from posting_sum order by account_id, bucket_number'),
    store.pool.query('select * from gift_sum order by reference'),
  ]);
  return { sums: sums.rows as unknown[], gifts: gifts.rows as unknown[] };
}

test('an archived month is gone from the store, and its sums are as before', async () => {
  await seasons();
  const before = await everPosted();
  assert.equal(before.sums.length, 4); // three buckets, and overrun that none covered
  assert.equal(before.gifts.length, 1);
  const { archived } = await archive('2026-10');
  assert.deepEqual(
    archived.map(({ month }) => month),
    ['2026-08', '2026-09'],
  );
  assert.deepEqual(await listMonths(store), ['2026-11', '2026-12', '2027-01']);
  assert.equal((await store.pool.query('select from posting')).rowCount, 0);
  assert.deepEqual(await everPosted(), before);
});

test('postings after an archived month add up with what was carried of it', async () => {
  const { giver, receiver } = await seasons();
  await archive('2026-10');
  await accepted(charge(giver, 'it, "says" \\N', 3, 30));
  await accepted({
    name: 'return_gift',
    accountId: giver,
    key: 'gift-1:return',
    giftId: 'gift-1',
    parts: [{ bucketNumber: 1, octets: octets(25) }],
    uncount: null,
  });
  const { rows } = await store.pool.query(
    `select count(*) as differing from bucket b
     full join (select * from posting_sum where bucket_number is not null) p
       using (part, account_id, bucket_number)
     where (b.postings, b.postings, b.granted, b.available, b.held, b.used, b.given, b.expired,
            b.withdrawn)
           is distinct from
           (p.postings, p.last_number, p.granted, p.available, p.held, p.used, p.given, p.expired,
            p.withdrawn)`,
  );
  assert.deepEqual(rows, [{ differing: 0 }]);
  assert.deepEqual((await everPosted()).gifts, [
    { reference: 'gift-1', away: '75', arrived: '100', receiver_account_id: receiver },
  ]);
});

test('the file says what the store said, row by row, and is known by its hash', async () => {
  const { giver } = await seasons();
  const { rows } = await store.pool.query<{ count: number }>(
    'select count(*) from posting_2026_08 where account_id = $1',
    [giver],
  );
  const { archived } = await archive('2026-09');
  const [august] = archived;
  assert.ok(august !== undefined);
  const file = join(folder, 'posting-2026-08.parquet');
  assert.equal(await sha256OfFile(file), august.sha256);
  assert.deepEqual(await totalsOfParquet(file), august.totals);
  const beside: unknown = JSON.parse(await readFile(join(folder, 'posting-2026-08.json'), 'utf8'));
  assert.deepEqual(beside, august);
  const kept = await store.pool.query(
    'select month, number, file, sha256, totals from posting_archive',
  );
  const { month, number, sha256, totals } = august;
  assert.deepEqual(kept.rows, [{ month, number, file: 'posting-2026-08.parquet', sha256, totals }]);

  const { DuckDBInstance } = await import('@duckdb/node-api');
  const duckdb = await (await DuckDBInstance.create()).connect();
  const found = await duckdb.runAndReadAll(
    `select count(*)::integer as count, list(distinct reference order by reference) as references
     from '${file}' where account_id = ${giver} and "at" < timestamptz '2026-09-01 00:00:00+00'`,
  );
  assert.equal(found.getRowObjectsJson()[0]?.['count'], rows[0]?.count);
  assert.deepEqual(found.getRowObjectsJson()[0]?.['references'], [
    'gift-1',
    'it, "says" \\N',
    'plan:test',
  ]);
  duckdb.closeSync();
});

test('the files are for their owner only, and nothing half written stays', async () => {
  await seasons();
  await archive('2026-09');
  assert.deepEqual((await readdir(folder)).toSorted(), [
    'posting-2026-08.json',
    'posting-2026-08.parquet',
  ]);
});

test('this month and the last one are too young', async () => {
  for (const before of ['2026-11', '2026-12', '2030-01'])
    assert.deepEqual(
      await archivePostings({ store, clock: { now: () => NOVEMBER }, before, folder }),
      {
        ok: false,
        refusal: { code: 'month_too_young', before, latestBefore: '2026-10' },
      },
    );
});

test('postings that came after their month was archived make a second file, and replace none', async () => {
  const { giver } = await seasons();
  await archive('2026-10');
  const first = await readFile(join(folder, 'posting-2026-08.parquet'));
  now = AUGUST + DAY; // a clock that is three months behind
  await accepted(charge(giver, 'late', 0, 0));
  now = NOVEMBER;
  const before = await everPosted();
  const { archived } = await archive('2026-10');
  assert.deepEqual(
    archived.map(({ month, number, file }) => [month, number, file]),
    [['2026-08', 2, 'posting-2026-08.2.parquet']],
  );
  assert.deepEqual(await readFile(join(folder, 'posting-2026-08.parquet')), first);
  assert.deepEqual(await everPosted(), before);
});

test('a posting that comes while its month is archived keeps the month, and the next run takes it', async () => {
  const { giver } = await seasons();
  const before = await everPosted();
  const late = archivePostings({
    store,
    clock,
    before: '2026-09',
    folder,
    onStep: async (_, step) => {
      if (step === 'dropping') await insertLate(giver); // the file is written and verified by now
    },
  });
  await assert.rejects(late, { code: 'month_changed', retry: 'safe' });
  assert.ok((await listMonths(store)).includes('2026-08'));
  const { archived } = await archive('2026-09');
  assert.equal(archived.length, 1);
  const { rows } = await store.pool.query<{ postings: string }>(
    'select sum(postings) as postings from posting_sum',
  );
  const total = before.sums.reduce<number>(
    (sum, row) => sum + Number((row as { postings: string }).postings),
    0,
  );
  assert.equal(Number(rows[0]?.postings), total + 1);
});

const insertLate = (giver: AccountId) =>
  store.pool.query(
    `insert into posting (part, account_id, posting_number, at, granted, available, held, used, given,
                          expired, withdrawn, overrun_octets, reason, reference)
     values (0, $1, 0, '2026-08-20T00:00:00Z', 0, 0, 0, 0, 0, 0, 0, 7, 'charge', 'late')`,
    [giver],
  );

test('a folder that cannot be written leaves the month in the store', async () => {
  await seasons();
  const before = await everPosted();
  await writeFile(join(folder, 'not-a-folder'), '');
  await assert.rejects(
    archivePostings({ store, clock, before: '2026-10', folder: join(folder, 'not-a-folder') }),
  );
  assert.ok((await listMonths(store)).includes('2026-08'));
  assert.deepEqual(await everPosted(), before);
});

test('whoever reads the postings at one instant sees a month whole, before or after it is dropped', async () => {
  await seasons();
  const before = await everPosted();
  const ended = new AbortController();
  const reader = (async () => {
    let reads = 0;
    while (!ended.signal.aborted || reads <= 2) {
      await transact(
        store,
        async ({ client }) => {
          await client.query('lock table posting in access share mode');
          const { rows } = await client.query(
            'select * from posting_sum order by account_id, bucket_number',
          );
          assert.deepEqual(rows, before.sums);
        },
        { isolation: 'repeatable read', readOnly: true },
      );
      reads += 1;
    }
  })();
  await archive('2026-10');
  ended.abort();
  await reader;
});
