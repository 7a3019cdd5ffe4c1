// A schema for one run on the configured server, dropped at its end.

import { randomBytes } from 'node:crypto';
import { openStore, type Log, type Store } from '../../src/db/public.ts';
import type { StorePlace } from '../../src/main/configuration.ts';

export type BenchStore = {
  readonly place: StorePlace;
  readonly schema: string;
  readonly store: Store;
  /** Leaves the server, which stops when it is the embedded one and nobody else uses it. Gives what opens the store again. */
  leave(): Promise<() => Promise<BenchStore>>;
  drop(): Promise<void>;
};

/** As many as the plain way has clients, and a few to look on. */
export const PLAIN_CONNECTIONS = 16;
const CONNECTIONS = PLAIN_CONNECTIONS + 4;

export type Bench = 'ledger' | 'network' | 'gift';

/** The start of the names of the schemas that a bench makes. */
export const schemaPrefix = (bench: Bench): string => `largesse_bench_${bench}_`;

export const createBenchStore = (
  place: StorePlace,
  log: Log,
  bench: Bench,
  parts?: number,
): Promise<BenchStore> =>
  open(place, `${schemaPrefix(bench)}${randomBytes(4).toString('hex')}`, log, parts);

async function open(
  place: StorePlace,
  schema: string,
  log: Log,
  parts: number | undefined,
): Promise<BenchStore> {
  const store = await openStore({
    ...place,
    schema,
    log,
    maximumConnections: CONNECTIONS,
    ...(parts === undefined ? {} : { parts }),
  });
  return {
    place,
    schema,
    store,
    async leave() {
      await store.close();
      return () => open(place, schema, log, parts);
    },
    async drop() {
      const client = await store.pool.connect();
      try {
        await client.query('set statement_timeout = 0');
        await client.query(`drop schema if exists ${schema} cascade`);
      } finally {
        client.release(true);
        await store.close();
      }
    },
  };
}
