// Writes a store into a folder while it goes on working: every table as at one instant, through COPY.
//
// docs/decisions/backup.md says why it is a copy of rows and not of files.

import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createZstdCompress } from 'node:zlib';
import type { PoolClient } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { Fault, invariant, type Instant } from '../../kernel/public.ts';
import { flushFolder } from './flush.ts';
import {
  MANIFEST,
  newManifest,
  type BackedUpTable,
  type Manifest,
  type Partition,
} from './manifest.ts';
import { storeMissing, withPatientClient, withPlace, type PlaceOptions } from './place.ts';

export type BackupProgress = (progress: {
  readonly table: string;
  readonly rows: number;
  /** While a backup is written this is what the server's statistics say, and may be off. */
  readonly totalRows: number;
}) => void;

export type BackupOptions = PlaceOptions & {
  /** Must not be there yet, or be empty. */
  readonly folder: string;
  readonly onProgress?: BackupProgress;
};

/** Faults: `store_missing`, `backup_exists`; what is half written when it fails is removed. */
export async function backUpStore(options: BackupOptions): Promise<Manifest> {
  const folder = resolve(options.folder);
  await refuseOccupied(folder);
  return withPlace({ ...options, mustExist: true }, ({ pool, schema }) =>
    withPatientClient(pool, async (client) => {
      const partial = `${folder}.partial`;
      await rm(partial, { recursive: true, force: true });
      await mkdir(partial, { recursive: true, mode: 0o700 });
      try {
        const manifest = await writeSnapshot(client, schema, partial, options.onProgress);
        await rm(folder, { recursive: true, force: true }); // it is empty
        await rename(partial, folder);
        await flushFolder(dirname(folder));
        return manifest;
      } catch (error) {
        await rm(partial, { recursive: true, force: true });
        throw error;
      }
    }),
  );
}

async function refuseOccupied(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  if (names.length === 0) return;
  throw new Fault('backup_exists', `${folder} has something in it: name a new folder`, {
    retry: 'useless',
  });
}

async function writeSnapshot(
  client: PoolClient,
  schema: string,
  folder: string,
  onProgress: BackupProgress | undefined,
): Promise<Manifest> {
  const before = await readTables(client);
  if (before.length === 0) throw storeMissing(`the database has no store in the schema ${schema}`);
  await client.query('begin isolation level repeatable read, read only');
  // Before the first query, which takes the snapshot: a month that is dropped in between would be in
  // neither of them. Charges pass; only a migration or an archive waits.
  await client.query(
    `lock table ${before.map(({ name }) => name).join(', ')} in access share mode`,
  );
  const { rows } = await client.query<{ at: Instant; version: string }>(
    `select clock_timestamp() as at, current_setting('server_version') as version`,
  );
  const { at = 0, version = '' } = rows[0] ?? {};
  const tables = await readTables(client);
  if (JSON.stringify(tables.map(shape)) !== JSON.stringify(before.map(shape)))
    throw new Fault('store_changing', 'the store is being migrated: back it up after that', {
      retry: 'safe',
    });
  const written = await writeTables(client, folder, tables, onProgress);
  const manifest = newManifest({
    snapshotAt: new Date(at).toISOString(),
    serverVersion: version,
    migrations: (await client.query<Manifest['migrations'][number]>(MIGRATIONS)).rows,
    partitions: (await client.query<Partition>(PARTITIONS)).rows,
    tables: written,
  });
  await client.query('commit');
  await writeFile(join(folder, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`, {
    mode: 0o600,
    flush: true,
  });
  await flushFolder(folder);
  return manifest;
}

async function writeTables(
  client: PoolClient,
  folder: string,
  tables: readonly TableRow[],
  onProgress: BackupProgress | undefined,
): Promise<BackedUpTable[]> {
  const totalRows = tables.reduce((sum, { estimate }) => sum + estimate, 0);
  const written: BackedUpTable[] = [];
  let rows = 0;
  for (const { name, columns } of tables) {
    if (name === 'migration') continue; // a restore runs the migrations itself
    const table = await writeTable(client, folder, { name, columns }, (more) => {
      rows += more;
      onProgress?.({ table: name, rows, totalRows: Math.max(rows, totalRows) });
    });
    written.push(table);
  }
  return written;
}

const NEW_LINE = 0x0a;

async function writeTable(
  client: PoolClient,
  folder: string,
  { name, columns }: Pick<TableRow, 'name' | 'columns'>,
  onRows: (more: number) => void,
): Promise<BackedUpTable> {
  const file = `${name}.copy.zst`;
  const hash = createHash('sha256');
  let fileOctets = 0;
  let rows = 0;
  const copied = client.query(
    copyTo(`copy (select ${columns.join(', ')} from ${name}) to stdout`), // "select": it may be cut
  );
  await pipeline(
    copied,
    async function* counted(chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        const more = linesIn(chunk);
        rows += more;
        onRows(more);
        yield chunk;
      }
    },
    createZstdCompress(),
    async function* hashed(chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        fileOctets += chunk.length;
        yield chunk;
      }
    },
    createWriteStream(join(folder, file), { flags: 'wx', mode: 0o600, flush: true }),
  );
  invariant(copied.rowCount === rows, 'every row that the server sent is in the file');
  return { name, columns: [...columns], rows, file, fileOctets, sha256: hash.digest('hex') };
}

/** COPY writes a row a line; a new line inside a value is written as \n. */
function linesIn(chunk: Buffer): number {
  let lines = 0;
  for (let at = chunk.indexOf(NEW_LINE); at >= 0; at = chunk.indexOf(NEW_LINE, at + 1)) lines += 1;
  return lines;
}

type TableRow = {
  readonly name: string;
  readonly columns: readonly string[];
  readonly estimate: number;
};
const shape = ({ name, columns }: TableRow) => ({ name, columns });

const readTables = async (client: PoolClient): Promise<TableRow[]> =>
  (await client.query<TableRow>(TABLES)).rows;

// A table that is cut into others is read as a whole; columns that are computed are computed again.
const TABLES = `
  select c.relname as name,
         (select array_agg(attname::text order by attnum) from pg_attribute
          where attrelid = c.oid and attnum > 0 and not attisdropped and attgenerated = '') as columns,
         (select coalesce(sum(greatest(leaf.reltuples, 0)), 0)::bigint
          from pg_partition_tree(c.oid) join pg_class leaf on leaf.oid = relid where isleaf) as estimate
  from pg_class c
  where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
    and not c.relispartition
  order by c.relname collate "C"`;

const PARTITIONS = `
  select parent.relname as of, c.relname as name, pg_get_expr(c.relpartbound, c.oid) as bound
  from pg_class c join pg_inherits on inhrelid = c.oid join pg_class parent on parent.oid = inhparent
  where c.relnamespace = current_schema()::regnamespace and c.relispartition
  order by c.relname collate "C"`;

const MIGRATIONS = 'select number, name, checksum from migration order by number';
