// A store as it stands, reached without bringing it up to this program: a backup is taken before an
// upgrade changes anything, and a restore makes what was there at the time.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Pool, PoolClient } from 'pg';
import { Fault } from '../../kernel/public.ts';
import { startEmbedded } from '../embedded.ts';
import { asFault } from '../errors.ts';
import type { Log } from '../log.ts';
import { openPool } from '../pool.ts';

export type PlaceOptions = {
  readonly databaseUrl?: string | undefined;
  readonly dataDirectory?: string | undefined;
  readonly schema?: string;
  readonly log: Log;
};

export type Place = { readonly pool: Pool; readonly serverUrl: string; readonly schema: string };

/** Opens the server for the time of some work; what it throws comes out as a fault where it is one. */
export async function withPlace<Value>(
  options: PlaceOptions & { readonly mustExist: boolean },
  work: (place: Place) => Promise<Value>,
): Promise<Value> {
  const { log, schema = 'largesse', databaseUrl } = options;
  const directory = join(options.dataDirectory ?? '', 'postgresql');
  if (databaseUrl === undefined && options.mustExist && !existsSync(directory))
    throw storeMissing(`there is no store in ${options.dataDirectory}`);
  const embedded = databaseUrl === undefined ? await startEmbedded({ directory, log }) : undefined;
  const serverUrl = databaseUrl ?? embedded?.url ?? '';
  try {
    const pool = openPool({ databaseUrl: serverUrl, schema, log, maximumConnections: 2 });
    try {
      return await work({ pool, serverUrl, schema });
    } finally {
      await pool.end();
    }
  } catch (error) {
    throw asFault(error);
  } finally {
    await embedded?.stop();
  }
}

/** A connection that works for as long as a whole store takes, and is not used by anybody after. */
export async function withPatientClient<Value>(
  pool: Pool,
  work: (client: PoolClient) => Promise<Value>,
): Promise<Value> {
  const client = await pool.connect();
  try {
    await client.query('set statement_timeout = 0');
    await client.query('set idle_in_transaction_session_timeout = 0');
    return await work(client);
  } finally {
    client.release(true);
  }
}

export const storeMissing = (message: string): Fault =>
  new Fault('store_missing', message, { retry: 'useless' });
