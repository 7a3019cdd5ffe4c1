// What the plan buckets of the lines of the bare limit have, in memory. Octets move as in the ledger, so
// that the audit of the whole store holds for these lines too.

import { at, type Lines } from './lines.ts';
import type { BucketRow, HoldRow, PostingRow } from './limit-statement.ts';
import { LINE_OCTETS, PLAN_BUCKET } from './seed.ts';

export type Standing = { available: number; held: number; used: number; given: number };
export type Moves = Partial<Standing>;

export type Book = {
  /** Moves octets within a line's plan bucket, and gives its row and its posting. */
  move(
    line: number,
    moves: Moves,
    reason: string,
    reference: string,
  ): { bucket: BucketRow; posting: PostingRow };
  /** The hold that the line's bucket keeps from its next move on. */
  keep(line: number, hold: HoldRow | undefined): void;
};

const PLACES = ['available', 'held', 'used', 'given'] as const;

/** Everything starts as it was seeded: all available, one posting. */
export function createBook(lines: Lines): Book {
  const places = {
    available: new Float64Array(lines.count).fill(LINE_OCTETS),
    held: new Float64Array(lines.count),
    used: new Float64Array(lines.count),
    given: new Float64Array(lines.count),
  };
  const postings = new Int32Array(lines.count).fill(1);
  const kept = new Map<number, HoldRow>();
  const keptAnew = new Set<number>();
  return {
    keep(line, hold) {
      if (kept.get(line)?.holdId !== hold?.holdId) keptAnew.add(line);
      if (hold === undefined) kept.delete(line);
      else kept.set(line, hold);
    },
    move(line, moves, reason, reference) {
      const { available = 0, held = 0, used = 0, given = 0 } = moves;
      const accountId = lines.accountId(line);
      for (const place of PLACES)
        places[place][line] = at(places[place], line) + (moves[place] ?? 0);
      const number = at(postings, line) + 1;
      postings[line] = number;
      return {
        bucket: {
          accountId,
          postings: number,
          available: at(places.available, line),
          held: at(places.held, line),
          used: at(places.used, line),
          given: at(places.given, line),
          kept: kept.get(line),
          isKeptAnew: keptAnew.delete(line),
        },
        posting: {
          accountId,
          bucketNumber: PLAN_BUCKET,
          number,
          granted: 0,
          available,
          held,
          used,
          given,
          reason,
          reference,
        },
      };
    },
  };
}
