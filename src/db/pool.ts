// The connections of one store: where they look for tables, what they wait for, how they read values.

import { Pool, type PoolConfig } from 'pg';
import { Fault } from '../kernel/public.ts';
import type { Log } from './log.ts';
import { typeParsers } from './types.ts';

export type PoolOptions = {
  readonly databaseUrl: string;
  readonly schema: string;
  readonly log: Log;
  readonly maximumConnections?: number;
  /** False lets a process with nothing else to do exit while connections are idle. */
  readonly holdsProcess?: boolean;
};

const MAXIMUM_CONNECTIONS = 16;
const CONNECT_MILLISECONDS = 10_000;
const STATEMENT_MILLISECONDS = 30_000;
const LOCK_MILLISECONDS = 10_000;
const IDLE_IN_TRANSACTION_MILLISECONDS = 30_000;

/** The same address with the schema in it: whoever opens it, in whatever program, finds our tables. */
export function addressOf(databaseUrl: string, schema: string): string {
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(schema))
    throw new Fault('schema_name_invalid', `${schema} is not a plain lower-case schema name`, {
      retry: 'useless',
    });
  let url: URL;
  try {
    url = new URL(databaseUrl);
  } catch (cause) {
    // The address itself stays out of the message: it carries the password.
    throw new Fault('database_url_invalid', 'DATABASE_URL is not a postgres:// address', {
      retry: 'useless',
      cause: cause instanceof Error ? cause.name : undefined,
    });
  }
  const given = url.searchParams.get('options');
  const settings = `-c search_path=${schema} -c timezone=UTC -c datestyle=ISO`;
  url.searchParams.set('options', given === null ? settings : `${given} ${settings}`);
  return url.href.replaceAll('+', '%20'); // libpq reads a plus as a plus
}

export function openPool(options: PoolOptions): Pool {
  const config: PoolConfig = {
    connectionString: addressOf(options.databaseUrl, options.schema),
    application_name: 'largesse',
    max: options.maximumConnections ?? MAXIMUM_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_MILLISECONDS,
    statement_timeout: STATEMENT_MILLISECONDS,
    lock_timeout: LOCK_MILLISECONDS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MILLISECONDS,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    allowExitOnIdle: options.holdsProcess === false,
    types: typeParsers,
  };
  const pool = new Pool(config);
  // A connection that breaks says so as an event, and Node ends the process when nobody listens:
  // on the pool while it is idle, on the client while somebody has it.
  pool.on('error', (error) => options.log.warn({ error }, 'an idle database connection was lost'));
  pool.on('connect', (client) => {
    client.on('error', (error) => options.log.debug({ error }, 'a database connection was lost'));
  });
  return pool;
}
