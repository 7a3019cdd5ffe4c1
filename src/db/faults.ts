// Whoever asks the store outside of a transaction learns as well whether it may ask again: what its pool
// and its Kysely throw when the database is away or too busy is a Fault, never the driver's own error.

import type { PostgresPool, PostgresPoolClient } from 'kysely';
import type { Pool, PoolClient } from 'pg';
import { Fault } from '../kernel/public.ts';
import { asFault } from './errors.ts';

type Asking = (...given: unknown[]) => Promise<unknown>;

/** Makes `pool.query` throw faults. Connections that it lends speak as the driver does. */
export function throwFaults(pool: Pool): Pool {
  pool.query = faulting(pool.query.bind(pool) as Asking) as Pool['query'];
  return pool;
}

/** The pool for Kysely: what is asked over its connections throws faults. */
export function faultingConnections(pool: Pool): PostgresPool {
  const known = new WeakMap<PoolClient, PostgresPoolClient>(); // Kysely keeps notes on each it has met
  const connect = faulting(() => pool.connect());
  return {
    options: pool.options,
    async connect() {
      const client = await connect();
      const lent = known.get(client) ?? faultingClient(client);
      known.set(client, lent);
      return lent;
    },
    end: () => pool.end(),
  };
}

function faultingClient(client: PoolClient): PostgresPoolClient {
  const ask = faulting(client.query.bind(client) as Asking);
  let isLost = false;
  const lent = {
    query: (...given: unknown[]) =>
      ask(...given).catch((error: unknown) => {
        isLost ||= error instanceof Fault && error.code === 'database_lost';
        throw error;
      }),
    // The server says that it ends a connection before it does: in between, the pool would lend it again.
    release: (destroy = false) => client.release(destroy || isLost),
  };
  return lent as unknown as PostgresPoolClient;
}

const faulting =
  <Given extends unknown[], Value>(ask: (...given: Given) => Promise<Value>) =>
  async (...given: Given): Promise<Value> => {
    try {
      return await ask(...given);
    } catch (error) {
      // A statement on its own is its own transaction: whether it was done is lost with the connection.
      throw asFault(error, 'same_key_only');
    }
  };
