// A store is written to a folder and made again from it, on a real PostgreSQL.

import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { openTestStore, testServerUrl } from '../../test/support/store.ts';
import { openPool } from './pool.ts';
import {
  backUpStore,
  migrate,
  openStore,
  readMigrations,
  restoreStore,
  silentLog,
  type BackupManifest,
  type RestoreOptions,
  type Store,
} from './public.ts';

let store: Store;
let scratch: string;
let folder: string;
let databaseUrl: string;
let target: string;

before(async () => {
  databaseUrl = await testServerUrl();
  store = await openTestStore({ parts: 4 });
  await store.pool.query(
    `create table posting_2026_11 partition of posting
       for values from ('2026-11-01 00:00:00+00') to ('2026-12-01 00:00:00+00')`,
  );
  await store.pool.query(
    `insert into posting (part, account_id, posting_number, at, granted, available, held, used, given,
                          expired, withdrawn, overrun_octets, reason, reference)
     select 0, i, 0, timestamptz '2026-10-31 12:00:00.123456+00' + i * interval '1 hour',
            0, 0, 0, 0, 0, 0, 0, i, 'charge', 'session' || chr(10) || chr(9) || '\\. \\N ' || i
     from generate_series(1, 500) as i`,
  );
  await store.pool.query(
    `insert into plan values ('a', '{"en": "Tab\\t, line\\n, é, 数, \\\\"}', 9007199254740991, 1, true, false)`,
  );
  await store.pool.query(
    `insert into carrier values ('c', 'C', 'UTC', 'CAD', 'CA', array['00101', 'a"b,{c}', 'NULL', ''])`,
  );
});
after(() => store.close());

beforeEach(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'largesse-backup-'));
  folder = join(scratch, 'backup');
  target = `test_${randomBytes(6).toString('hex')}`;
});
afterEach(async () => {
  await store.pool.query(`drop schema if exists ${target} cascade`);
  await rm(scratch, { recursive: true, force: true });
});

const backUp = (): Promise<BackupManifest> =>
  backUpStore({ databaseUrl, schema: store.schema, folder, log: silentLog });
const restore = (more: Partial<RestoreOptions> = {}): Promise<BackupManifest> =>
  restoreStore({
    databaseUrl,
    schema: target,
    folder,
    log: silentLog,
    beforeVisible: () => Promise.resolve(),
    ...more,
  });
const restored = (): Promise<Store> =>
  openStore({ databaseUrl, schema: target, log: silentLog, holdsProcess: false });

/** Every table's rows as text, sorted: the store as a whole. */
async function contents({ pool }: Store): Promise<Map<string, unknown>> {
  const { rows } = await pool.query<{ name: string }>(
    `select relname as name from pg_class
     where relnamespace = current_schema()::regnamespace and relkind = 'r' and relname <> 'migration'
     order by relname collate "C"`,
  );
  const found = new Map<string, unknown>();
  for (const { name } of rows)
    found.set(name, (await pool.query(`select t::text as row from ${name} t order by 1`)).rows);
  return found;
}
const schemasLike = async (like: string): Promise<number | null> =>
  (await store.pool.query('select from pg_namespace where starts_with(nspname, $1)', [like]))
    .rowCount;

test('what is restored is the store that was backed up, table by table and month by month', async () => {
  const manifest = await backUp();
  assert.equal(manifest.tables.find(({ name }) => name === 'posting')?.rows, 500);
  await restore();
  const again = await restored();
  try {
    const [wanted, found] = [await contents(store), await contents(again)];
    assert.ok(wanted.has('posting_2026_11'));
    assert.deepEqual(found, wanted);
    assert.equal(again.parts, 4);
  } finally {
    await again.close();
  }
});

test('a backup is for its owner only, appears whole, and never replaces another', async () => {
  await mkdir(folder); // empty will do
  await backUp();
  assert.deepEqual(await readdir(scratch), ['backup']);
  assert.equal((await stat(folder)).mode & 0o077, 0);
  assert.equal((await stat(join(folder, 'manifest.json'))).mode & 0o077, 0);
  await assert.rejects(backUp(), { code: 'backup_exists' });
});

test('a store that is not there cannot be backed up, and is not made by trying', async () => {
  await assert.rejects(backUpStore({ databaseUrl, schema: target, folder, log: silentLog }), {
    code: 'store_missing',
  });
  const dataDirectory = join(scratch, 'nowhere');
  await assert.rejects(backUpStore({ dataDirectory, folder, log: silentLog }), {
    code: 'store_missing',
  });
  assert.deepEqual(await readdir(scratch), []);
});

