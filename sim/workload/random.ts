// Chance that can be had again: the same seed draws the same numbers, on every machine.

/** From 0 to below 2^32: what a person can read out and type again. */
export type Seed = number;
export const SEEDS = 2 ** 32;

export type Random = {
  /** From 0 to below 1. */
  fraction(): number;
  /** A whole number from `least` to `most`, both included. */
  integer(least: number, most: number): number;
  /** True in this share of the draws. */
  chance(share: number): boolean;
  pick<Item>(items: readonly Item[]): Item;
};

/** Mulberry32: 32 bits of state, passes the usual tests, and is read in a minute. */
export function createRandom(seed: Seed): Random {
  let state = seed >>> 0;
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / SEEDS;
  };
  const integer = (least: number, most: number): number =>
    least + Math.floor(fraction() * (most - least + 1));
  return {
    fraction,
    integer,
    chance: (share) => fraction() < share,
    pick(items) {
      const item = items[integer(0, items.length - 1)];
      if (item === undefined) throw new Error('nothing to pick from');
      return item;
    },
  };
}

/**
 * Draws places from 0 to `count` - 1, the first far more often than the last: the share of place n is
 * as 1 / (n + 1). So are subscribers: a few lines make most of the traffic.
 */
export function createSkew(random: Random, count: number): () => number {
  let total = 0;
  const upTo = Array.from({ length: count }, (_, place) => (total += 1 / (place + 1)));
  return () => {
    const drawn = random.fraction() * total;
    let low = 0;
    let high = count - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((upTo[middle] ?? total) > drawn) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}
