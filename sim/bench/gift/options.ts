// What a run of `bench gift` is asked to do.

import { parseArgs } from 'node:util';
import { UsageError } from '../options.ts';

export type GiftBenchOptions = {
  /** How long the peak is measured, and after it the steady rate. */
  readonly seconds: number;
  readonly warmUpSeconds: number;
  /** Gifts a second at the steady rate. */
  readonly rate: number;
  /** How many people give at once at the peak. */
  readonly clients: number;
  /** Pairs of lines: one gives, the other receives. */
  readonly pairs: number;
  readonly json: boolean;
};

export const GIFT_DEFAULTS = {
  seconds: 10,
  rate: 500,
  // At 500 gifts a second, each answered within half of one, so many wait at once.
  clients: 256,
  pairs: 4_000,
} as const;
const WARM_UP_SECONDS = 3;

export function parseGiftOptions(given: readonly string[]): GiftBenchOptions {
  const values = readArguments(given);
  const number = (name: keyof typeof GIFT_DEFAULTS, least: number, most: number): number => {
    const said = values[name];
    const value = said === undefined ? GIFT_DEFAULTS[name] : Number(said);
    if (said?.trim() === '' || !Number.isInteger(value) || value < least || value > most)
      throw new UsageError(`--${name} is a whole number from ${least} to ${most}`);
    return value;
  };
  const pairs = number('pairs', 10, 1_000_000);
  return {
    seconds: number('seconds', 1, 600),
    warmUpSeconds: WARM_UP_SECONDS,
    rate: number('rate', 1, 100_000),
    clients: Math.min(pairs, number('clients', 1, 1_000)),
    pairs,
    json: values.json ?? false,
  };
}

function readArguments(given: readonly string[]) {
  try {
    return parseArgs({
      args: [...given],
      options: {
        seconds: { type: 'string' },
        rate: { type: 'string' },
        clients: { type: 'string' },
        pairs: { type: 'string' },
        json: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
