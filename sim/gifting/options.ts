// What a run is asked to do.

import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { SEEDS, type Seed } from '../workload/random.ts';

export type GiftingOptions = {
  readonly seed: Seed;
  readonly subscribers: number;
  readonly months: number;
  /** How many octets-giving acts a subscriber begins in a month, on average. */
  readonly giftsAMonth: number;
  readonly data: string | undefined;
  readonly databaseUrl: string | undefined;
  readonly json: boolean;
};

export const GIFTING_DEFAULTS = { subscribers: 100_000, months: 3, giftsAMonth: 0.2 } as const;
const MOST = { subscribers: 1_000_000, months: 24, giftsAMonth: 30 };

export class WrongUsage extends Error {}

export function parseGiftingOptions(given: readonly string[]): GiftingOptions {
  const { values } = parseArgs({
    args: [...given],
    options: {
      seed: { type: 'string' },
      subscribers: { type: 'string' },
      months: { type: 'string' },
      'gifts-a-month': { type: 'string' },
      data: { type: 'string' },
      'database-url': { type: 'string' },
      json: { type: 'boolean' },
    },
  });
  return {
    seed: wholeNumber('seed', values.seed, 0, SEEDS - 1) ?? randomInt(SEEDS),
    subscribers:
      wholeNumber('subscribers', values.subscribers, 20, MOST.subscribers) ??
      GIFTING_DEFAULTS.subscribers,
    months: wholeNumber('months', values.months, 1, MOST.months) ?? GIFTING_DEFAULTS.months,
    giftsAMonth: share(values['gifts-a-month']) ?? GIFTING_DEFAULTS.giftsAMonth,
    data: values.data,
    databaseUrl: values['database-url'],
    json: values.json ?? false,
  };
}

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

function share(typed: string | undefined): number | undefined {
  if (typed === undefined) return undefined;
  const number = Number(typed);
  if (/^\d+(\.\d+)?$/.test(typed) && number <= MOST.giftsAMonth) return number;
  throw new WrongUsage(`--gifts-a-month takes a number from 0 to ${MOST.giftsAMonth}`);
}

/** What plays the same run again. */
export const replayOf = ({ seed, subscribers, months, giftsAMonth }: GiftingOptions): string =>
  `largesse sim gifting --seed ${seed} --subscribers ${subscribers} --months ${months}` +
  ` --gifts-a-month ${giftsAMonth}`;
