// `largesse sim ledger`: the real ledger and a second, naive one play the same seeded workload, and
// must agree on every answer and every balance. Exit codes are those of the command line.

import { randomBytes, randomInt } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { constants, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Presets, SingleBar } from 'cli-progress';
import { openStore, silentLog, type Store } from '../src/db/public.ts';
import { EXIT, reportFailure } from '../src/main/outcome.ts';
import { compare } from './oracle/compare.ts';
import { inWords, lastLine, type Run } from './oracle/report.ts';
import { stageOn } from './oracle/stage.ts';
import { SEEDS } from './workload/random.ts';

const DEFAULT = { commands: 1_000_000, lines: 2_000 };
const MOST = { commands: 1_000_000_000, lines: 10_000_000 };
/** The workload needs some lines to be crowded, and others to give to. */
const FEWEST_LINES = 10;

type Options = {
  readonly seed: number;
  readonly commands: number;
  readonly lines: number;
  readonly data: string | undefined;
  readonly databaseUrl: string | undefined;
};

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string' },
      commands: { type: 'string' },
      lines: { type: 'string' },
      data: { type: 'string' },
      'database-url': { type: 'string' },
      json: { type: 'boolean' },
    },
  });
  const { seed, commands, lines, data } = values;
  return {
    seed: wholeNumber('seed', seed, 0, SEEDS - 1) ?? randomInt(SEEDS),
    commands: wholeNumber('commands', commands, 1, MOST.commands) ?? DEFAULT.commands,
    lines: wholeNumber('lines', lines, FEWEST_LINES, MOST.lines) ?? DEFAULT.lines,
    data,
    databaseUrl: values['database-url'],
  };
}

class WrongUsage extends Error {}

function wholeNumber(
  option: string,
  typed: string | undefined,
  least: number,
  most: number,
): number | undefined {
  if (typed === undefined) return undefined;
  const number = Number(typed);
  if (/^\d+$/.test(typed) && number >= least && number <= most) return number;
  throw new WrongUsage(`--${option} takes a whole number from ${least} to ${most}`);
}

const isWrongUsage = (error: unknown): error is Error =>
  error instanceof WrongUsage ||
  (error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'));

/** Opens a store for this run alone. Nothing of it is left afterwards. */
async function withStore<Value>(
  { data, databaseUrl }: Options,
  work: (store: Store) => Promise<Value>,
): Promise<Value> {
  const temporary = await mkdtemp(join(tmpdir(), 'largesse-sim-'));
  try {
    const throwAway = databaseUrl === undefined && data === undefined;
    const dataDirectory = data === undefined ? temporary : resolve(data);
    const schema = `sim_${randomBytes(6).toString('hex')}`;
    const store = await openStore({
      databaseUrl,
      dataDirectory,
      throwAway,
      schema,
      log: silentLog,
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

async function play(options: Options, stopped: AbortSignal): Promise<Run> {
  const { seed, commands, lines } = options;
  process.stderr.write(`seed ${seed}: ${commands} commands on ${lines} lines\n`);
  const format = '{bar} {percentage}% | {value} of {total} | {eta_formatted} left';
  const bar = new SingleBar({ format }, Presets.shades_classic);
  return withStore(options, async (store) => {
    bar.start(commands, 0);
    const started = performance.now();
    try {
      const comparison = await compare(stageOn(store), {
        seed,
        commands,
        lines,
        progress(done) {
          bar.update(done);
          stopped.throwIfAborted();
        },
      });
      const seconds = (performance.now() - started) / 1_000;
      return { seed, commands, lines, seconds, ...comparison };
    } finally {
      bar.stop();
    }
  });
}

const asJson = process.argv.includes('--json');
const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => {
    // The store is put away first; that takes a wave at most.
    process.exitCode = 128 + constants.signals[signal];
    stopping.abort();
  });

try {
  const run = await play(readOptions(), stopping.signal);
  const holds = run.difference === undefined && run.conserved;
  if (!holds || !asJson) (holds ? process.stdout : process.stderr).write(`${inWords(run)}\n`);
  if (asJson) process.stdout.write(`${lastLine(run)}\n`);
  process.exitCode = holds ? EXIT.done : EXIT.broken;
} catch (error) {
  if (isWrongUsage(error)) {
    process.stderr.write(`largesse sim ledger: ${error.message}\n`);
    process.exitCode = EXIT.usage;
  } else if (!stopping.signal.aborted) process.exitCode = reportFailure(error, asJson);
}
