// A whole run: starts the server and the generator, finds the peak, measures at half of it, and sees that
// nothing is left.

import type { Progress } from '../progress.ts';
import { startChild, type Child, type Used } from './child.ts';
import type { GeneratorQuestion } from './generator.ts';
import type { NetworkBenchOptions } from './options.ts';
import type { Period, Played } from './play.ts';
import { reportOf, type NetworkReport } from './report.ts';
import type { Audited, ServerQuestion } from './server.ts';
import type { WireOptions } from './wire.ts';

const GENERATOR = new URL('generator.ts', import.meta.url);
const SERVER = new URL('server.ts', import.meta.url);
const ECHO = new URL('../nchf/echo-server.ts', import.meta.url);
const HOST = '127.0.0.1';

type Context = { readonly progress: Progress; readonly environment: { [name: string]: string } };

export async function runNetworkBench(
  options: NetworkBenchOptions,
  context: Context,
): Promise<NetworkReport> {
  const children: Child[] = [];
  const start = (program: URL, environment = {}): Child => {
    const child = startChild(program, environment);
    children.push(child);
    return child;
  };
  try {
    return await measure(options, context, start);
  } finally {
    for (const child of children.toReversed()) await child.stop();
  }
}

async function measure(
  options: NetworkBenchOptions,
  { progress, environment }: Context,
  start: (program: URL, environment?: { [name: string]: string }) => Child,
): Promise<NetworkReport> {
  const { door, target, seconds, lines } = options;
  const period: Period = { warmUpSeconds: options.warmUpSeconds, seconds };
  const during = async <Value>(
    name: string,
    lasts: number,
    work: Promise<Value>,
  ): Promise<Value> => {
    const step = progress.timed(name, lasts);
    return work.finally(() => step.end());
  };
  const server = target === undefined ? start(SERVER, environment) : undefined;
  const askServer = <Answer>(question: ServerQuestion): Promise<Answer> | null =>
    server === undefined ? null : server.ask<Answer>(question);
  const place =
    target ??
    (await during('making a store and its lines', 5, askPort(server, { start: door, lines })));

  const generator = await openGenerator(start, door, { ...place, ...options });
  const ask = <Answer>(question: GeneratorQuestion): Promise<Answer> => generator.ask(question);
  await during(
    'warming up',
    period.warmUpSeconds,
    ask({ closedLoop: { ...period, seconds: 0.5 } }),
  );
  await ask({ finish: true });
  const before = await askServer<Used>({ used: true });
  const began = performance.now();
  const lasts = period.warmUpSeconds + seconds;
  const peak = await during<Played>('the peak', lasts, ask({ closedLoop: period }));
  const peakSeconds = (performance.now() - began) / 1_000;
  const afterPeak = await askServer<Used>({ used: true });
  const ratePerSecond = peak.perSecond / 2;
  const half = await during<Played>(
    'half of the peak',
    lasts,
    ask({ paced: { ...period, warmUpSeconds: 1 }, ratePerSecond }),
  );
  await ask({ finish: true });
  const after = await askServer<Used>({ used: true });
  const audited = await askServer<Audited>({ audit: true });
  await ask({ close: true });
  return reportOf({
    options,
    peak,
    half,
    echo: door === 'nchf' ? await measureEcho(options, during, start) : null,
    used: before === null || after === null ? null : { before, after },
    serverProcessorShare:
      before === null || afterPeak === null
        ? null
        : Math.round(((afterPeak.processorSeconds - before.processorSeconds) / peakSeconds) * 100) /
          100,
    audited,
  });
}

/** The same generator, as many connections and sessions, the same bodies. */
async function measureEcho(
  options: NetworkBenchOptions,
  during: <Value>(name: string, lasts: number, work: Promise<Value>) => Promise<Value>,
  start: (program: URL) => Child,
): Promise<Played> {
  const place = await askPort(start(ECHO), {});
  const generator = await openGenerator(start, 'echo', { ...place, ...options });
  const { warmUpSeconds, seconds } = options;
  const played = await during<Played>(
    'an echo alone',
    warmUpSeconds + seconds,
    generator.ask({ closedLoop: { warmUpSeconds, seconds } }),
  );
  await generator.ask({ close: true });
  return played;
}

export async function openGenerator(
  start: (program: URL) => Child,
  open: 'gy' | 'nchf' | 'echo',
  { host, port, sessions, connections, lines }: WireOptions,
): Promise<Child> {
  const generator = start(GENERATOR);
  const question: GeneratorQuestion = {
    open,
    options: { host, port, sessions, connections, lines },
  };
  await generator.ask(question);
  return generator;
}

export const askPort = async (
  child: Child | undefined,
  question: object,
): Promise<{ host: string; port: number }> => {
  if (child === undefined) throw new Error('there is a program to ask');
  return { host: HOST, port: await child.ask<number>(question) };
};
