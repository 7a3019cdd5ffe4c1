// Each message is drawn from its own source, made of the seed and the message's number: one that fails can be
// drawn again alone, whatever was sent beside it.

import { seededRandom } from '../../src/interfaces/gy/test-support/mutate.ts';

/** A whole number from 0 up to, not including, `below`. */
export type Random = (below: number) => number;

export const randomOf = (seed: number, message: number): Random =>
  seededRandom(Math.imul(message, 0x9e3779b1) ^ Math.imul(seed, 0x85ebca6b));

/** One of them. There must be one. */
export function pick<Value>(values: readonly Value[], random: Random): Value {
  const value = values[random(values.length)];
  if (value === undefined) throw new RangeError('there is something to pick from');
  return value;
}
