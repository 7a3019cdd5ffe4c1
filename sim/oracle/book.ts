// What the second ledger knows of one line: plain objects that change in place.
//
// A command that turns out to be impossible must leave no trace, so every change goes through the
// book's notebook, which can take all of them back.

import type { BucketKind, Command, Scope } from '../../src/ledger/public.ts';
import type { Told } from './answered.ts';

export const PLACES = ['available', 'held', 'used', 'given', 'expired', 'withdrawn'] as const;
export type Place = (typeof PLACES)[number];

export type Bucket = { [place in Place]: number } & {
  readonly number: number;
  readonly kind: BucketKind;
  readonly scope: Scope;
  readonly origin: string;
  readonly validFrom: number;
  readonly expiresAt: number;
  readonly granted: number;
};

export type Piece = { readonly slot: number; readonly bucket: Bucket; readonly octets: number };

/** A charging session, or a gift on its way. */
export type Hold = {
  pieces: Piece[];
  expiresAt: number;
  closedAt: number | undefined;
  /** A session's last request: its number, what it said, and what it was told. */
  sequence: number;
  said: string;
  told: unknown;
};

export type Tally = { readonly period: string; readonly count: number; readonly octets: number };

export type Line = {
  buckets: Bucket[];
  /** Buckets with nothing available or held. Only a gift that comes home fills one again. */
  spent: Map<number, Bucket>;
  bucketsOpened: number;
  /** What was used beyond all that the line had, since it was opened: more than a number may hold. */
  overrun: bigint;
  tallies: { [name: string]: Tally };
  sessions: Map<string, Hold>;
  gifts: Map<string, Hold>;
  /** Every command that had a key, but a withdrawal that was refused. */
  keys: Map<string, { readonly command: Command; readonly told: Told; readonly at: number }>;
};

export const newLine = (): Line => ({
  buckets: [],
  spent: new Map(),
  bucketsOpened: 0,
  overrun: 0n,
  tallies: {},
  sessions: new Map(),
  gifts: new Map(),
  keys: new Map(),
});

/** The command asks for what cannot be: the real ledger stops it as a bug, and so does this one. */
export class Impossible extends Error {
  override readonly name = 'Impossible';
}

/** Octets are whole numbers from 0 to 2^53 - 1. */
export function octets(amount: number): number {
  if (!Number.isSafeInteger(amount) || amount < 0) throw new Impossible(`${amount} octets`);
  return amount;
}

export function sum(amounts: readonly number[]): number {
  return octets(amounts.reduce((total, amount) => total + amount, 0));
}

export type Notebook = {
  /** Sets a property, and remembers what it was. */
  set<Thing, Name extends keyof Thing>(thing: Thing, name: Name, value: Thing[Name]): void;
  put<Key, Value>(map: Map<Key, Value>, key: Key, value: Value): void;
  move(bucket: Bucket, from: Place, to: Place, amount: number): void;
  takeBack(): void;
};

export function openNotebook(): Notebook {
  const undos: (() => void)[] = [];
  const set: Notebook['set'] = (thing, name, value) => {
    const was = thing[name];
    undos.push(() => (thing[name] = was));
    thing[name] = value;
  };
  return {
    set,
    put(map, key, value) {
      const was = map.get(key);
      undos.push(() => void (was === undefined ? map.delete(key) : map.set(key, was)));
      map.set(key, value);
    },
    move(bucket, from, to, amount) {
      octets(amount);
      set(bucket, from, octets(bucket[from] - amount));
      set(bucket, to, octets(bucket[to] + amount));
    },
    takeBack() {
      for (const undo of undos.toReversed()) undo();
    },
  };
}

/**
 * In which order octets are consumed. Those bound to a traffic go first; then what lapses first; of
 * what lapses together, gifts; then the oldest bucket.
 */
export function inOrder(buckets: readonly Bucket[]): Bucket[] {
  return buckets.toSorted((left, right) => {
    const isBound = left.scope !== 'any';
    if (isBound !== (right.scope !== 'any')) return isBound ? -1 : 1;
    if (left.expiresAt !== right.expiresAt) return left.expiresAt < right.expiresAt ? -1 : 1;
    const isGift = left.kind === 'gift';
    if (isGift !== (right.kind === 'gift')) return isGift ? -1 : 1;
    return left.number - right.number;
  });
}
