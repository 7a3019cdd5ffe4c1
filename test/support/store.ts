// A fresh store for one test: its own schema on a real PostgreSQL, dropped when it is closed.
//
// `npm test` starts one server for all test files and names it in LARGESSE_TEST_DATABASE_URL. A file
// run by hand shares a throw-away server in the system's folder for temporary files, which starts in
// a second the first time and stops when the last test process has left it.

import { randomBytes } from 'node:crypto';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import {
  openStore,
  silentLog,
  startEmbedded,
  type Embedded,
  type Store,
  type StoreOptions,
} from '../../src/db/public.ts';

let embedded: Promise<Embedded> | undefined;

/** The address of the test server, starting it when there is none. */
export async function testServerUrl(): Promise<string> {
  const named = process.env['LARGESSE_TEST_DATABASE_URL'];
  if (named !== undefined && named !== '') return named;
  embedded ??= startShared();
  return (await embedded).url;
}

async function startShared(): Promise<Embedded> {
  const server = await startEmbedded({
    directory: join(tmpdir(), `largesse-test-${userInfo().uid}`),
    log: silentLog,
    throwAway: true,
    holdsProcess: false,
  });
  process.once('beforeExit', () => void server.stop());
  return server;
}

/** Opens an empty, migrated store. Await its `close` at the end: that drops the schema. */
export async function openTestStore(
  options: Partial<Omit<StoreOptions, 'databaseUrl' | 'dataDirectory'>> = {},
): Promise<Store> {
  const store = await openStore({
    databaseUrl: await testServerUrl(),
    schema: `test_${randomBytes(6).toString('hex')}`,
    log: silentLog,
    maximumConnections: 8,
    holdsProcess: false,
    ...options,
  });
  return {
    ...store,
    close: async () => {
      if (!store.pool.ended)
        await store.pool.query(`drop schema if exists ${store.schema} cascade`);
      await store.close();
    },
  };
}
