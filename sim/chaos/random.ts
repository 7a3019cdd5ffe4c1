// Chance that can be had again: the same seed makes the same choices in the same order.

import { createHash } from 'node:crypto';

export type Random = {
  /** From 0 up to 1. */
  next(): number;
  /** A whole number, both ends included. */
  between(least: number, most: number): number;
  pick<Item>(items: readonly Item[]): Item;
  /** The same items in another order. */
  shuffled<Item>(items: readonly Item[]): Item[];
  /** Chance of its own for somebody whose pace must not change anybody else's choices. */
  fork(name: string): Random;
};

/** Mulberry32: 32 bits of state, enough to choose whom to kill next. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (least: number, most: number): number =>
    least + Math.floor(next() * (most - least + 1));
  return {
    next,
    between,
    pick<Item>(items: readonly Item[]): Item {
      const item = items[between(0, items.length - 1)];
      if (item === undefined) throw new Error('there is something to pick from');
      return item;
    },
    shuffled<Item>(items: readonly Item[]): Item[] {
      const order = items.map((item) => ({ item, rank: next() }));
      return order.toSorted((left, right) => left.rank - right.rank).map(({ item }) => item);
    },
    fork: (name) => randomFrom(seed ^ createHash('sha256').update(name).digest().readInt32BE()),
  };
}
