// The keeper: one connection by which each Largesse process shows that it uses the server.
//
// It holds a shared advisory lock. Whoever leaves gives its own up and tries for the exclusive one:
// having that proves that nobody else is here, and keeps newcomers waiting until the server has
// stopped. So the last to leave stops the server, and a killed process leaves the moment it dies.

import { Client } from 'pg';
import { Fault } from '../../kernel/public.ts';
import { ADMINISTRATOR } from './cluster.ts';
import type { Place } from './place.ts';

const USED_LOCK = 0x1a46e55e;

/** Connects and takes the lock. Throws when the server is not there or does not serve this place. */
export async function openKeeper(place: Place, port: number, password: string): Promise<Client> {
  const client = new Client({
    host: '127.0.0.1',
    port,
    user: ADMINISTRATOR,
    password,
    database: 'postgres',
    application_name: 'largesse keeper',
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
  });
  client.on('error', () => undefined); // without a listener Node ends the process; `end` follows
  try {
    await client.connect();
    const answer = await client.query<{ data_directory: string }>('show data_directory');
    const served = answer.rows[0]?.data_directory;
    if (served !== place.data)
      throw new Fault('embedded_not_ours', `port ${port} serves ${served}, not ${place.data}`, {
        retry: 'useless',
      });
    await client.query('select pg_advisory_lock_shared($1)', [USED_LOCK]);
    return client;
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
}

/** Gives the lock up and says whether nobody else holds it; newcomers then wait for the stop. */
export async function isLastToLeave(client: Client): Promise<boolean> {
  await client.query('select pg_advisory_unlock_shared($1)', [USED_LOCK]);
  const answer = await client.query<{ last: boolean }>('select pg_try_advisory_lock($1) as last', [
    USED_LOCK,
  ]);
  return answer.rows[0]?.last === true;
}

/** Makes the product's own role and database; neither may do anything to the server itself. */
export async function prepareDatabase(client: Client, password: string): Promise<void> {
  const there = await client.query<{ role: boolean; database: boolean }>(
    `select exists (select from pg_roles where rolname = 'largesse') as role,
            exists (select from pg_database where datname = 'largesse') as database`,
  );
  // A statement that fails is written to server.log, and this one has the password in it.
  await client.query('set log_min_error_statement = panic');
  if (there.rows[0]?.role !== true)
    await createUnlessThere(client, `create role largesse login password '${password}'`);
  if (there.rows[0]?.database !== true)
    await createUnlessThere(client, 'create database largesse owner largesse');
}

// Two processes may do this at once; PostgreSQL lets one succeed and tells the other one of these.
const THERE_ALREADY = new Set(['42710', '42P04', '23505']);

async function createUnlessThere(client: Client, statement: string): Promise<void> {
  try {
    await client.query(statement);
  } catch (error) {
    if (!THERE_ALREADY.has((error as { code?: string }).code ?? '')) throw error;
  }
}
