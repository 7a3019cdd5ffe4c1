// A whole run: starts the server and the generator, finds the peak, measures at a steady rate, and audits.

import type { Progress } from '../progress.ts';
import { startChild, type Child } from '../network/child.ts';
import type { GeneratorQuestion, Played, Round } from './generator-question.ts';
import type { GiftBenchOptions } from './options.ts';
import { reportOf, type GiftReport } from './report.ts';
import type { Arrivals, ServerQuestion, Started, UsedBoth } from './server.ts';

const GENERATOR = new URL('generator.ts', import.meta.url);
const SERVER = new URL('server.ts', import.meta.url);

type Context = { readonly progress: Progress; readonly environment: { [name: string]: string } };

export async function runGiftBench(
  options: GiftBenchOptions,
  { progress, environment }: Context,
): Promise<GiftReport> {
  const children: Child[] = [];
  const start = (program: URL): Child => {
    const child = startChild(program, environment);
    children.push(child);
    return child;
  };
  const during = async <Value>(
    name: string,
    lasts: number,
    work: Promise<Value>,
  ): Promise<Value> => {
    const step = progress.timed(name, lasts);
    return work.finally(() => step.end());
  };
  try {
    const server = start(SERVER);
    const generator = start(GENERATOR);
    const askServer = <Answer>(question: ServerQuestion) => server.ask<Answer>(question);
    const ask = <Answer>(question: GeneratorQuestion) => generator.ask<Answer>(question);
    const { clients, pairs, rate, seconds, warmUpSeconds } = options;
    const { port, tokens } = await during(
      'making a store, its lines and their sessions',
      pairs / 300,
      askServer<Started>({ start: true, pairs }),
    );
    await ask({ open: { port, tokens, clients } });
    const play = async (name: string, round: Round) => {
      const before = await askServer<UsedBoth>({ used: true });
      const began = performance.now();
      const played = await during(
        name,
        round.warmUpSeconds + round.seconds,
        ask<Played>({ play: round }),
      );
      return { before, played, lasted: (performance.now() - began) / 1_000 };
    };
    const peak = await play('the peak', { seconds, warmUpSeconds, ratePerSecond: null });
    const steady = await play(`${rate} a second`, {
      seconds,
      warmUpSeconds: warmUpSeconds / 3,
      ratePerSecond: rate,
    });
    const after = await askServer<UsedBoth>({ used: true });
    const arrivals = await askServer<Arrivals>({ arrivals: true });
    const { conserved } = await askServer<{ conserved: boolean }>({ audit: true });
    return reportOf({
      options,
      peak: peak.played,
      steady: steady.played,
      arrivals,
      used: { before: peak.before, afterPeak: steady.before, after },
      peakSeconds: peak.lasted,
      steadySeconds: steady.lasted,
      conserved,
    });
  } finally {
    for (const child of children.toReversed()) await child.stop();
  }
}
