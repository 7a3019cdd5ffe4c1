import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { openTestStore } from '../../test/support/store.ts';
import type { Store } from '../../src/db/public.ts';
import { createMeters, findPostmaster, parseStat } from './meters.ts';

let store: Store;
before(async () => {
  store = await openTestStore();
});
after(() => store.close());

test('a name with blanks and parentheses does not shift the fields of a process', () => {
  const fields = 'S 42 1 1 0 -1 4194560 100 200 0 0 150 50 700 300 20 0 1 0 100 1 1';
  const expected = { parent: 42, ownSeconds: 2, endedSeconds: 10 };
  assert.deepEqual(parseStat(`7 (node) ${fields}`), expected);
  assert.deepEqual(parseStat(`7 (a b) c) ${fields}`), expected);
});

test('the work of PostgreSQL is seen where it runs beside us', async (context) => {
  const postmaster = await findPostmaster(store.pool);
  if (postmaster === null) {
    context.skip('PostgreSQL is on another machine, or there is no /proc');
    return;
  }
  assert.match(await readFile(`/proc/${postmaster}/cmdline`, 'utf8'), /postgres/);
  const stop = await (await createMeters(store.pool)).start();
  await store.pool.query('select sum(sqrt(n)) from generate_series(1, 3000000) as n');
  const cost = await stop();
  assert.ok((cost.postgresSeconds ?? 0) >= 0.05, `${cost.postgresSeconds} s of PostgreSQL`);
  assert.ok(cost.nodeSeconds < 5 && cost.peakMemoryOctets > 1e7 && cost.peakHeapOctets > 1e6);
});
