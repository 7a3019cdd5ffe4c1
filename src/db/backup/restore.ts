// Makes a store from a backup: beside where it will be, and then by one rename. Whatever stops this half
// way, there is no store; there never is half of one.

import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createZstdDecompress } from 'node:zlib';
import type { Pool, PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { Fault } from '../../kernel/public.ts';
import { messageOf, sqlStateOf } from '../errors.ts';
import { migrate, readMigrations } from '../migrate.ts';
import { openPool } from '../pool.ts';
import {
  readManifest,
  refuseForeignMigrations,
  type BackedUpTable,
  type Manifest,
} from './manifest.ts';
import { withPatientClient, withPlace, type Place, type PlaceOptions } from './place.ts';
import type { BackupProgress } from './write.ts';

export type RestoreOptions = PlaceOptions & {
  readonly folder: string;
  readonly onProgress?: BackupProgress;
  /**
   * Works on the store while nobody else sees it, and before it is the store: opened by this address
   * with this schema. When it throws, nothing is restored.
   */
  readonly beforeVisible: (restored: {
    readonly databaseUrl: string;
    readonly schema: string;
  }) => Promise<void>;
};

/**
 * Faults: `backup_unreadable`, `backup_format_unknown`, `backup_newer`, `migration_changed`,
 * `backup_damaged`, and `store_not_empty` where there is a store already.
 */
export async function restoreStore(options: RestoreOptions): Promise<Manifest> {
  const { folder, log, onProgress, beforeVisible } = options;
  const manifest = await readManifest(folder);
  const migrations = await readMigrations();
  refuseForeignMigrations(manifest, migrations);
  for (const table of manifest.tables) await refuseDamaged(folder, table);
  return withPlace({ ...options, mustExist: false }, (place) =>
    withPatientClient(place.pool, async (client) => {
      await refuseOccupied(client, place.schema);
      const schema = `${place.schema}_restoring_${randomBytes(4).toString('hex')}`;
      await client.query(`set application_name = '${schema}'`); // says that somebody is at work on it
      await dropLeftOvers(client, place.schema);
      try {
        const { serverUrl: databaseUrl } = place;
        const pool = openPool({ databaseUrl, schema, log, maximumConnections: 2 });
        try {
          await migrate(pool, schema, migrations.slice(0, manifest.migrations.length), log);
          await fill(pool, options.folder, manifest, onProgress);
          await migrate(pool, schema, migrations, log);
        } finally {
          await pool.end();
        }
        await beforeVisible({ databaseUrl, schema });
        await appear(client, schema, place);
      } catch (error) {
        await client.query(`drop schema if exists ${schema} cascade`).catch(() => undefined);
        throw error;
      }
      return manifest;
    }),
  );
}

async function refuseDamaged(folder: string, table: BackedUpTable): Promise<void> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(join(folder, table.file)), hash);
  } catch (cause) {
    throw damaged(`${table.file} cannot be read: ${messageOf(cause)}`, cause);
  }
  if (hash.digest('hex') !== table.sha256)
    throw damaged(`${table.file} is not the file that the backup wrote`);
}

async function refuseOccupied(client: PoolClient, schema: string): Promise<void> {
  const { rowCount } = await client.query(
    'select from pg_class where relnamespace = to_regnamespace($1) limit 1',
    [schema],
  );
  if (rowCount !== 0) throw notEmpty(schema);
}

/** Of a restore that was killed. One that is still at work has a connection by that name. */
async function dropLeftOvers(client: PoolClient, schema: string): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select nspname as name from pg_namespace
     where starts_with(nspname, $1 || '_restoring_')
       and not exists (select from pg_stat_activity where application_name = nspname)`,
    [schema],
  );
  for (const { name } of rows) await client.query(`drop schema ${name} cascade`);
}

async function fill(
  pool: Pool,
  folder: string,
  manifest: Manifest,
  onProgress: BackupProgress | undefined,
): Promise<void> {
  const totalRows = manifest.tables.reduce((sum, { rows }) => sum + rows, 0);
  let rows = 0;
  await withPatientClient(pool, async (client) => {
    for (const { of, name, bound } of manifest.partitions)
      await client.query(`create table if not exists ${name} partition of ${of} ${bound}`);
    for (const table of manifest.tables) {
      onProgress?.({ table: table.name, rows, totalRows });
      await fillTable(client, folder, table);
      rows += table.rows;
      onProgress?.({ table: table.name, rows, totalRows });
    }
    for (const { name } of manifest.tables) await client.query(`analyze ${name}`);
  });
}

async function fillTable(
  client: PoolClient,
  folder: string,
  { name, columns, file, rows }: BackedUpTable,
): Promise<void> {
  const copied = client.query(copyFrom(`copy ${name} (${columns.join(', ')}) from stdin`));
  try {
    await pipeline(createReadStream(join(folder, file)), createZstdDecompress(), copied);
  } catch (error) {
    // Class 22 and 23: the server refuses what a row says. The rest is the world, and not the file.
    const state = sqlStateOf(error) ?? '';
    const isOfFile = /^2[23]/.test(state) || /zstd/i.test(messageOf(error));
    throw isOfFile ? damaged(`${file} has a row that ${name} refuses`, error) : error;
  }
  if (copied.rowCount !== rows)
    throw damaged(`${file} has ${copied.rowCount} rows, and the backup wrote ${rows}`);
}

/** In one step. Somebody else's store that has come meanwhile stays, and ours does not appear. */
async function appear(client: PoolClient, schema: string, place: Place): Promise<void> {
  await client.query('begin');
  try {
    await client.query(`drop schema if exists ${place.schema}`); // refused when it has anything in it
    await client.query(`alter schema ${schema} rename to ${place.schema}`);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw sqlStateOf(error) === '2BP01' ? notEmpty(place.schema) : error;
  }
}

const damaged = (message: string, cause?: unknown): Fault =>
  new Fault('backup_damaged', `the backup is damaged: ${message}`, { retry: 'useless', cause });

const notEmpty = (schema: string): Fault =>
  new Fault(
    'store_not_empty',
    `there is a store already, in the schema ${schema}: restore into another folder or database`,
    { retry: 'useless' },
  );
