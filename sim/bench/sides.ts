// Ledgers on different stores of one server, which are compared: they are measured in turns, so that what else
// the machine does falls on all of them.

import type { Store } from '../../src/db/public.ts';
import { systemClock } from '../../src/kernel/public.ts';
import { createLedger, type Ledger } from '../../src/ledger/public.ts';
import { closedLoop, createRecording, type Recording } from './closed-loop.ts';
import type { Lines } from './lines.ts';
import { createMeters, type Meters } from './meters.ts';
import type { BenchOptions } from './options.ts';
import { prove, type Proof } from './proof.ts';
import type { RunContext } from './run.ts';
import { seedLines, settleTables } from './seed.ts';
import { ledgerWay, type Ground, type Way } from './ways.ts';
import { nothingAcknowledged } from './work.ts';

const ROUNDS = 4;
/** After the first round: the code and the plans are there already. */
const LATER_WARM_UP_SECONDS = 0.3;

export type Side = {
  readonly name: string;
  readonly ledger: Ledger;
  readonly ground: Ground;
  readonly way: Way;
  readonly meters: Meters;
  readonly recording: Recording;
};

/** Lines as they are before anything is measured. */
export async function fill(store: Store, lines: Lines, context: RunContext): Promise<void> {
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

/** `usedOctets` is what the store says was used before. Close its ledger. */
export async function openSide(
  name: string,
  store: Store,
  lines: Lines,
  { mix, clients }: Pick<BenchOptions, 'mix' | 'clients'>,
  usedOctets = 0,
): Promise<Side> {
  const ledger = createLedger({ store, clock: systemClock });
  const acknowledged = { ...nothingAcknowledged(), usedOctets };
  const ground: Ground = { store, mix, clients, acknowledged };
  return {
    name,
    ledger,
    ground,
    way: ledgerWay(ground, ledger, lines, 'ledger'),
    meters: await createMeters(store.pool),
    recording: createRecording(),
  };
}

/** What each side did is in its recording afterwards. */
export async function measureInTurns(
  sides: readonly Side[],
  { seconds, warmUpSeconds }: Pick<BenchOptions, 'seconds' | 'warmUpSeconds'>,
  { progress, signal }: RunContext,
): Promise<void> {
  for (let round = 1; round <= ROUNDS; round += 1)
    for (const { name, way, meters, recording } of sides) {
      const period = {
        warmUpSeconds: round === 1 ? warmUpSeconds : LATER_WARM_UP_SECONDS,
        seconds: seconds / ROUNDS,
        ...(signal === undefined ? {} : { signal }),
      };
      const step = progress.timed(
        `${name}, round ${round} of ${ROUNDS}`,
        period.warmUpSeconds + period.seconds,
      );
      await closedLoop(way.clients, meters, period, recording).finally(() => step.end());
    }
}

export async function proveAll(sides: readonly Side[], { progress }: RunContext): Promise<Proof> {
  const proofs: Proof[] = [];
  for (const { ledger, ground } of sides) {
    const step = progress.step('auditing', 1);
    proofs.push(await prove(ledger, ground.acknowledged));
    step.end();
  }
  return {
    conserved: proofs.every(({ conserved }) => conserved),
    accounted: proofs.every(({ accounted }) => accounted),
    breaks: proofs.flatMap(({ breaks }) => breaks),
  };
}
