import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { CompiledQuery } from 'kysely';
import { Fault } from '../kernel/public.ts';
import { openTestStore, testServerUrl } from '../../test/support/store.ts';
import { silentLog } from './log.ts';
import { openStore } from './store.ts';

const isLost = (error: unknown): boolean =>
  isFault('database_lost')(error) && (error as Fault).retry === 'same_key_only';
const isFault = (code: string) => (error: unknown) => error instanceof Fault && error.code === code;

test('a store keeps the number of parts that it was made with, and warns of another wish', async () => {
  const made = await openTestStore({ parts: 4 });
  try {
    const warnings: object[] = [];
    const log = { ...silentLog, warn: (facts: object) => void warnings.push(facts) };
    const again = await openStore({
      databaseUrl: await testServerUrl(),
      schema: made.schema,
      parts: 256,
      log,
    });
    await again.close();
    assert.equal(made.parts, 4);
    assert.equal(again.parts, 4);
    assert.deepEqual(warnings, [{ recorded: 4, wished: 256 }]);
  } finally {
    await made.close();
  }
});

test('two stores on one server do not see each other', async () => {
  const [one, other] = await Promise.all([openTestStore({ parts: 2 }), openTestStore()]);
  try {
    assert.notEqual(one.schema, other.schema);
    const seen = await Promise.all(
      [one, other].map((store) => store.kysely.selectFrom('store').select('parts').execute()),
    );
    assert.deepEqual(seen, [[{ parts: 2 }], [{ parts: 4 }]]);
  } finally {
    await Promise.all([one.close(), other.close()]);
  }
});

test('the address of a store leads any client to its tables', async () => {
  const store = await openTestStore({ parts: 3 });
  try {
    const { Client } = await import('pg');
    const client = new Client({ connectionString: store.databaseUrl });
    await client.connect();
    const { rows } = await client.query('select parts from store');
    await client.end();
    assert.deepEqual(rows, [{ parts: 3 }]);
  } finally {
    await store.close();
  }
});

test('losing every connection, idle and lent, does not end the process, and the pool recovers', async () => {
  const store = await openTestStore({ maximumConnections: 4 });
  try {
    const clients = await Promise.all([1, 2, 3].map(() => store.pool.connect()));
    const pids = await Promise.all(
      clients.map(async (client) => {
        const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
        return rows[0]?.pid;
      }),
    );
    const [lent, ...idle] = clients;
    for (const client of idle) client.release();
    const killer = await openTestStore({ maximumConnections: 1 });
    await killer.pool.query('select pg_terminate_backend(pid) from unnest($1::int[]) as pid', [
      pids,
    ]);
    await killer.close();
    await sleep(50);
    lent?.release(true);
    const { rows } = await store.pool.query('select 3 as three');
    assert.deepEqual(rows, [{ three: 3 }]);
  } finally {
    await store.close();
  }
});

test('a connection lost while something is asked outside of a transaction is a fault', async () => {
  const store = await openTestStore({ maximumConnections: 1 });
  const end = 'select pg_terminate_backend(pg_backend_pid())';
  try {
    await assert.rejects(store.pool.query(end), isLost);
    await assert.rejects(store.kysely.executeQuery(CompiledQuery.raw(end)), isLost);
    const found = await store.kysely.selectFrom('store').select('parts').execute();
    assert.deepEqual(found, [{ parts: store.parts }]);
  } finally {
    await store.close();
  }
});

test('a server that is not there is a fault that may be tried again', async () => {
  await assert.rejects(
    openStore({ databaseUrl: 'postgres://nobody@127.0.0.1:1/nowhere', log: silentLog }),
    (error) => isFault('database_lost')(error) && (error as Fault).retry === 'safe',
  );
});

test('what cannot be an address, a schema or a number of parts is refused before anything is made', async () => {
  const databaseUrl = await testServerUrl();
  const cases: [string, Parameters<typeof openStore>[0]][] = [
    ['database_url_invalid', { databaseUrl: 'not an address', log: silentLog }],
    ['schema_name_invalid', { databaseUrl, schema: 'x; drop schema y', log: silentLog }],
    ['parts_invalid', { databaseUrl, schema: 'never_made', parts: 0, log: silentLog }],
    ['store_not_named', { log: silentLog }],
  ];
  for (const [code, options] of cases) await assert.rejects(openStore(options), isFault(code));
});
