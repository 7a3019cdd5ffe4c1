// Brings a store up to this program: migrations/NNNN-name.sql, in order, forward only.
//
// Each runs in a transaction of its own together with the row that records it, so a crash leaves a
// store between two of them, never inside one.

import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Pool, PoolClient } from 'pg';
import { Fault } from '../kernel/public.ts';
import { sqlStateOf } from './errors.ts';
import type { Log } from './log.ts';

export type Migration = {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of the text, so that nobody edits what a store somewhere has already run. */
  readonly checksum: string;
};

export const MIGRATIONS_DIRECTORY = fileURLToPath(new URL('../../migrations', import.meta.url));

const FILE_NAME = /^(\d{4})-([a-z0-9-]+)\.sql$/;

/** Reads a folder of migrations. Faults: a number that is missing or stands twice. */
export async function readMigrations(directory = MIGRATIONS_DIRECTORY): Promise<Migration[]> {
  const names = (await readdir(directory)).filter((name) => FILE_NAME.test(name)).toSorted();
  const migrations: Migration[] = [];
  for (const [index, file] of names.entries()) {
    const [, digits = '', name = ''] = FILE_NAME.exec(file) ?? [];
    const number = Number(digits);
    if (number !== index + 1)
      throw useless('migrations_not_in_order', `migration ${index + 1} is expected, found ${file}`);
    const sql = (await readFile(`${directory}/${file}`, 'utf8')).replaceAll('\r\n', '\n');
    const checksum = createHash('sha256').update(sql).digest('hex');
    migrations.push({ number, name, sql, checksum });
  }
  return migrations;
}

/**
 * Runs what this schema lacks and gives how many ran. Two processes may do this at once: the second
 * waits at the lock and finds the work done. Faults: a file that changed after it ran, a store that a
 * newer Largesse has brought further than this one knows.
 */
export async function migrate(
  pool: Pool,
  schema: string,
  migrations: readonly Migration[],
  log: Log,
): Promise<number> {
  const client = await pool.connect();
  try {
    await client.query('set statement_timeout = 0'); // a large table takes as long as it takes
    await createBookkeeping(client, schema);
    let ran = 0;
    for (const migration of migrations) {
      if (await runOnce(client, migration, migrations)) {
        ran++;
        log.info({ schema, migration: migration.number, name: migration.name }, 'store migrated');
      }
    }
    if (migrations.length === 0) await refuseForeign(client, migrations);
    return ran;
  } finally {
    client.release(true); // it carries settings of ours
  }
}

async function createBookkeeping(client: PoolClient, schema: string): Promise<void> {
  const statements = [
    `create schema if not exists ${schema}`,
    `create table if not exists migration (
       number integer primary key,
       name text not null,
       checksum text not null,
       applied_at timestamptz not null
     )`,
  ];
  for (const statement of statements) {
    try {
      await client.query(statement);
    } catch (error) {
      // "if not exists" still collides with another that creates the same at this moment; then it
      // is there now. 23505 unique violation in the catalog; 42P06, 42P07 and 42710 (the row type of a
      // table) duplicates.
      if (!['23505', '42P06', '42P07', '42710'].includes(sqlStateOf(error) ?? '')) throw error;
    }
  }
}

async function runOnce(
  client: PoolClient,
  migration: Migration,
  known: readonly Migration[],
): Promise<boolean> {
  await client.query('begin');
  try {
    // Held to the end of the transaction: one process migrates at a time, readers are not in the way.
    await client.query('lock table migration in exclusive mode');
    const applied = await refuseForeign(client, known);
    const isMissing = !applied.has(migration.number);
    if (isMissing) {
      await client.query(migration.sql);
      await client.query(
        `insert into migration (number, name, checksum, applied_at) values ($1, $2, $3, now())`,
        [migration.number, migration.name, migration.checksum],
      );
    }
    await client.query('commit');
    return isMissing;
  } catch (cause) {
    await client.query('rollback').catch(() => undefined);
    if (cause instanceof Fault) throw cause;
    throw new Fault(
      'migration_failed',
      `migration ${migration.number} (${migration.name}) failed`,
      {
        retry: 'safe',
        cause,
      },
    );
  }
}

/** Gives the numbers that ran, after holding them against the files. */
async function refuseForeign(
  client: PoolClient,
  known: readonly Migration[],
): Promise<ReadonlySet<number>> {
  const { rows } = await client.query<Pick<Migration, 'number' | 'name' | 'checksum'>>(
    'select number, name, checksum from migration order by number',
  );
  for (const row of rows) {
    const file = known[row.number - 1];
    if (file === undefined)
      throw useless(
        'store_newer',
        `the store has run migration ${row.number} (${row.name}), which this Largesse does not ` +
          'know: start the newer Largesse that made it',
      );
    if (file.checksum !== row.checksum)
      throw useless(
        'migration_changed',
        `migration ${row.number} (${file.name}) is not the one that the store has run: put the ` +
          'file back and write a new migration',
      );
  }
  return new Set(rows.map((row) => row.number));
}

const useless = (code: string, message: string): Fault =>
  new Fault(code, message, { retry: 'useless' });
