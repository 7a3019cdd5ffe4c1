// `backup`, `restore` and `archive` as people and scripts use them, on embedded stores.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openStore, silentLog } from '../../db/public.ts';
import { makeMonth } from '../../ledger/public.ts';
import { EXIT } from '../outcome.ts';

let scratch = '';
let data = '';
before(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'largesse-backup-cli-'));
  data = join(scratch, 'data');
});
after(() => rm(scratch, { recursive: true, force: true }));

type Said = { readonly code: number; readonly out: string; readonly err: string };

const largesse = (...words: string[]): Promise<Said> =>
  new Promise((resolve) => {
    execFile(
      process.execPath,
      ['src/main/cli.ts', ...words],
      { env: { ...process.env, DATABASE_URL: '', LARGESSE_DATA: data, LARGESSE_LOG: 'silent' } },
      (error, out, err) => resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    );
  });
/** What it says as JSON, or the error it says, and with which exit code. */
async function said(code: number, ...words: string[]): Promise<Record<string, unknown>> {
  const run = await largesse(...words, '--json');
  assert.equal(run.code, code, `${words.join(' ')}: ${run.out}${run.err}`);
  const last = JSON.parse(run.out.trim().split('\n').at(-1) ?? '') as Record<string, unknown>;
  return (last['error'] ?? last) as Record<string, unknown>;
}

test('each explains itself, and refuses usage that is wrong', async () => {
  for (const command of ['backup', 'restore', 'archive']) {
    const help = await largesse(command, '--help');
    assert.equal(help.code, EXIT.done);
    assert.match(help.out, /--json/);
  }
  for (const words of [['restore'], ['archive'], ['archive', '--before', '2026-13']])
    assert.equal((await largesse(...words)).code, EXIT.usage, words.join(' '));
});

test('without a store there is nothing to back up: a fault', async () => {
  const { code } = await said(EXIT.fault, 'backup', join(scratch, 'none'));
  assert.equal(code, 'store_missing');
});

test('a store moves to another folder by backup and restore, with its books balanced', async () => {
  const folder = join(scratch, 'backup');
  const other = join(scratch, 'other');
  await said(EXIT.done, 'carrier', 'seed', '--undo-window', '0');
  const pair = ['--from', '613 555 0101', '--to', '+447700900001', '--size', '2GB', '--wait'];
  await said(EXIT.done, 'gift', ...pair);
  const { backup } = await said(EXIT.done, 'backup', folder);
  const { restored, audit } = await said(EXIT.done, 'restore', folder, '--data', other);
  const { snapshotAt, rows } = backup as { snapshotAt: string; rows: number };
  assert.deepEqual(restored, { folder, snapshotAt, rows, giftsScheduled: 0 });
  assert.equal((audit as { conserved: boolean }).conserved, true);

  const there = await said(EXIT.done, 'balance', '+447700900001', '--data', other);
  assert.equal(there['availableOctets'], 2_000_000_000);
  assert.deepEqual(there, await said(EXIT.done, 'balance', '+447700900001'));

  assert.equal((await said(EXIT.fault, 'backup', folder))['code'], 'backup_exists');
  const over = await said(EXIT.fault, 'restore', folder, '--data', other);
  assert.equal(over['code'], 'store_not_empty');
  await writeFile(join(folder, 'bucket.copy.zst'), 'something else');
  const damaged = await said(EXIT.fault, 'restore', folder, '--data', join(scratch, 'third'));
  assert.equal(damaged['code'], 'backup_damaged');
});

test('old months go to the data folder, young ones are refused', async () => {
  const store = await openStore({ dataDirectory: data, log: silentLog });
  try {
    await makeMonth(store, '2026-01');
    await store.pool.query(
      `insert into posting (part, account_id, posting_number, at, granted, available, held, used, given,
                            expired, withdrawn, overrun_octets, reason, reference)
       values (0, 1, 0, '2026-01-31T23:00:00Z', 0, 0, 0, 0, 0, 0, 0, 9, 'charge', 'late in January')`,
    );
  } finally {
    await store.close();
  }
  const young = await said(EXIT.refused, 'archive', '--before', '2999-01');
  assert.equal(young['code'], 'month_too_young');
  const { archived, left } = await said(EXIT.done, 'archive', '--before', '2026-02');
  const [january] = archived as { month: string; file: string; totals: { rows: string } }[];
  assert.equal(january?.file, 'posting-2026-01.parquet');
  assert.equal(january.totals.rows, '1');
  assert.deepEqual(left, []);
  assert.deepEqual((await said(EXIT.done, 'archive', '--before', '2026-02'))['archived'], []);
});
