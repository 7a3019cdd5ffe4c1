// What a run is asked to do. The command line checks it once more than `largesse bench` did: this is a
// program of its own.

import { parseArgs } from 'node:util';
import { MIXES, type Mix } from './work.ts';

export type BenchOptions = {
  /** How long each way of working is measured. */
  readonly seconds: number;
  readonly warmUpSeconds: number;
  readonly lines: number;
  readonly mix: Mix;
  readonly clients: number;
  readonly scale: boolean;
  /** So many old postings, or null: then nothing of the past is measured. */
  readonly history: number | null;
  readonly json: boolean;
};

export const DEFAULTS: BenchOptions = {
  seconds: 10,
  warmUpSeconds: 1.5,
  lines: 100_000,
  mix: 'charge',
  clients: 2_000,
  scale: false,
  history: null,
  json: false,
};

export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export function parseOptions(given: readonly string[]): BenchOptions {
  const { values } = readArguments(given);
  const mix = MIXES.find((known) => known === (values.mix ?? DEFAULTS.mix));
  if (mix === undefined) throw new UsageError(`--mix is one of ${MIXES.join(', ')}`);
  const lines = wholeNumber('--lines', values.lines, 2, 10_000_000) ?? DEFAULTS.lines;
  // Each client of the bare limit has two lines of its own.
  const mostClients = Math.min(50_000, Math.floor(lines / 2));
  return {
    ...DEFAULTS,
    mix,
    lines,
    seconds: wholeNumber('--seconds', values.seconds, 1, 3_600) ?? DEFAULTS.seconds,
    clients:
      wholeNumber('--clients', values.clients, 1, mostClients) ??
      Math.min(DEFAULTS.clients, mostClients),
    scale: values.scale ?? DEFAULTS.scale,
    history: wholeNumber('--history', values.history, 1_000, 1_000_000_000) ?? DEFAULTS.history,
    json: values.json ?? DEFAULTS.json,
  };
}

function readArguments(given: readonly string[]) {
  try {
    return parseArgs({
      args: [...given],
      options: {
        seconds: { type: 'string' },
        lines: { type: 'string' },
        mix: { type: 'string' },
        clients: { type: 'string' },
        scale: { type: 'boolean' },
        history: { type: 'string' },
        json: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function wholeNumber(
  name: string,
  given: string | undefined,
  least: number,
  most: number,
): number | undefined {
  if (given === undefined) return undefined;
  const number = Number(given);
  if (given.trim() === '' || !Number.isInteger(number) || number < least || number > most)
    throw new UsageError(`${name} is a whole number from ${least} to ${most}`);
  return number;
}
