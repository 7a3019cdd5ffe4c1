// The lines that a run plays on. Each way of working has lines of its own in the same tables, so that
// none finds pages warmed, or rows locked, by another.

import { partOf, type AccountId } from '../../src/kernel/public.ts';

export type Lines = {
  readonly count: number;
  accountId(index: number): AccountId;
  part(index: number): number;
};

/** Lines `from` to `from + count - 1` of all that there can be. */
export function createLines(from: number, count: number, parts: number): Lines {
  const accountIds = Float64Array.from({ length: count }, (_, index) => accountIdOf(from + index));
  const partsOf = Uint16Array.from(accountIds, (accountId) => partOf(accountId, parts));
  return {
    count,
    accountId: (index) => at(accountIds, index),
    part: (index) => at(partsOf, index),
  };
}

const SPREAD_LOW = 0x85ebca6b;
const SPREAD_HIGH = 0xc2b2ae35;
const HIGH_BITS_DROPPED = 17;

/**
 * The account id of a line: as good as random below 2^47, as real ones are, yet no two alike (an odd
 * multiplier permutes the low 32 bits).
 */
export function accountIdOf(line: number): AccountId {
  const low = Math.imul(line, SPREAD_LOW) >>> 0;
  const high = (Math.imul(line, SPREAD_HIGH) >>> 0) >>> HIGH_BITS_DROPPED;
  return high * 2 ** 32 + low;
}

/** The value that stands at a place known to be inside. */
export function at(values: ArrayLike<number>, index: number): number {
  const value = values[index];
  if (value === undefined) throw new RangeError(`${index} is below ${values.length}`);
  return value;
}
