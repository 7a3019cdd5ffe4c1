// Whether a million lines are slower than ten thousand, measured in turns; and how long it takes from opening a
// store with a million lines to the first answer.

import type { Store } from '../../src/db/public.ts';
import { systemClock } from '../../src/kernel/public.ts';
import { createLedger } from '../../src/ledger/public.ts';
import { createBenchStore, type BenchStore } from './bench-store.ts';
import { measuredOf } from './closed-loop.ts';
import { createLines, type Lines } from './lines.ts';
import type { BenchOptions } from './options.ts';
import type { RunContext } from './run.ts';
import { fill, measureInTurns, openSide, proveAll, type Side } from './sides.ts';
import { ledgerWay } from './ways.ts';
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

export async function runScale(
  options: BenchOptions,
  context: RunContext,
  sizes: { readonly few: number; readonly many: number } = { few: FEW_LINES, many: MANY_LINES },
): Promise<ScaleReport> {
  const create = (): Promise<BenchStore> => createBenchStore(context.place, context.log, 'ledger');
  let few = await create();
  try {
    let many = await create();
    try {
      const fewLines = createLines(1, sizes.few, few.store.parts);
      const manyLines = createLines(1, sizes.many, many.store.parts);
      await fill(few.store, fewLines, context);
      await fill(many.store, manyLines, context);
      const openFew = await few.leave();
      const openMany = await many.leave();
      const began = performance.now();
      many = await openMany();
      const firstChargeSeconds = ((await chargeOnce(many.store, manyLines)) - began) / 1_000;
      few = await openFew();
      const sides = [
        await openSide(nameOf(sizes.few), few.store, fewLines, options),
        await openSide(nameOf(sizes.many), many.store, manyLines, options),
      ] as const;
      try {
        await measureInTurns(sides, options, context);
        const proof = await proveAll(sides, context);
        return {
          ...reportOf(sides, sizes, options),
          ...proof,
          firstChargeSeconds: Math.round(firstChargeSeconds * 100) / 100,
        };
      } finally {
        for (const { ledger } of sides) await ledger.close();
      }
    } finally {
      await many.drop();
    }
  } finally {
    await few.drop();
  }
}

const nameOf = (lines: number): string => `${lines.toLocaleString('en-CA')} lines`;

/** The first request of a session, which uses nothing yet. Gives when it was answered. */
async function chargeOnce(store: Store, lines: Lines): Promise<number> {
  const ledger = createLedger({ store, clock: systemClock });
  const acknowledged = nothingAcknowledged();
  const ground = { store, mix: 'charge', clients: 1, acknowledged } as const;
  await ledgerWay(ground, ledger, lines, 'first').clients[0]?.work();
  const answeredAt = performance.now();
  await ledger.close();
  return answeredAt;
}

function reportOf(
  sides: readonly [Side, Side],
  sizes: { readonly few: number; readonly many: number },
  { mix, clients, seconds }: BenchOptions,
) {
  const [few, many] = [measuredOf(sides[0].recording), measuredOf(sides[1].recording)];
  return {
    mix,
    clients,
    seconds,
    fewLines: sizes.few,
    manyLines: sizes.many,
    rateAtTenThousand: Math.round(few.perSecond),
    rateAtMillion: Math.round(many.perSecond),
    shareKept: Math.round((many.perSecond / few.perSecond) * 100) / 100,
    p99MsAtTenThousand: Math.round(few.latency.p99Milliseconds),
    p99MsAtMillion: Math.round(many.latency.p99Milliseconds),
  };
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
