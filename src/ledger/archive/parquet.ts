// A month of postings as one Parquet file, compressed with zstd: a tenth of its size in the store, and
// read by every tool that finance and auditors use. DuckDB writes it from what COPY sends, and reads it
// back to say what is in it.

import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rm, rmdir } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createZstdCompress } from 'node:zlib';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { PoolClient } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { Fault } from '../../kernel/public.ts';
import { EXPORTED, exportedRows, totalsInDuckDb, type Totals } from './totals.ts';

/** What DuckDB may take of the machine while charging goes on beside it. Beyond it, it uses the disk. */
const MEMORY = '512MB';
const THREADS = '1';

/** Writes the rows of a table to a Parquet file, in the order of accounts. Gives what the file says. */
export async function writeParquet(
  client: PoolClient,
  table: string,
  file: string,
): Promise<Totals> {
  const rows = `${file}.rows`;
  try {
    await pipeline(
      client.query(copyTo(`copy (select * from ${exportedRows(table)}) to stdout ${COPY_FORMAT}`)),
      createZstdCompress(),
      createWriteStream(rows, { mode: 0o600 }),
    );
    return await withDuckDb(`${file}.work`, async (duckdb) => {
      await duckdb.run(
        `copy (select ${SHOWN} from ${readRows(rows)} order by part, account_id, at_microseconds)
         to ${quoted(file)} (format parquet, compression zstd)`,
      );
      return totalsOf(duckdb, file);
    });
  } finally {
    await rm(rows, { force: true });
  }
}

/** What an archived file comes to, read anew. */
export const totalsOfParquet = (file: string): Promise<Totals> =>
  withDuckDb(`${file}.work`, (duckdb) => totalsOf(duckdb, file));

export async function sha256OfFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

// Text is always quoted, so that a session named \N is not taken for nothing.
const COPY_FORMAT = `(format csv, null '\\N', force_quote (reason, reference))`;

const TYPES: { readonly [column in (typeof EXPORTED)[number]]?: string } = {
  part: 'smallint',
  bucket_number: 'integer',
  posting_number: 'integer',
  reason: 'varchar',
  reference: 'varchar',
};

const readRows = (file: string): string => `read_csv(${quoted(file)}, header = false,
  auto_detect = false, delim = ',', quote = '"', escape = '"', nullstr = '\\N',
  allow_quoted_nulls = false, new_line = '\\n', compression = 'zstd', columns = {${EXPORTED.map(
    (column) => `'${column}': '${TYPES[column] ?? 'bigint'}'`,
  ).join(', ')}})`;

const SHOWN = EXPORTED.map((column) =>
  column === 'at_microseconds' ? 'make_timestamptz(at_microseconds) as "at"' : column,
).join(', ');

const totalsOf = (duckdb: DuckDBConnection, file: string): Promise<Totals> =>
  totalsInDuckDb(
    async (sql) => (await duckdb.runAndReadAll(sql)).getRowObjectsJson(),
    `(select *, epoch_us("at") as at_microseconds from read_parquet(${quoted(file)})) as exported`,
  );

async function withDuckDb<Value>(
  workFolder: string,
  work: (duckdb: DuckDBConnection) => Promise<Value>,
): Promise<Value> {
  const { DuckDBInstance } = await loadDuckDb();
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: MEMORY,
    threads: THREADS,
    temp_directory: workFolder,
    // Nothing is ever fetched: what Parquet and time zones need is part of the package.
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  try {
    const duckdb = await instance.connect();
    try {
      return await work(duckdb);
    } finally {
      duckdb.closeSync();
    }
  } catch (cause) {
    throw new Fault('archive_not_written', `the archive could not be written: ${String(cause)}`, {
      retry: 'safe',
      cause,
    });
  } finally {
    instance.closeSync();
    await rmdir(workFolder).catch(() => undefined); // made only when memory did not do
  }
}

/** Loaded when it is needed: it is 70 MB, and a server that charges has no use for it. */
async function loadDuckDb(): Promise<typeof import('@duckdb/node-api')> {
  try {
    return await import('@duckdb/node-api');
  } catch (cause) {
    throw new Fault('duckdb_unavailable', 'DuckDB, which writes Parquet, does not run here', {
      retry: 'useless',
      cause,
    });
  }
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
