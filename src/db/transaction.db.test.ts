import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Fault, InvariantBroken } from '../kernel/public.ts';
import { openTestStore } from '../../test/support/store.ts';
import type { Store } from './store.ts';
import { openHotPool } from './hot-pool.ts';
import { silentLog } from './log.ts';
import { transact, transactAlone } from './transaction.ts';

let store: Store;

before(async () => {
  store = await openTestStore();
  await store.pool.query('create table counter (name text primary key, value bigint not null)');
});

after(() => store.close());

const reset = (): Promise<unknown> =>
  store.pool.query(`
    delete from counter;
    insert into counter values ('a', 0), ('b', 0)`);

async function valueOf(name: string): Promise<number | undefined> {
  const { rows } = await store.pool.query<{ value: number }>(
    'select value from counter where name = $1',
    [name],
  );
  return rows[0]?.value;
}

const isFault =
  (code: string, retry: string) =>
  (error: unknown): boolean =>
    error instanceof Fault && error.code === code && error.retry === retry;

test('transact commits the work and gives its result', async () => {
  await reset();
  const answer = await transact(store, async ({ client }) => {
    await client.query(`update counter set value = 5 where name = 'a'`);
    return 'done';
  });
  assert.equal(answer, 'done');
  assert.equal(await valueOf('a'), 5);
});

test('an error in the work rolls everything back and comes out as it is', async () => {
  await reset();
  const broken = new InvariantBroken('made up');
  const failing = transact(store, async ({ client }) => {
    await client.query(`update counter set value = 5 where name = 'a'`);
    throw broken;
  });
  await assert.rejects(failing, (error) => error === broken);
  assert.equal(await valueOf('a'), 0);
});

test('Kysely in a transaction sees its changes and is undone with it', async () => {
  await assert.rejects(
    transact(store, async ({ client, kysely }) => {
      await client.query('update store set parts = 9');
      const seen = await kysely.selectFrom('store').select('parts').executeTakeFirstOrThrow();
      assert.equal(seen.parts, 9);
      throw new Error('enough');
    }),
    { message: 'enough' },
  );
  const seen = await store.kysely.selectFrom('store').select('parts').executeTakeFirstOrThrow();
  assert.equal(seen.parts, 4);
});

test('two that deadlock both succeed, the loser on its second attempt', async () => {
  await reset();
  let attempts = 0;
  const bothHoldOne = meeting(2);
  const work = (first: string, second: string): Promise<void> =>
    transact(store, async ({ client }) => {
      attempts++;
      const add = 'update counter set value = value + 1 where name = $1';
      await client.query(add, [first]);
      await bothHoldOne();
      await client.query(add, [second]);
    });
  await Promise.all([work('a', 'b'), work('b', 'a')]);
  assert.equal(await valueOf('a'), 2);
  assert.equal(await valueOf('b'), 2);
  assert.equal(attempts, 3);
});

test('a collision that never ends is a safe fault after the given retries', async () => {
  let attempts = 0;
  const colliding = transact(
    store,
    async ({ client }) => {
      attempts++;
      await client.query(`do $$ begin raise exception 'made up' using errcode = '40001'; end $$`);
    },
    { retries: 2 },
  );
  await assert.rejects(colliding, isFault('transaction_collided', 'safe'));
  assert.equal(attempts, 3);
});

test('a connection killed before the commit is a safe fault, undone and never lent again', async () => {
  await reset();
  let killed = 0;
  const failing = transact(store, async ({ client }) => {
    await client.query(`update counter set value = 5 where name = 'a'`);
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    killed = rows[0]?.pid ?? 0;
    await store.pool.query('select pg_terminate_backend($1)', [killed]);
    await client.query(`update counter set value = 6 where name = 'a'`);
  });
  await assert.rejects(failing, isFault('database_lost', 'safe'));
  assert.equal(await valueOf('a'), 0);
  const lent = await Promise.all(
    Array.from({ length: 8 }, () =>
      transact(store, async ({ client }) => {
        const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
        return rows[0]?.pid;
      }),
    ),
  );
  assert.ok(!lent.includes(killed));
});

test('a connection killed while it commits may have done it: only the same key may try again', async () => {
  await reset();
  // A deferred trigger makes the commit itself wait, long enough to be killed in the middle of it.
  await store.pool.query(`
    create function dawdle() returns trigger language plpgsql
      as 'begin perform pg_sleep(30); return null; end';
    create constraint trigger dawdle after update on counter
      deferrable initially deferred for each row when (new.value = 7) execute function dawdle()`);
  const failing = transact(store, async ({ client }) => {
    await client.query(`update counter set value = 7 where name = 'a'`);
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    setTimeout(() => {
      void store.pool.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
    }, 200);
  });
  await assert.rejects(failing, isFault('commit_unknown', 'same_key_only'));
  await store.pool.query('drop trigger dawdle on counter');
  assert.equal(await valueOf('a'), 0);
});

test('a failed statement that the work swallows is never taken for a commit', async () => {
  await reset();
  const failing = transact(store, async ({ client }) => {
    await client.query(`update counter set value = 5 where name = 'a'`);
    await client.query('select 1 / 0').catch(() => undefined);
  });
  await assert.rejects(failing, InvariantBroken);
  assert.equal(await valueOf('a'), 0);
});

test('a statement that takes too long is a safe fault', async () => {
  const failing = transact(store, async ({ client }) => {
    await client.query(`set local statement_timeout = '50ms'`);
    await client.query('select pg_sleep(10)');
  });
  await assert.rejects(failing, isFault('database_busy', 'safe'));
});

test('repeatable read sees the store as at one instant', async () => {
  await reset();
  await transact(
    store,
    async ({ client }) => {
      await client.query('select 1 from counter');
      await store.pool.query(`update counter set value = 5 where name = 'a'`);
      const { rows } = await client.query(`select value from counter where name = 'a'`);
      assert.deepEqual(rows, [{ value: 0 }]);
    },
    { isolation: 'repeatable read', readOnly: true },
  );
  assert.equal(await valueOf('a'), 5);
});

test('twenty clients on one row lose no update', async () => {
  await reset();
  await Promise.all(
    Array.from({ length: 20 }, () =>
      transact(store, async ({ client }) => {
        await client.query(`update counter set value = value + 1 where name = 'a'`);
      }),
    ),
  );
  assert.equal(await valueOf('a'), 20);
});

/** Lets nobody on before `size` have come; whoever comes later does not wait. */
function meeting(size: number): () => Promise<void> {
  let come = 0;
  const { promise, resolve } = Promise.withResolvers<void>();
  return () => {
    if (++come >= size) resolve();
    return promise;
  };
}

test('the second statement in a row that took long leaves its connection', async () => {
  const pidAfter = async (statement: string): Promise<number | undefined> => {
    const { rows } = await transactAlone(pool, (database) =>
      database.query<{ pid: number }>(`select pg_backend_pid() as pid, ${statement}`),
    );
    return rows[0]?.pid;
  };
  const pool = openHotPool(store, { log: silentLog, connections: 1 });
  try {
    const first = await pidAfter('1');
    assert.equal(await pidAfter('2'), first);
    assert.equal(await pidAfter('pg_sleep(0.2)'), first);
    assert.equal(await pidAfter('3'), first);
    assert.equal(await pidAfter('pg_sleep(0.2)'), first);
    assert.equal(await pidAfter('pg_sleep(0.2)'), first);
    assert.notEqual(await pidAfter('4'), first);
  } finally {
    await pool.end();
  }
});
