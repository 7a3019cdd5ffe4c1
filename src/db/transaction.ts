// One transaction: all of its work, or none, and an answer to "may I try again?" when it failed.

import { setTimeout as sleep } from 'node:timers/promises';
import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient } from 'kysely';
import type { Pool, PoolClient } from 'pg';
import { Fault, invariant } from '../kernel/public.ts';
import { asFault, isCollision, isConnectionLost, messageOf, sqlStateOf } from './errors.ts';
import type { Database } from './schema.ts';
import type { Store } from './store.ts';

export type Transaction = {
  /** The connection, for statements written by hand. Never begin, commit or release it. */
  readonly client: PoolClient;
  /** Kysely on the same connection, for everything else. */
  readonly kysely: Kysely<Database>;
};

export type TransactOptions = {
  /** How often the whole work is repeated after a serialization failure or a deadlock. */
  readonly retries?: number;
  /** Repeatable read sees the store as at one instant, which an audit needs. */
  readonly isolation?: 'read committed' | 'repeatable read';
  readonly readOnly?: boolean;
};

const RETRIES = 5;
const FIRST_PAUSE_MILLISECONDS = 5;

/**
 * Runs `work` in a transaction and gives its result once that is committed. The work may run more
 * than once, so it must do nothing outside of its transaction. What it throws rolls back and comes
 * out as it is, except:
 * - collisions that outlast the retries, a lost connection, a busy server: Fault, retry `safe`
 * - a connection lost while committing: Fault `commit_unknown`, retry `same_key_only`
 */
export async function transact<Value>(
  store: Pick<Store, 'pool'>,
  work: (transaction: Transaction) => Promise<Value>,
  options: TransactOptions = {},
): Promise<Value> {
  return untilAlone(() => attemptOnce(store, work, options), options.retries ?? RETRIES);
}

/** Rows found by their key take a fraction of it. */
const LONG_MILLISECONDS = 100;

/** Connections whose last statement took long: once it may have been the disk that was busy. */
const slow = new WeakSet<PoolClient>();

/**
 * Runs one statement that writes, which is a transaction of its own and saves two round trips. The same
 * faults as with `transact`.
 *
 * Two in a row that took long end their connection, and its plans with it: a plan that was made while a table
 * was small may go through all of it for each row ever after.
 */
export async function transactAlone<Value>(
  pool: Pool,
  statement: (database: Pick<Pool, 'query'>) => Promise<Value>,
): Promise<Value> {
  return untilAlone(async () => {
    const client = await pool.connect();
    const began = performance.now();
    let broken: Error | undefined;
    try {
      return await statement(client);
    } catch (error) {
      if (!isConnectionLost(error)) throw error;
      broken = error as Error;
      throw commitUnknown(error);
    } finally {
      client.release(broken ?? isSlowAgain(client, performance.now() - began));
    }
  }, RETRIES);
}

function isSlowAgain(client: PoolClient, milliseconds: number): boolean {
  if (milliseconds <= LONG_MILLISECONDS) {
    slow.delete(client);
    return false;
  }
  const again = slow.has(client);
  slow.add(client);
  return again;
}

async function untilAlone<Value>(attempt: () => Promise<Value>, retries: number): Promise<Value> {
  for (let attempts = 0; ; attempts++) {
    try {
      return await attempt();
    } catch (error) {
      if (!isCollision(error)) throw asFault(error);
      if (attempts >= retries)
        throw new Fault(
          'transaction_collided',
          `others kept this from ending: ${messageOf(error)}`,
          {
            retry: 'safe',
            cause: error,
          },
        );
    }
    // Twice as long each time, and a random part of it, so that two that collided do not meet again.
    await sleep(FIRST_PAUSE_MILLISECONDS * 2 ** attempts * (0.5 + Math.random()));
  }
}

async function attemptOnce<Value>(
  store: Pick<Store, 'pool'>,
  work: (transaction: Transaction) => Promise<Value>,
  options: TransactOptions,
): Promise<Value> {
  const client = await store.pool.connect();
  let broken: Error | undefined;
  try {
    await client.query(beginning(options));
    const value = await work(onClient(client));
    await commit(client);
    return value;
  } catch (error) {
    const isLost = isConnectionLost(error) || (error instanceof Fault && error.code === UNKNOWN);
    if (isLost) broken = error as Error;
    else broken = await rollBack(client);
    throw error;
  } finally {
    client.release(broken); // an error in hand destroys the connection rather than lend it again
  }
}

function beginning({ isolation, readOnly }: TransactOptions): string {
  return `begin isolation level ${isolation ?? 'read committed'}${readOnly === true ? ' read only' : ''}`;
}

const UNKNOWN = 'commit_unknown';

async function commit(client: PoolClient): Promise<void> {
  let answer: { command: string };
  try {
    answer = await client.query('commit');
  } catch (error) {
    // The server said why, on a connection that lives: it has rolled back, for certain.
    if (sqlStateOf(error) !== undefined && !isConnectionLost(error)) throw error;
    throw commitUnknown(error);
  }
  // PostgreSQL answers a commit after a failed statement with ROLLBACK, and calls that success.
  invariant(answer.command === 'COMMIT', 'a transaction whose statement failed is not committed');
}

const commitUnknown = (error: unknown): Fault =>
  new Fault(
    UNKNOWN,
    `the connection was lost while committing, so it may or may not be done: ${messageOf(error)}`,
    { retry: 'same_key_only', cause: error },
  );

async function rollBack(client: PoolClient): Promise<Error | undefined> {
  try {
    await client.query('rollback');
    return undefined;
  } catch (error) {
    return error as Error;
  }
}

function onClient(client: PoolClient): Transaction {
  let kysely: Kysely<Database> | undefined;
  return {
    client,
    get kysely() {
      kysely ??= new Kysely<Database>({ dialect: new PostgresDialect({ pool: lendOnly(client) }) });
      return kysely;
    },
  };
}

/** A pool of this one connection, which it lends but never closes. */
function lendOnly(client: PoolClient): PostgresPool {
  const lent = {
    query: client.query.bind(client),
    release: () => undefined,
  };
  return {
    connect: () => Promise.resolve(lent as unknown as PostgresPoolClient),
    end: () => Promise.resolve(),
    options: {},
  };
}
