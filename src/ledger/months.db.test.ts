// The months that postings are kept in, on a real PostgreSQL.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { openTestStore } from '../../test/support/store.ts';
import { transact, type Store } from '../db/public.ts';
import type { Instant } from '../kernel/public.ts';
import { keepMonthsAhead, listMonths, makeMonth, monthOf, monthsLater } from './months.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');

let store: Store;
beforeEach(async () => {
  store = await openTestStore();
});
afterEach(() => store.close());

/** Postings of overrun, which stand on nothing else. */
const post = (at: Instant | string, count = 1) =>
  store.pool.query(
    `insert into posting (part, account_id, posting_number, at, granted, available, held, used, given,
                          expired, withdrawn, overrun_octets, reason, reference)
     select 0, 1, 0, $1::timestamptz, 0, 0, 0, 0, 0, 0, 0, 1, 'charge', 'test:' || i
     from generate_series(1, $2) as i`,
    [typeof at === 'number' ? new Date(at).toISOString() : at, count],
  );
const rowsOf = async (table: string): Promise<number> => {
  const { rows } = await store.pool.query<{ count: number }>(`select count(*) from ${table}`);
  return rows[0]?.count ?? 0;
};

test('months are counted over the end of a year', () => {
  assert.equal(monthOf(Date.parse('2026-11-30T23:59:59.999Z')), '2026-11');
  assert.equal(monthsLater('2026-11', 2), '2027-01');
  assert.equal(monthsLater('2027-01', -1), '2026-12');
});

test('this month and the next two are made, and once is enough', async () => {
  const kept = await keepMonthsAhead(store, NOW);
  assert.deepEqual(kept, { made: ['2026-11', '2026-12', '2027-01'], left: [] });
  assert.deepEqual(await keepMonthsAhead(store, NOW), { made: [], left: [] });
  assert.deepEqual(await listMonths(store), ['2026-11', '2026-12', '2027-01']);
});

test('no table of postings is vacuumed for having been added to', async () => {
  await keepMonthsAhead(store, NOW);
  const { rows } = await store.pool.query<{ options: string | null }>(
    `select array_to_string(reloptions, ', ') as options
     from pg_inherits join pg_class on pg_class.oid = inhrelid
     where inhparent = 'posting'::regclass`,
  );
  assert.deepEqual(
    rows.map(({ options }) => options),
    Array.from({ length: 4 }, () => 'autovacuum_vacuum_insert_threshold=-1'),
  );
});

test('no column makes PostgreSQL sample more of what every charge writes', async () => {
  await keepMonthsAhead(store, NOW);
  const { rows } = await store.pool.query<{ name: string }>(
    `select attrelid::regclass || '.' || attname as name from pg_attribute
     where attnum > 0 and not attisdropped and attstattarget is distinct from 10
       and (attrelid in ('bucket'::regclass, 'hold'::regclass)
            or attrelid in (select inhrelid from pg_inherits where inhparent = 'posting'::regclass))`,
  );
  assert.deepEqual(rows, [], 'a new column needs a target of its own: migrations/0022-upkeep.sql');
});

test('a posting goes to its month by the instant in UTC, and else to the default table', async () => {
  await keepMonthsAhead(store, NOW);
  await post('2026-11-01T00:00:00Z');
  await post('2026-11-30T23:59:59.999999Z');
  await post('2026-12-01T00:00:00Z');
  await post('2026-10-31T23:59:59.999Z');
  await post('2027-02-01T00:00:00Z');
  assert.equal(await rowsOf('posting_2026_11'), 2);
  assert.equal(await rowsOf('posting_2026_12'), 1);
  assert.equal(await rowsOf('posting_other'), 2);
});

test('postings that came before their month was made are moved into it', async () => {
  await post(NOW, 25);
  await post('2020-01-01T00:00:00Z');
  assert.equal((await keepMonthsAhead(store, NOW)).made.length, 3);
  assert.equal(await rowsOf('posting_2026_11'), 25);
  assert.equal(await rowsOf('posting_other'), 1);
  assert.equal(await rowsOf('posting'), 26);
});

test('a month with too many postings to move is left where it is, and the others are made', async () => {
  await post(NOW, 100_001);
  assert.deepEqual(await keepMonthsAhead(store, NOW), {
    made: ['2026-12', '2027-01'],
    left: ['2026-11'],
  });
  assert.equal(await rowsOf('posting_other'), 100_001);
});

test('eight processes at once make each month once', async () => {
  const kept = await Promise.all(Array.from({ length: 8 }, () => keepMonthsAhead(store, NOW)));
  assert.ok(kept.every(({ left }) => left.length === 0));
  assert.equal((await listMonths(store)).length, 3);
});

test('a month whose lock is not had is left for later, and a charge is not kept waiting', async () => {
  await keepMonthsAhead(store, NOW);
  await transact(store, async ({ client }) => {
    await client.query('select count(*) from posting'); // an audit that goes on and on
    const making = makeMonth(store, '2027-03');
    const started = performance.now();
    await post(NOW);
    assert.ok(performance.now() - started < 500);
    assert.equal(await making, false);
  });
  assert.equal(await makeMonth(store, '2027-03'), true);
});
