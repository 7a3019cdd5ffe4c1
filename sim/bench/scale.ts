// Whether a million lines are slower than ten thousand, in the same run; and how long it takes from
// opening a store with a million lines to the first answer.

import { systemClock } from '../../src/kernel/public.ts';
import { createLedger } from '../../src/ledger/public.ts';
import { createBenchStore, type BenchStore } from './bench-store.ts';
import { closedLoop, createRecording, measuredOf, type Measured } from './closed-loop.ts';
import { createLines, type Lines } from './lines.ts';
import { createMeters } from './meters.ts';
import { prove, type Proof } from './proof.ts';
import { ledgerWay, type Ground } from './ways.ts';
import type { BenchOptions } from './options.ts';
import type { RunContext } from './run.ts';
import { seedLines, settleTables } from './seed.ts';
import { nothingAcknowledged, type Mix } from './work.ts';

export const FEW_LINES = 10_000;
export const MANY_LINES = 1_000_000;

export type ScaleReport = {
  readonly mix: Mix;
  readonly clients: number;
  readonly seconds: number;
  readonly fewLines: number;
  readonly manyLines: number;
  readonly rateAtTenThousand: number;
  readonly rateAtMillion: number;
  /** rateAtMillion / rateAtTenThousand. */
  readonly shareKept: number;
  readonly p99MsAtTenThousand: number;
  readonly p99MsAtMillion: number;
  /** From opening the store, its embedded server included, to the first charge answered. */
  readonly firstChargeSeconds: number;
  readonly conserved: boolean;
  readonly accounted: boolean;
  readonly breaks: readonly string[];
};

type Found = {
  readonly measured: Measured;
  readonly proof: Proof;
  readonly firstChargeSeconds: number;
};

export async function runScale(
  options: BenchOptions,
  context: RunContext,
  sizes: { readonly few: number; readonly many: number } = { few: FEW_LINES, many: MANY_LINES },
): Promise<ScaleReport> {
  const few = await measureOn(sizes.few, options, context);
  const many = await measureOn(sizes.many, options, context);
  const { mix, clients, seconds } = options;
  return {
    mix,
    clients,
    seconds,
    fewLines: sizes.few,
    manyLines: sizes.many,
    rateAtTenThousand: Math.round(few.measured.perSecond),
    rateAtMillion: Math.round(many.measured.perSecond),
    shareKept: Math.round((many.measured.perSecond / few.measured.perSecond) * 100) / 100,
    p99MsAtTenThousand: Math.round(few.measured.latency.p99Milliseconds),
    p99MsAtMillion: Math.round(many.measured.latency.p99Milliseconds),
    firstChargeSeconds: Math.round(many.firstChargeSeconds * 100) / 100,
    conserved: few.proof.conserved && many.proof.conserved,
    accounted: few.proof.accounted && many.proof.accounted,
    breaks: [...few.proof.breaks, ...many.proof.breaks],
  };
}

async function measureOn(
  count: number,
  options: BenchOptions,
  context: RunContext,
): Promise<Found> {
  let bench = await createBenchStore(context.place, context.log, 'ledger');
  try {
    const lines = createLines(1, count, bench.store.parts);
    await fill(bench, lines, context);
    const began = performance.now();
    bench = await bench.reopen();
    const { store } = bench;
    const ledger = createLedger({ store, clock: systemClock });
    try {
      const ground: Ground = {
        store,
        mix: options.mix,
        clients: options.clients,
        acknowledged: nothingAcknowledged(),
      };
      const first = ledgerWay({ ...ground, clients: 1, mix: 'charge' }, ledger, lines, 'first');
      await first.clients[0]?.work();
      const firstChargeSeconds = (performance.now() - began) / 1_000;
      const step = context.progress.timed(
        `the ledger on ${count.toLocaleString('en-CA')} lines`,
        options.warmUpSeconds + options.seconds,
      );
      const recording = createRecording();
      await closedLoop(
        ledgerWay(ground, ledger, lines, 'ledger').clients,
        await createMeters(store.pool),
        {
          warmUpSeconds: options.warmUpSeconds,
          seconds: options.seconds,
          ...(context.signal === undefined ? {} : { signal: context.signal }),
        },
        recording,
      ).finally(() => step.end());
      const proof = await prove(ledger, ground.acknowledged);
      return { measured: measuredOf(recording), firstChargeSeconds, proof };
    } finally {
      await ledger.close();
    }
  } finally {
    await bench.drop();
  }
}

export async function fill(
  { store }: BenchStore,
  lines: Lines,
  context: RunContext,
): Promise<void> {
  const ledger = createLedger({ store, clock: systemClock });
  await ledger.sweep(); // makes the tables of these months, as the server does when it starts
  await ledger.close();
  const step = context.progress.step(
    `making ${lines.count.toLocaleString('en-CA')} lines`,
    lines.count,
  );
  await seedLines(store.pool, lines, systemClock.now(), (made) => {
    step.advance(made);
    context.signal?.throwIfAborted();
  });
  await settleTables(store.pool);
  step.end();
}

export const scaleText = (report: ScaleReport): string =>
  [
    `${report.mix}, ${report.clients} clients, ${report.seconds} s each`,
    `${report.fewLines} lines: ${report.rateAtTenThousand} a second, p99 ${report.p99MsAtTenThousand} ms`,
    `${report.manyLines} lines: ${report.rateAtMillion} a second, p99 ${report.p99MsAtMillion} ms` +
      ` (${report.shareKept} of that)`,
    `From opening the store of ${report.manyLines} lines to its first answer: ${report.firstChargeSeconds} s`,
    report.conserved && report.accounted
      ? 'Every octet, and every command that was acknowledged, is accounted for.'
      : `OCTETS ARE NOT ACCOUNTED FOR. ${report.breaks.join('; ')}`,
  ].join('\n');
