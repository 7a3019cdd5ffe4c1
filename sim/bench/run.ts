// A whole run: makes a schema, seeds the lines, measures each way of working, proves it, drops the schema.

import type { Log } from '../../src/db/public.ts';
import { invariant, systemClock } from '../../src/kernel/public.ts';
import { createLedger } from '../../src/ledger/public.ts';
import type { StorePlace } from '../../src/main/configuration.ts';
import { createBenchStore, type BenchStore } from './bench-store.ts';
import { createLines } from './lines.ts';
import { closedLoop, createRecording, measuredOf, type Measured } from './closed-loop.ts';
import { measureGenerator } from './generator.ts';
import { createMeters } from './meters.ts';
import { openLoop, type Paced } from './open-loop.ts';
import { prove, type Proof } from './proof.ts';
import { ledgerWay, limitWay, plainWay, type Ground, type Way } from './ways.ts';
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
  const bench = await createBenchStore(context.place, context.log, 'ledger');
  try {
    return await measureAll(bench, options, context);
  } finally {
    await bench.drop();
  }
}

async function measureAll(
  { store }: BenchStore,
  options: BenchOptions,
  context: RunContext,
): Promise<Report> {
  const { progress, signal } = context;
  const { lines: count } = options;
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
      acknowledged: nothingAcknowledged(),
    };
    const proofs: Proof[] = [];
    const proved = async (): Promise<void> => {
      const step = progress.step('auditing', 1);
      proofs.push(await prove(ledger, ground.acknowledged));
      step.end();
    };

    const generatorMicroseconds = await measureGenerator(ground, own);
    const ways = [ledgerWay(ground, ledger, own, 'ledger'), limitWay(ground, limitLines)] as const;
    const plain = await plainWay(ground, plainLines);
    try {
      const [peak, limit, baseline] = await inRounds(
        [...ways, plain],
        options,
        { ...context, store },
        proved,
      );
      const half = await atHalfRate(ways[0], peak, options, context);
      await proved();
      return reportOf({ options, peak, half, limit, baseline, generatorMicroseconds, proofs });
    } finally {
      for (const way of [...ways, plain]) await way.close();
    }
  } finally {
    await ledger.close();
  }
}

const MAXIMUM_ROUNDS = 3;
/** After the first round: the code and the plans are there already. */
const LATER_WARM_UP_SECONDS = 0.3;

/**
 * Measures each way in turn, in up to three rounds, so that what else the machine does meanwhile falls on
 * all of them. The audit follows each way of the last round.
 */
async function inRounds(
  ways: readonly [Way, Way, Way],
  { seconds, warmUpSeconds }: BenchOptions,
  { store, progress, signal }: RunContext & Pick<BenchStore, 'store'>,
  proved: () => Promise<void>,
): Promise<[Measured, Measured, Measured]> {
  const rounds = Math.max(1, Math.min(MAXIMUM_ROUNDS, Math.floor(seconds)));
  const meters = await createMeters(store.pool);
  const recordings = ways.map(createRecording);
  for (let round = 1; round <= rounds; round += 1)
    for (const [index, { name, clients }] of ways.entries()) {
      const recording = recordings[index];
      invariant(recording !== undefined, 'every way has its recording');
      const period = {
        seconds: seconds / rounds,
        warmUpSeconds: round === 1 ? warmUpSeconds : LATER_WARM_UP_SECONDS,
        ...(signal === undefined ? {} : { signal }),
      };
      const step = progress.timed(
        `${name}, round ${round} of ${rounds}`,
        period.warmUpSeconds + period.seconds,
      );
      await closedLoop(clients, meters, period, recording).finally(() => step.end());
      if (round === rounds) await proved();
    }
  return recordings.map(measuredOf) as [Measured, Measured, Measured];
}

/** The ledger's own clients once more, at half of what was their peak. */
async function atHalfRate(
  { name, clients }: Way,
  peak: Measured,
  { seconds }: BenchOptions,
  { progress, signal }: RunContext,
): Promise<Paced> {
  const period = {
    seconds,
    warmUpSeconds: LATER_WARM_UP_SECONDS,
    ...(signal === undefined ? {} : { signal }),
  };
  const step = progress.timed(`${name} at half of its peak`, seconds + LATER_WARM_UP_SECONDS);
  return openLoop(clients, peak.perSecond / 2, period).finally(() => step.end());
}
