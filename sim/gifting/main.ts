// `largesse sim gifting`: subscribers give to each other for months of simulated time, on the real ledger,
// policy and gift machine, and at every day's end the books must balance.

import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { constants, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Presets, SingleBar } from 'cli-progress';
import { openStore, silentLog, type Store } from '../../src/db/public.ts';
import { EXIT, reportFailure } from '../../src/main/outcome.ts';
import { parseGiftingOptions, replayOf, WrongUsage, type GiftingOptions } from './options.ts';
import { DAYS_A_MONTH, play } from './play.ts';

const CONNECTIONS = 16;
/** How often a run that no terminal shows says where it is. */
const DAYS_A_LINE = 10;

/** Opens a store for this run alone. Nothing of it is left afterwards. */
async function withStore<Value>(
  { data, databaseUrl }: GiftingOptions,
  work: (store: Store) => Promise<Value>,
): Promise<Value> {
  const temporary = await mkdtemp(join(tmpdir(), 'largesse-sim-'));
  try {
    const schema = `sim_${randomBytes(6).toString('hex')}`;
    const store = await openStore({
      databaseUrl,
      dataDirectory: data === undefined ? temporary : resolve(data),
      throwAway: databaseUrl === undefined && data === undefined,
      schema,
      log: silentLog,
      maximumConnections: CONNECTIONS,
    });
    try {
      return await work(store);
    } finally {
      await store.pool.query(`drop schema if exists ${schema} cascade`);
      await store.close();
    }
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function main(given: readonly string[], stopped: AbortSignal): Promise<number> {
  const options = parseGiftingOptions(given);
  const { seed, subscribers, months } = options;
  process.stderr.write(`seed ${seed}: ${subscribers} subscribers for ${months} months\n`);
  const format = '{bar} {percentage}% | day {value} of {total} | {eta_formatted} left | {doing}';
  const bar = new SingleBar({ format }, Presets.shades_classic);
  return withStore(options, async (store) => {
    const began = performance.now();
    bar.start(1, 0, { doing: '' });
    try {
      const asked = { ...options, days: months * DAYS_A_MONTH };
      const played = await play(store, asked, (day, days, doing) => {
        bar.setTotal(days);
        bar.update(day, { doing });
        if (!process.stderr.isTTY && day % DAYS_A_LINE === 0 && doing === 'people give')
          process.stderr.write(`day ${day} of ${days}\n`);
        stopped.throwIfAborted();
      });
      const seconds = Math.round((performance.now() - began) / 100) / 10;
      const holds = played.broken.length === 0;
      const replay = holds ? {} : { replay: replayOf(options) };
      bar.stop();
      if (!holds)
        process.stderr.write(`${played.broken.join('\n')}\nplay it again: ${replayOf(options)}\n`);
      const line = { seed, subscribers, months, seconds, conserved: holds, ...played, ...replay };
      process.stdout.write(`${options.json ? JSON.stringify(line) : inWords(line)}\n`);
      return holds ? EXIT.done : EXIT.broken;
    } catch (error) {
      if (!stopped.aborted) process.stderr.write(`\nplay it again: ${replayOf(options)}\n`);
      throw error;
    } finally {
      bar.stop();
    }
  });
}

const inWords = (line: {
  days: number;
  audits: number;
  seconds: number;
  conserved: boolean;
  counts: { readonly [name: string]: number };
}): string =>
  [
    `${line.days} days in ${line.seconds} s; ${line.audits} whole audits.`,
    ...Object.entries(line.counts).map(([name, count]) => `  ${name.padEnd(32)} ${count}`),
    line.conserved
      ? 'At every day’s end every octet was accounted for.'
      : 'THE BOOKS DO NOT BALANCE.',
  ].join('\n');

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => {
    // The store is put away first.
    process.exitCode = 128 + constants.signals[signal];
    stopping.abort();
  });

const isWrongUsage = (error: unknown): error is Error =>
  error instanceof WrongUsage ||
  (error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'));

try {
  process.exitCode = await main(process.argv.slice(2), stopping.signal);
} catch (error) {
  if (isWrongUsage(error)) {
    process.stderr.write(`largesse sim gifting: ${error.message}\n`);
    process.exitCode = EXIT.usage;
  } else if (!stopping.signal.aborted)
    process.exitCode = reportFailure(error, process.argv.includes('--json'));
}
