// Whether a server grows while it serves: so many requests of whole sessions, as fast as they go, and between
// them a look at its memory with no session open and its garbage collected.
//
// What it keeps on purpose is bounded and fills up: lines, accounts, plans of statements, compiled code. So
// the first third of the looks is left out, and growth is the last third against the middle one. A leak of
// eight octets a request shows at 360,000 requests.

import type { Progress } from '../progress.ts';
import { startChild, type Child, type Used } from './child.ts';
import type { NetworkBenchOptions } from './options.ts';
import type { Counted } from './play.ts';
import { askPort, openGenerator } from './run.ts';
import type { Audited } from './server.ts';

const SERVER = new URL('server.ts', import.meta.url);
export const LOOKS = 12;
/** Collecting garbage leaves about a quarter of this to chance. */
export const GROWTH_OCTETS = 1_000_000;

export type Endurance = {
  readonly door: 'gy' | 'nchf';
  readonly requests: number;
  readonly sessions: number;
  readonly lines: number;
  readonly seconds: number;
  /** At the beginning and after each twelfth of the requests. */
  readonly heapOctets: readonly number[];
  readonly memoryOctets: readonly number[];
  readonly heapGrowthOctets: number;
  readonly isGrowing: boolean;
  readonly errors: { readonly [failure: string]: number };
  readonly openSessionsAfterwards: number;
  readonly conserved: boolean;
};

export async function runEndurance(
  options: NetworkBenchOptions & { readonly requests: number },
  context: { readonly progress: Progress; readonly environment: { [name: string]: string } },
): Promise<Endurance> {
  const server = startChild(SERVER, context.environment);
  const children: Child[] = [server];
  const startGenerator = (program: URL): Child => {
    const child = startChild(program);
    children.push(child);
    return child;
  };
  try {
    const { door, lines } = options;
    const place = await askPort(server, { start: door, lines });
    const generator = await openGenerator(startGenerator, door, { ...options, ...place });
    return await watch(options, { server, generator, progress: context.progress });
  } finally {
    for (const child of children.toReversed()) await child.stop();
  }
}

async function watch(
  { door, requests, sessions, lines }: NetworkBenchOptions & { readonly requests: number },
  { server, generator, progress }: { server: Child; generator: Child; progress: Progress },
): Promise<Endurance> {
  const used = [await server.ask<Used>({ used: true })];
  const errors: { [failure: string]: number } = {};
  let answered = 0;
  let seconds = 0;
  const step = progress.step('playing sessions', requests);
  for (let look = 1; look <= LOOKS; look += 1) {
    const wanted = Math.round((requests * look) / LOOKS) - answered;
    if (wanted > 0) {
      const played = await generator.ask<Counted>({ requests: wanted });
      answered += played.answered;
      seconds += played.seconds;
      for (const [failure, count] of Object.entries(played.failures))
        errors[failure] = (errors[failure] ?? 0) + count;
      step.advance(played.answered);
    }
    used.push(await server.ask<Used>({ used: true }));
  }
  step.end();
  const { openSessions, conserved } = await server.ask<Audited>({ audit: true });
  await generator.ask({ close: true });
  const heapOctets = used.map((each) => each.heapOctets);
  const heapGrowthOctets = growthOf(heapOctets);
  return {
    door,
    requests: answered,
    sessions,
    lines,
    seconds: Math.round(seconds),
    heapOctets,
    memoryOctets: used.map((each) => each.memoryOctets),
    heapGrowthOctets,
    isGrowing: heapGrowthOctets > GROWTH_OCTETS,
    errors,
    openSessionsAfterwards: openSessions,
    conserved,
  };
}

/** The median of the last third of the looks less that of the middle third: one odd look decides nothing. */
export function growthOf(samples: readonly number[]): number {
  const third = Math.floor(samples.length / 3);
  const last = samples.slice(samples.length - third);
  const middle = samples.slice(samples.length - 2 * third, samples.length - third);
  return median(last) - median(middle);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? 0) + upper) / 2;
}

export const isEnduring = (report: Endurance): boolean =>
  !report.isGrowing &&
  report.conserved &&
  report.openSessionsAfterwards === 0 &&
  Object.keys(report.errors).length === 0;

const megabytes = (values: readonly number[]): string =>
  values.map((value) => (value / 1e6).toFixed(1)).join(' ');

export function enduranceText(report: Endurance): string {
  return [
    `${report.door}: ${report.requests} requests of ${report.sessions} sessions at once, in ${report.seconds} s`,
    '',
    `  Heap, MB      ${megabytes(report.heapOctets)}`,
    `  Memory, MB    ${megabytes(report.memoryOctets)}`,
    `  Growth        ${Math.round(report.heapGrowthOctets / 1e3)} kB of heap, the last third against the middle one`,
    report.isGrowing ? '  THE SERVER GROWS.' : '  The server does not grow.',
    `  Sessions      ${report.openSessionsAfterwards} stayed open`,
    report.conserved ? '  Every octet is accounted for.' : '  OCTETS ARE NOT CONSERVED.',
    ...Object.entries(report.errors).map(
      ([failure, count]) => `  ERROR ${failure}: ${count} answers`,
    ),
  ].join('\n');
}
