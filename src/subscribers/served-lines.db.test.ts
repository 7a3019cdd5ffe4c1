import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createTestCarrier, type TestCarrier } from '../../test/support/carrier.ts';
import { openTestStore } from '../../test/support/store.ts';
import type { Store } from '../db/public.ts';
import { Fault } from '../kernel/public.ts';
import { createServedLines, LINE_AGE_MILLISECONDS, type ServedLines } from './served-lines.ts';

let store: Store;
let carrier: TestCarrier;
let now = Date.parse('2026-11-22T12:00:00Z');
const clock = { now: () => now };
let reads = 0;

/** The store, with its reads counted. */
const counted = (): Pick<Store, 'pool' | 'parts'> => ({
  parts: store.parts,
  pool: Object.assign(Object.create(store.pool) as Store['pool'], {
    query: (...about: Parameters<Store['pool']['query']>) => {
      reads += 1;
      return store.pool.query(...about);
    },
  }),
});
const linesOf = (limits = {}): ServedLines => createServedLines(counted(), clock, limits);

before(async () => {
  store = await openTestStore({ parts: 4 });
  carrier = await createTestCarrier(store, clock);
});
after(async () => {
  await carrier.ledger.close();
  await store.close();
});

test('a line is found by its IMSI and by its number, and nobody by that of nobody', async () => {
  const lines = linesOf();
  const line = await carrier.line({ language: 'fr' });
  const found = await lines.lineBy('imsi', line.imsi);
  assert.deepEqual(found, {
    accountId: line.accountId,
    planId: line.planId,
    msisdn: line.msisdn,
    imsi: line.imsi,
    language: 'fr',
    status: 'active',
  });
  assert.deepEqual(await lines.lineBy('msisdn', line.msisdn), found);
  assert.equal(await lines.lineBy('imsi', line.msisdn), undefined);
  assert.equal(await lines.lineBy('imsi', '999990000000000'), undefined);
});

test('a line that another process suspends is seen as suspended within a second', async () => {
  const lines = linesOf();
  const line = await carrier.line();
  assert.equal((await lines.lineBy('imsi', line.imsi))?.status, 'active');
  await carrier.directory.setStatus(line.accountId, 'suspended');
  now += LINE_AGE_MILLISECONDS;
  assert.equal((await lines.lineBy('imsi', line.imsi))?.status, 'suspended');
  assert.ok(LINE_AGE_MILLISECONDS < 1_000);
});

test('requests of one moment are one read a part, and those right after it none', async () => {
  const lines = linesOf();
  const all = await Promise.all(Array.from({ length: 100 }, () => carrier.line()));
  const find = () => Promise.all(all.map(({ imsi }) => lines.lineBy('imsi', imsi)));
  reads = 0;
  assert.ok((await find()).every((line) => line !== undefined));
  // What has changed, the identities of four parts, then the lines of four, asked for as the answers come.
  assert.ok(reads <= 1 + 4 + 4 * 4, `${reads} reads`);
  reads = 0;
  await find();
  assert.equal(reads, 0);
  now += LINE_AGE_MILLISECONDS;
  await find();
  assert.equal(reads, 1, 'nothing has changed, and one look says so');
  await carrier.directory.setStatus(all[0]?.accountId ?? 0, 'suspended');
  now += LINE_AGE_MILLISECONDS;
  reads = 0;
  const again = await find();
  assert.deepEqual([again[0]?.status, again[1]?.status], ['suspended', 'active']);
  assert.equal(reads, 2, 'one look, and one line');
});

test('a change that was on its way when somebody looked is seen once it is there', async () => {
  const lines = linesOf();
  const line = await carrier.line();
  const status = async () => {
    now += LINE_AGE_MILLISECONDS;
    return (await lines.lineBy('imsi', line.imsi))?.status;
  };
  assert.equal(await status(), 'active');
  const client = await store.pool.connect();
  try {
    await client.query('begin');
    await client.query(`update line set status = 'suspended' where account_id = $1`, [
      line.accountId,
    ]);
    assert.equal(await status(), 'active');
    assert.equal(await status(), 'active');
    await client.query('commit');
  } finally {
    client.release();
  }
  assert.equal(await status(), 'suspended');
});

test('more changes than are named at once are seen all the same', async () => {
  const lines = linesOf();
  const line = await carrier.line();
  assert.equal((await lines.lineBy('imsi', line.imsi))?.status, 'active');
  await store.pool.query(
    `insert into line (part, account_id, holder_id, plan_id, msisdn, imsi, iccid, eid, name, language,
                       findable, status, cycle_day, activated_at)
     select part, 9000000 + n, holder_id, plan_id, n::text, n::text, n::text, n::text, name, language,
            findable, status, cycle_day, activated_at
     from line, generate_series(1, 10001) as n where account_id = $1`,
    [line.accountId],
  );
  await store.pool.query(
    `update line set status = 'suspended' where account_id = $1 or account_id > 9000000`,
    [line.accountId],
  );
  now += LINE_AGE_MILLISECONDS;
  assert.equal((await lines.lineBy('imsi', line.imsi))?.status, 'suspended');
});

test('a number that went to another line is that line’s, also where the old one is remembered', async () => {
  const lines = linesOf();
  const line = await carrier.line();
  await lines.lineBy('msisdn', line.msisdn);
  const other = await carrier.line();
  await store.pool.query('update line set msisdn = $2 where account_id = $1', [
    line.accountId,
    '1000',
  ]);
  await store.pool.query('update line set msisdn = $2 where account_id = $1', [
    other.accountId,
    line.msisdn,
  ]);
  await store.pool.query(
    `update line_identity set account_id = $1 where kind = 'msisdn' and value = $2`,
    [other.accountId, line.msisdn],
  );
  now += LINE_AGE_MILLISECONDS;
  assert.equal((await lines.lineBy('msisdn', line.msisdn))?.accountId, other.accountId);
});

test('what is remembered is bounded, and what was forgotten is read again', async () => {
  const lines = linesOf({ kept: 2 });
  const all = [await carrier.line(), await carrier.line(), await carrier.line()];
  for (const { imsi } of [...all, ...all])
    assert.equal((await lines.lineBy('imsi', imsi))?.imsi, imsi);
});

test('beyond its bound a look-up is told to come back, and the others are answered', async () => {
  const lines = linesOf({ waiting: 2 });
  const all = [await carrier.line(), await carrier.line(), await carrier.line()];
  const found = await Promise.allSettled(all.map(({ imsi }) => lines.lineBy('imsi', imsi)));
  assert.deepEqual(
    found.map(({ status }) => status),
    ['fulfilled', 'fulfilled', 'rejected'],
  );
  const [, , refused] = found;
  assert.ok(refused?.status === 'rejected' && refused.reason instanceof Fault);
  assert.equal(refused.reason.code, 'busy');
});

test('a store that is away is told to whoever asked, and the next one is answered when it is back', async () => {
  const line = await carrier.line();
  let isAway = true;
  const lines = createServedLines(
    {
      parts: store.parts,
      pool: Object.assign(Object.create(store.pool) as Store['pool'], {
        query: (...about: Parameters<Store['pool']['query']>) =>
          isAway
            ? Promise.reject(new Fault('store_away', 'away', { retry: 'safe' }))
            : store.pool.query(...about),
      }),
    },
    clock,
  );
  await assert.rejects(lines.lineBy('imsi', line.imsi), { code: 'store_away' });
  isAway = false;
  assert.equal((await lines.lineBy('imsi', line.imsi))?.imsi, line.imsi);
});
