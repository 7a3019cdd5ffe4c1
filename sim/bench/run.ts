// A whole run: makes a schema, seeds the lines, measures each way of working, proves it, drops the schema.

import type { Log } from '../../src/db/public.ts';
import { systemClock } from '../../src/kernel/public.ts';
import { createLedger } from '../../src/ledger/public.ts';
import type { StorePlace } from '../../src/main/configuration.ts';
import { createBenchStore, type BenchStore } from './bench-store.ts';
import { createLines } from './lines.ts';
import {
  ledgerClients,
  measureBaseline,
  measureGenerator,
  measureHalfRate,
  measureLedger,
  measureLimit,
  prove,
  type Ground,
  type Proof,
} from './measure.ts';
import type { BenchOptions } from './options.ts';
import type { Progress } from './progress.ts';
import { reportOf, type Report } from './report.ts';
import { seedLines, settleTables } from './seed.ts';
import { nothingAcknowledged } from './work.ts';

export type RunContext = {
  readonly place: StorePlace;
  readonly log: Log;
  readonly progress: Progress;
  readonly signal?: AbortSignal;
};

export async function runBench(options: BenchOptions, context: RunContext): Promise<Report> {
  const bench = await createBenchStore(context.place, context.log);
  try {
    return await measureAll(bench, options, context);
  } finally {
    await bench.drop();
  }
}

async function measureAll(
  { store }: BenchStore,
  options: BenchOptions,
  { progress, signal }: RunContext,
): Promise<Report> {
  const { lines: count, seconds, warmUpSeconds } = options;
  const ledger = createLedger({ store, clock: systemClock });
  try {
    await ledger.sweep(); // makes the tables of these months, as the server does when it starts
    const own = createLines(1, count, store.parts);
    const limitLines = createLines(1 + count, count, store.parts);
    const plainLines = createLines(1 + 2 * count, count, store.parts);
    const seeding = progress.step('making lines', 3 * count);
    for (const lines of [own, limitLines, plainLines])
      await seedLines(store.pool, lines, systemClock.now(), (made) => {
        seeding.advance(made);
        signal?.throwIfAborted();
      });
    await settleTables(store.pool);
    seeding.end();

    const ground: Ground = {
      store,
      mix: options.mix,
      clients: options.clients,
      period: { warmUpSeconds, seconds, ...(signal === undefined ? {} : { signal }) },
      acknowledged: nothingAcknowledged(),
    };
    const timed = async <Value>(name: string, work: () => Promise<Value>): Promise<Value> => {
      signal?.throwIfAborted();
      const step = progress.timed(name, seconds + warmUpSeconds);
      try {
        return await work();
      } finally {
        step.end();
      }
    };
    const proofs: Proof[] = [];
    const proved = async (): Promise<void> => {
      const step = progress.step('auditing', 1);
      proofs.push(await prove(ledger, ground.acknowledged));
      step.end();
    };

    const generatorMicroseconds = await measureGenerator(ground, own);
    const clients = ledgerClients(ground, ledger, own, 'ledger');
    const peak = await timed('the ledger', () => measureLedger(ground, clients));
    await proved();
    const half = await timed('the ledger at half of its peak', () =>
      measureHalfRate(ground, clients, peak.perSecond),
    );
    await proved();
    const limit = await timed('the bare limit', () => measureLimit(ground, limitLines));
    await proved();
    const baseline = await timed('one transaction per command', () =>
      measureBaseline(ground, plainLines),
    );
    await proved();
    return reportOf({ options, peak, half, limit, baseline, generatorMicroseconds, proofs });
  } finally {
    await ledger.close();
  }
}
