import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { UsageError } from '../bench/options.ts';

export const DOORS = ['gy', 'nchf'] as const;
export type FuzzedDoor = (typeof DOORS)[number];

export type FuzzOptions = {
  readonly door: FuzzedDoor;
  readonly messages: number;
  readonly seed: number;
  /** Starts at this message: to see one again that failed. */
  readonly from: number;
};

const SEEDS = 2 ** 31;

export function parseFuzzOptions(given: readonly string[]): FuzzOptions {
  const values = readArguments(given);
  const door = DOORS.find((known) => known === values.door);
  if (door === undefined) throw new UsageError(`--door is one of ${DOORS.join(', ')}`);
  const number = (name: 'messages' | 'seed' | 'from', least: number, usual: number): number => {
    const said = values[name];
    if (said === undefined) return usual;
    const value = Number(said);
    if (said.trim() === '' || !Number.isInteger(value) || value < least || value >= SEEDS)
      throw new UsageError(`--${name} is a whole number from ${least} to ${SEEDS - 1}`);
    return value;
  };
  return {
    door,
    messages: number('messages', 1, 1_000_000),
    seed: number('seed', 0, randomInt(SEEDS)),
    from: number('from', 0, 0),
  };
}

function readArguments(given: readonly string[]) {
  try {
    return parseArgs({
      args: [...given],
      options: {
        door: { type: 'string' },
        messages: { type: 'string' },
        seed: { type: 'string' },
        from: { type: 'string' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
