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
  const during: During = (name, lasts, work) => {
    const step = progress.timed(name, lasts);
    return work.finally(() => step.end());
  };
  const server = target === undefined ? start(SERVER, environment) : undefined;
  const askServer = <Answer>(question: ServerQuestion): Promise<Answer> | null =>
    server === undefined ? null : server.ask<Answer>(question);
  const place =
    target ??
    (await during('making a store and its lines', 5, askPort(server, { start: door, lines })));

  const ask = asking(await openGenerator(start, door, { ...place, ...options }));
  await during(
    'warming up',
    period.warmUpSeconds,
    ask({ closedLoop: { ...period, seconds: 0.5 } }),
  );
  await ask({ finish: true });
  const echo = door === 'nchf' ? await openEcho(options, start) : undefined;
  const used = (): Promise<Used> | null => askServer({ used: true });
  const before = await used();
  const { peak, ...beside } = await peakInRounds(period, {
    during,
    ask,
    askEcho: echo?.ask,
    used,
  });
  await echo?.stop();
  const half = await during<Played>(
    'half of the peak',
    period.warmUpSeconds + seconds,
    ask({ paced: { ...period, warmUpSeconds: 1 }, ratePerSecond: peak.perSecond / 2 }),
  );
  await ask({ finish: true });
  const after = await used();
  const audited = await askServer<Audited>({ audit: true });
  await ask({ close: true });
  return reportOf({
    options,
    peak,
    half,
    ...beside,
    used: before === null || after === null ? null : { before, after },
    audited,
  });
}

type During = <Value>(name: string, lasts: number, work: Promise<Value>) => Promise<Value>;
type Ask = <Answer>(question: GeneratorQuestion) => Promise<Answer>;

const asking =
  (generator: Child): Ask =>
  (question) =>
    generator.ask(question);

/** The door and the echo are measured in turns, so that what else the machine does falls on both. */
const MAXIMUM_ROUNDS = 3;
/** After the first round: the code is compiled and the connections are open. */
const LATER_WARM_UP_SECONDS = 0.3;

async function peakInRounds(
  { seconds, warmUpSeconds }: Period,
  generators: {
    readonly during: During;
    readonly ask: Ask;
    readonly askEcho: Ask | undefined;
    readonly used: () => Promise<Used> | null;
  },
): Promise<{ peak: Played; echo: Played | null; serverProcessorShare: number | null }> {
  const { during, ask, askEcho, used } = generators;
  const rounds =
    askEcho === undefined ? 1 : Math.max(1, Math.min(MAXIMUM_ROUNDS, Math.floor(seconds)));
  let serverSeconds = 0;
  let peakSeconds = 0;
  for (let round = 1; ; round += 1) {
    const goesOn = round > 1;
    const closedLoop: Period = {
      seconds: seconds / rounds,
      warmUpSeconds: goesOn ? LATER_WARM_UP_SECONDS : warmUpSeconds,
    };
    const lasts = closedLoop.warmUpSeconds + closedLoop.seconds;
    const which = rounds === 1 ? '' : `, round ${round} of ${rounds}`;
    const before = await used();
    const began = performance.now();
    const peak = await during<Played>(`the peak${which}`, lasts, ask({ closedLoop, goesOn }));
    peakSeconds += (performance.now() - began) / 1_000;
    const after = await used();
    serverSeconds += (after?.processorSeconds ?? 0) - (before?.processorSeconds ?? 0);
    const echo = askEcho
      ? await during<Played>(`an echo alone${which}`, lasts, askEcho({ closedLoop, goesOn }))
      : null;
    if (round === rounds) {
      const share = after === null ? null : Math.round((serverSeconds / peakSeconds) * 100) / 100;
      return { peak, echo, serverProcessorShare: share };
    }
  }
}

/** The same generator, as many connections and sessions, the same bodies. */
async function openEcho(
  options: NetworkBenchOptions,
  start: (program: URL) => Child,
): Promise<{ readonly ask: Ask; stop(): Promise<void> }> {
  const server = start(ECHO);
  const place = await askPort(server, {});
  const generator = await openGenerator(start, 'echo', { ...place, ...options });
  return {
    ask: asking(generator),
    async stop() {
      await generator.stop();
      await server.stop();
    },
  };
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