test('a backup shows one instant, whatever is written meanwhile', async () => {
  const other = await openTestStore({ parts: 1 });
  try {
    const stop = new AbortController();
    const writing = (async () => {
      // Two tables that always agree: only a snapshot of both sees them so.
      for (let round = 1; ; round += 1) {
        await other.pool.query(
          `with first as (insert into account (part, account_id, opened_at) values (0, $1, now()))
           insert into rating_group (rating_group, name, scope) values ($1, '{}', 'hotspot')`,
          [round],
        );
        if (stop.signal.aborted) return round;
      }
    })();
    await sleep(200);
    const { tables } = await backUpStore({
      databaseUrl,
      schema: other.schema,
      folder,
      log: silentLog,
    });
    stop.abort();
    const written = await writing;
    const rowsOf = (name: string) => tables.find((table) => table.name === name)?.rows;
    const accounts = rowsOf('account') ?? 0;
    assert.ok(accounts > 10 && accounts < written, `${accounts} of ${written}`);
    assert.equal(rowsOf('account'), rowsOf('rating_group'));
  } finally {
    await other.close();
  }
});

test('a backup that loses its connection fails with a fault and leaves nothing behind', async () => {
  const slow = await openTestStore();
  try {
    await slow.pool.query(
      `insert into posting (part, account_id, posting_number, at, granted, available, held, used, given,
                            expired, withdrawn, overrun_octets, reason, reference)
       select 0, i, 0, now(), 0, 0, 0, 0, 0, 0, 0, 1, 'charge', repeat(md5(i::text), 100)
       from generate_series(1, 20000) as i`,
    );
    let killed: Promise<unknown> | undefined;
    await assert.rejects(
      backUpStore({
        databaseUrl,
        schema: slow.schema,
        folder,
        log: silentLog,
        onProgress: ({ table, rows }) => {
          if (table === 'posting' && rows > 100)
            killed ??= slow.pool.query(
              `select pg_terminate_backend(pid) from pg_stat_activity
               where pid <> pg_backend_pid() and query like 'copy (%from posting)%'
                 and application_name = 'largesse'`,
            );
        },
      }),
      { code: 'database_lost', retry: 'safe' },
    );
    await killed;
    assert.deepEqual(await readdir(scratch), []);
  } finally {
    await slow.close();
  }
});

const tooLate = (): never => assert.fail('it is refused before any work is done');

test('a store that is there is never written over', async () => {
  await backUp();
  await restore();
  await assert.rejects(restore({ onProgress: tooLate, beforeVisible: tooLate }), {
    code: 'store_not_empty',
  });
  // One that comes while we restore stays as well.
  const late = `${target}_late`;
  try {
    await assert.rejects(
      restore({
        schema: late,
        beforeVisible: async () => {
          await store.pool.query(`create schema ${late}`);
          await store.pool.query(`create table ${late}.precious (id integer)`);
        },
      }),
      { code: 'store_not_empty' },
    );
    assert.equal(await schemasLike(late), 1);
  } finally {
    await store.pool.query(`drop schema if exists ${late} cascade`);
  }
});

test('what a restore does before the store is seen can still call it off', async () => {
  await backUp();
  await assert.rejects(
    restore({ beforeVisible: () => Promise.reject(new Error('no')) }),
    /^Error: no$/,
  );
  assert.equal(await schemasLike(target), 0);
});

test('what a killed restore left behind is removed by the next', async () => {
  await backUp();
  await store.pool.query(`create schema ${target}_restoring_0123abcd`);
  await restore();
  assert.equal(await schemasLike(target), 1);
});

test('a restore that is still at work is left alone by another', async () => {
  await backUp();
  const busy = `${target}_restoring_0123abcd`;
  const worker = await store.pool.connect();
  try {
    await worker.query(`set application_name = '${busy}'`);
    await worker.query(`create schema ${busy}`);
    await restore();
    assert.equal(await schemasLike(busy), 1);
    await worker.query(`drop schema ${busy}`);
  } finally {
    worker.release(true);
  }
});

/** The backup, changed as the function says. */
async function changed(change: (manifest: BackupManifest) => unknown): Promise<void> {
  const path = join(folder, 'manifest.json');
  const manifest = JSON.parse(await readFile(path, 'utf8')) as BackupManifest;
  await writeFile(path, JSON.stringify(change(manifest)));
}

