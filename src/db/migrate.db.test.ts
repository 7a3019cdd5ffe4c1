import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { Pool } from 'pg';
import { Fault } from '../kernel/public.ts';
import { openTestStore } from '../../test/support/store.ts';
import { silentLog } from './log.ts';
import { migrate, readMigrations } from './migrate.ts';

const ONE = 'create table one (id integer)';
const TWO = 'create table two (id integer); insert into two values (2)';

async function folder(context: TestContext, files: Record<string, string>): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'largesse-migrations-'));
  context.after(() => rm(directory, { recursive: true }));
  for (const [name, sql] of Object.entries(files)) await writeFile(join(directory, name), sql);
  return directory;
}

/** A schema that nothing has run in yet. */
async function emptySchema(context: TestContext): Promise<{ pool: Pool; schema: string }> {
  const store = await openTestStore();
  context.after(() => store.close());
  await store.pool.query(`drop schema ${store.schema} cascade`);
  return { pool: store.pool, schema: store.schema };
}

const isFault = (code: string) => (error: unknown) => error instanceof Fault && error.code === code;

test('migrations run once, in order, and are recorded', async (context) => {
  const { pool, schema } = await emptySchema(context);
  const known = await readMigrations(
    await folder(context, { '0002-two.sql': TWO, '0001-one.sql': ONE, 'schema.sql': 'nonsense' }),
  );
  assert.equal(await migrate(pool, schema, known, silentLog), 2);
  assert.equal(await migrate(pool, schema, known, silentLog), 0);
  const { rows } = await pool.query('select number, name from migration order by number');
  assert.deepEqual(rows, [
    { number: 1, name: 'one' },
    { number: 2, name: 'two' },
  ]);
});

test('a newer program brings an older store up and keeps what is in it', async (context) => {
  const { pool, schema } = await emptySchema(context);
  const older = await readMigrations(await folder(context, { '0001-one.sql': ONE }));
  await migrate(pool, schema, older, silentLog);
  await pool.query('insert into one values (11)');
  const newer = await readMigrations(
    await folder(context, {
      '0001-one.sql': ONE,
      '0002-wide.sql': 'alter table one add column more integer not null default 3',
    }),
  );
  assert.equal(await migrate(pool, schema, newer, silentLog), 1);
  assert.deepEqual((await pool.query('select * from one')).rows, [{ id: 11, more: 3 }]);
});

test('an older program refuses a store that a newer one has brought further', async (context) => {
  const { pool, schema } = await emptySchema(context);
  const newer = await readMigrations(
    await folder(context, { '0001-one.sql': ONE, '0002-two.sql': TWO }),
  );
  await migrate(pool, schema, newer, silentLog);
  await assert.rejects(migrate(pool, schema, newer.slice(0, 1), silentLog), isFault('store_newer'));
  await assert.rejects(migrate(pool, schema, [], silentLog), isFault('store_newer'));
});

test('a file that changed after it ran is refused', async (context) => {
  const { pool, schema } = await emptySchema(context);
  await migrate(
    pool,
    schema,
    await readMigrations(await folder(context, { '0001-one.sql': ONE })),
    silentLog,
  );
  const changed = await readMigrations(await folder(context, { '0001-one.sql': `${ONE} ` }));
  await assert.rejects(migrate(pool, schema, changed, silentLog), isFault('migration_changed'));
});

test('line ends of another system do not make a file another', async (context) => {
  const text = 'create table one (\n  id integer\n);\n';
  const plain = await readMigrations(await folder(context, { '0001-one.sql': text }));
  const windows = await readMigrations(
    await folder(context, { '0001-one.sql': text.replaceAll('\n', '\r\n') }),
  );
  assert.deepEqual(plain, windows);
});

test('a gap and a number that stands twice are refused', async (context) => {
  const gap = await folder(context, { '0001-one.sql': ONE, '0003-three.sql': TWO });
  await assert.rejects(readMigrations(gap), isFault('migrations_not_in_order'));
  const twice = await folder(context, { '0001-one.sql': ONE, '0001-uno.sql': TWO });
  await assert.rejects(readMigrations(twice), isFault('migrations_not_in_order'));
});

test('a migration that fails halfway leaves nothing of itself and the earlier ones whole', async (context) => {
  const { pool, schema } = await emptySchema(context);
  const files = { '0001-one.sql': ONE, '0002-two.sql': `${TWO}; select 1 / 0` };
  const failing = await readMigrations(await folder(context, files));
  await assert.rejects(migrate(pool, schema, failing, silentLog), isFault('migration_failed'));
  const { rows } = await pool.query(`select to_regclass('one') is not null as one,
                                            to_regclass('two') is not null as two`);
  assert.deepEqual(rows, [{ one: true, two: false }]);
  const mended = await readMigrations(
    await folder(context, { '0001-one.sql': ONE, '0002-two.sql': TWO }),
  );
  assert.equal(await migrate(pool, schema, mended, silentLog), 1);
});

test('six processes that migrate at once run each migration once', async (context) => {
  const { pool, schema } = await emptySchema(context);
  const known = await readMigrations(
    await folder(context, { '0001-one.sql': ONE, '0002-two.sql': TWO }),
  );
  const ran = await Promise.all(
    Array.from({ length: 6 }, () => migrate(pool, schema, known, silentLog)),
  );
  assert.equal(
    ran.reduce((sum, each) => sum + each, 0),
    2,
  );
  assert.deepEqual((await pool.query('select * from two')).rows, [{ id: 2 }]);
});
