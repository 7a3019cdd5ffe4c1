// The file of a month says what the store says, whatever sessions are called; and when it does not, that
// is noticed.

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { PoolClient } from 'pg';
import { openTestStore } from '../../../test/support/store.ts';
import { transact, type Store } from '../../db/public.ts';
import { makeMonth } from '../months.ts';
import { writeParquet } from './parquet.ts';
import { refuseDifference, totalsOfTable, type Totals } from './totals.ts';

const TABLE = 'posting_2026_08';
const ODD = [
  '',
  ' ',
  '\\N',
  '"',
  '""',
  ',',
  '\r',
  '\n',
  '\r\n',
  '\t',
  "'",
  '|',
  'é數🎁',
  '\\',
  'null',
];

let store: Store;
let folder: string;
before(async () => {
  store = await openTestStore();
  folder = await mkdtemp(join(tmpdir(), 'largesse-totals-'));
  await makeMonth(store, '2026-08');
  await store.pool.query(
    `insert into posting (part, account_id, bucket_number, posting_number, at, granted, available, held,
                          used, given, expired, withdrawn, overrun_octets, reason, reference)
     select n % 8, 70368744177664 + n, nullif(n % 3, 0), n,
            timestamptz '2026-08-01 00:00:00.000001+00' + n * interval '1 day',
            0, -9007199254740991, 0, 9007199254740991, 0, 0, 0, n, 'charge', reference
     from unnest($1::text[]) with ordinality as odd (reference, n)`,
    [ODD],
  );
});
after(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

const totals = (client: PoolClient): Promise<Totals> => totalsOfTable(client, TABLE);

test('PostgreSQL and DuckDB find the same in a month, whatever text and figures are in it', async () => {
  await transact(store, async ({ client }) => {
    const inStore = await totals(client);
    const inFile = await writeParquet(client, TABLE, join(folder, 'odd.parquet'));
    assert.equal(inStore.rows, String(ODD.length));
    assert.deepEqual(inFile, inStore);
    refuseDifference('2026-08', inStore, inFile);
  });
});

test('a month in which two postings have changed places has another fingerprint, and the same sums', async () => {
  await transact(store, async ({ client }) => {
    const inStore = await totals(client);
    await client.query(
      `update ${TABLE} set account_id = case account_id when $1 then $2::bigint else $1::bigint end
       where account_id in ($1, $2)`,
      [2 ** 46 + 9, 2 ** 46 + 10],
    );
    const swapped = await totals(client);
    assert.notEqual(swapped.fingerprint, inStore.fingerprint);
    assert.deepEqual({ ...swapped, fingerprint: '' }, { ...inStore, fingerprint: '' });
    assert.throws(() => refuseDifference('2026-08', inStore, swapped), { code: 'archive_differs' });
    await client.query('rollback');
    await client.query('begin');
  });
});