test('a damaged backup is refused before anything is made', async () => {
  await backUp();
  const whole = join(scratch, 'whole');
  await cp(folder, whole, { recursive: true });
  const cases: readonly [string, string, () => Promise<unknown>][] = [
    ['a file with a bit turned', 'backup_damaged', () => turnBit(join(folder, 'posting.copy.zst'))],
    ['a file that is gone', 'backup_damaged', () => rm(join(folder, 'bucket.copy.zst'))],
    ['no manifest', 'backup_unreadable', () => rm(join(folder, 'manifest.json'))],
    [
      'a manifest cut short',
      'backup_unreadable',
      () => writeFile(join(folder, 'manifest.json'), '{'),
    ],
    ['another format', 'backup_format_unknown', () => changed((m) => ({ ...m, formatVersion: 2 }))],
    [
      'a statement for a bound',
      'backup_unreadable',
      () =>
        changed((m) => ({
          ...m,
          partitions: [{ of: 'posting', name: 'x', bound: 'default; drop schema public' }],
        })),
    ],
    [
      'a migration of the future',
      'backup_newer',
      () =>
        changed((m) => ({
          ...m,
          migrations: [...m.migrations, { number: 9_999, name: 'future', checksum: 'x' }],
        })),
    ],
    [
      'a migration that was another',
      'migration_changed',
      () =>
        changed((m) => ({
          ...m,
          migrations: m.migrations.map((migration) => ({ ...migration, checksum: 'x' })),
        })),
    ],
  ];
  for (const [what, code, damage] of cases) {
    await rm(folder, { recursive: true, force: true });
    await cp(whole, folder, { recursive: true });
    await damage();
    await assert.rejects(restore(), { code, retry: 'useless' }, what);
    assert.equal(await schemasLike(target), 0, what);
  }
});

async function turnBit(path: string): Promise<void> {
  const octets = await readFile(path);
  const middle = octets.length >> 1;
  octets[middle] = (octets[middle] ?? 0) ^ 1;
  await writeFile(path, octets);
}

test('a backup whose rows the store refuses is not half restored', async () => {
  await backUp();
  const path = join(folder, 'posting.copy.zst');
  const rows = zstdDecompressSync(await readFile(path)).toString();
  for (const [what, bad] of [
    ['a posting of overrun without overrun', rows.replace('\t1\tcharge', '\t-1\tcharge')],
    ['a row less', rows.slice(rows.indexOf('\n') + 1)],
  ] as const) {
    assert.notEqual(bad, rows);
    const file = zstdCompressSync(bad);
    await writeFile(path, file);
    const sha256 = createHash('sha256').update(file).digest('hex');
    await changed((manifest) => ({
      ...manifest,
      tables: manifest.tables.map((table) =>
        table.name === 'posting' ? { ...table, sha256 } : table,
      ),
    }));
    await assert.rejects(restore(), { code: 'backup_damaged' }, what);
    assert.equal(await schemasLike(target), 0, what);
  }
});

test('a backup of an older store is restored as it was, and then brought up to date', async () => {
  const older = `test_${randomBytes(6).toString('hex')}`;
  const pool = openPool({ databaseUrl, schema: older, log: silentLog, holdsProcess: false });
  try {
    const first = (await readMigrations()).slice(0, 5);
    await migrate(pool, older, first, silentLog);
    await pool.query(`insert into store (parts, created_at) values (4, now())`);
    await pool.query(
      `insert into posting (part, account_id, posting_number, at, granted, available, held, used,
                            given, expired, withdrawn, overrun_octets, reason, reference)
       values (0, 1, 0, now(), 0, 0, 0, 0, 0, 0, 0, 7, 'charge', 'session')`,
    );
    await backUpStore({ databaseUrl, schema: older, folder, log: silentLog });
  } finally {
    await pool.query(`drop schema ${older} cascade`);
    await pool.end();
  }
  await restore();
  const again = await restored();
  try {
    assert.equal(again.parts, 4);
    // The rows came first: transactions are numbered in the order in which they write.
    const { rows } = await again.pool.query<{ later: boolean; overrun: number }>(
      `select (select xmin::text::bigint from migration where name = 'archive')
              > (select max(xmin::text::bigint) from posting) as later,
              (select sum(overrun_octets)::integer from posting) as overrun`,
    );
    assert.deepEqual(rows, [{ later: true, overrun: 7 }]);
  } finally {
    await again.close();
  }
});
