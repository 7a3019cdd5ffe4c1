// A store: one schema in one PostgreSQL, migrated and ready, with what everybody needs to use it.

import { join } from 'node:path';
import { Kysely, PostgresDialect } from 'kysely';
import type { Pool } from 'pg';
import { Fault } from '../kernel/public.ts';
import { startEmbedded, type Embedded } from './embedded.ts';
import { asFault } from './errors.ts';
import { faultingConnections, throwFaults } from './faults.ts';
import type { Log } from './log.ts';
import { migrate, readMigrations } from './migrate.ts';
import { addressOf, openPool } from './pool.ts';
import type { Database } from './schema.ts';

export type Store = {
  readonly pool: Pool;
  readonly kysely: Kysely<Database>;
  /** How many parts accounts are spread over. Chosen when the store is made, then fixed. */
  readonly parts: number;
  readonly schema: string;
  /** Opens this schema from any PostgreSQL client. It carries the password. */
  readonly databaseUrl: string;
  /** Ends the connections, and leaves the embedded server when there is one; deletes a throw-away. */
  close(): Promise<void>;
};

export type StoreOptions = {
  /** A server of one's own, 15 or newer. Without it an embedded one runs in `dataDirectory`. */
  readonly databaseUrl?: string | undefined;
  readonly dataDirectory?: string | undefined;
  /** An embedded store that is fast instead of durable, and deleted when it is closed. */
  readonly throwAway?: boolean;
  readonly schema?: string;
  /** Only read when the store is made; later the number that was recorded then stands. */
  readonly parts?: number;
  readonly log: Log;
  readonly maximumConnections?: number;
  readonly holdsProcess?: boolean;
};

const OLDEST_SERVER = 150_000;
/** A batch of the ledger is of one part: fewer make larger ones, and more are written at once by more processors. */
const PARTS = 4;
const MAXIMUM_PARTS = 1_024;

/** Opens a store, making it when it is not there. Throws a Fault that says what to do. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { log, schema = 'largesse' } = options;
  const embedded = options.databaseUrl === undefined ? await embeddedFor(options) : undefined;
  const serverUrl = options.databaseUrl ?? embedded?.url ?? '';
  let pool: Pool | undefined;
  try {
    pool = throwFaults(openPool({ ...options, databaseUrl: serverUrl, schema }));
    await refuseOldServer(pool);
    await migrate(pool, schema, await readMigrations(), log);
    const parts = await settleParts(pool, options.parts, log);
    return storeOn(pool, {
      parts,
      schema,
      serverUrl,
      leaveServer: () => leave(embedded, options),
    });
  } catch (error) {
    await pool?.end();
    await leave(embedded, options);
    throw asFault(error);
  }
}

function embeddedFor(options: StoreOptions): Promise<Embedded> {
  if (options.dataDirectory === undefined)
    throw new Fault('store_not_named', 'neither a database URL nor a data folder was given', {
      retry: 'useless',
    });
  return startEmbedded({
    directory: join(options.dataDirectory, 'postgresql'),
    log: options.log,
    throwAway: options.throwAway ?? false,
    holdsProcess: options.holdsProcess ?? true,
  });
}

const leave = async (embedded: Embedded | undefined, options: StoreOptions): Promise<void> =>
  options.throwAway === true ? embedded?.remove() : embedded?.stop();

function storeOn(
  pool: Pool,
  about: { parts: number; schema: string; serverUrl: string; leaveServer: () => Promise<void> },
): Store {
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    await pool.end();
    await about.leaveServer();
  };
  return {
    pool,
    kysely: new Kysely<Database>({
      dialect: new PostgresDialect({ pool: faultingConnections(pool) }),
    }),
    parts: about.parts,
    schema: about.schema,
    databaseUrl: addressOf(about.serverUrl, about.schema),
    close: () => (closing ??= close()),
  };
}

async function refuseOldServer(pool: Pool): Promise<void> {
  const { rows } = await pool.query<{ number: number; shown: string }>(
    `select current_setting('server_version_num')::integer as number,
            current_setting('server_version') as shown`,
  );
  const version = rows[0];
  if (version !== undefined && version.number >= OLDEST_SERVER) return;
  throw new Fault(
    'server_too_old',
    `PostgreSQL 15 or newer is needed; DATABASE_URL names a server of version ${version?.shown}`,
    { retry: 'useless' },
  );
}

/** Records the number of parts in a new store, and reads it in an old one. */
async function settleParts(pool: Pool, wished: number | undefined, log: Log): Promise<number> {
  const parts = wished ?? PARTS;
  if (!Number.isInteger(parts) || parts < 1 || parts > MAXIMUM_PARTS)
    throw new Fault('parts_invalid', `a store has from 1 to ${MAXIMUM_PARTS} parts, not ${parts}`, {
      retry: 'useless',
    });
  await pool.query(
    `insert into store (singleton, parts, created_at) values (true, $1, now())
     on conflict (singleton) do nothing`,
    [parts],
  );
  const { rows } = await pool.query<{ parts: number }>('select parts from store');
  const recorded = rows[0]?.parts ?? parts;
  if (wished !== undefined && recorded !== wished)
    log.warn({ recorded, wished }, 'the store keeps the number of parts that it was made with');
  return recorded;
}
