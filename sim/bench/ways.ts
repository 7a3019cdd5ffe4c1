// The three ways of doing the same work: through the ledger, as the bare limit, and the plain way.

import type { PoolClient } from 'pg';
import { openHotPool, silentLog, type Store } from '../../src/db/public.ts';
import { systemClock } from '../../src/kernel/public.ts';
import { DEFAULT_LIMITS } from '../../src/ledger/lanes.ts';
import { createRandom } from '../workload/random.ts';
import { createBaselineClient } from './baseline-client.ts';
import { createBatches } from './batches.ts';
import { PLAIN_CONNECTIONS } from './bench-store.ts';
import { createLedgerClient, type Executes } from './ledger-client.ts';
import { createLimitClients } from './limit-client.ts';
import { writeRows, type Rows } from './limit-statement.ts';
import type { Lines } from './lines.ts';
import type { Acknowledged, Client, Mix } from './work.ts';

export type Ground = {
  readonly store: Store;
  readonly mix: Mix;
  readonly clients: number;
  /** Of all ways together. */
  readonly acknowledged: Acknowledged;
};

export type Way = {
  readonly name: string;
  readonly clients: readonly Client[];
  close(): Promise<void>;
};

export const ledgerWay = (ground: Ground, ledger: Executes, lines: Lines, name: string): Way => ({
  name: 'the ledger',
  clients: Array.from({ length: ground.clients }, (_, number) =>
    createLedgerClient({
      ledger,
      lines,
      mix: ground.mix,
      random: createRandom(number),
      clock: systemClock,
      acknowledged: ground.acknowledged,
      name,
      number,
    }),
  ),
  close: () => Promise.resolve(),
});

export function limitWay(ground: Ground, lines: Lines): Way {
  const { store } = ground;
  const pool = openHotPool(store, {
    log: silentLog,
    connections: DEFAULT_LIMITS.batchesInFlight,
  });
  const batches = createBatches<Rows>(
    store.parts,
    (part, rows) => writeRows(pool, part, rows, systemClock.now()),
    DEFAULT_LIMITS,
  );
  const clients = createLimitClients({
    ...ground,
    batches,
    lines,
    random: createRandom(1),
    clock: systemClock,
  });
  return { name: 'the bare limit', clients, close: () => pool.end() };
}

export async function plainWay(ground: Ground, lines: Lines): Promise<Way> {
  const connections: PoolClient[] = [];
  for (let count = 0; count < PLAIN_CONNECTIONS; count += 1)
    connections.push(await ground.store.pool.connect());
  return {
    name: 'one transaction per command',
    clients: connections.map((client, number) =>
      createBaselineClient({
        ...ground,
        client,
        lines,
        random: createRandom(number),
        clock: systemClock,
        number,
      }),
    ),
    close() {
      for (const client of connections) client.release(true);
      return Promise.resolve();
    },
  };
}
