// A part of the statement that writes a batch: some rows of one table, from arrays that run side by side.

import { numbers } from './arrays.ts';

export type Section<Row> = {
  /** Names what it wrote: one row of it for each row that was as it had been read. */
  readonly name: string;
  /** With a `?` for each of its arrays, `#` for the first of them once more, and `$1` for the part. */
  readonly text: string;
  /** The arrays, in the order of the `?`. */
  readonly columns: (rows: readonly Row[]) => string[];
};

/**
 * Rows of these columns, for an update that finds each in its table by its key. The limit, which is none,
 * makes the planner expect one row, so that looking it up is cheaper than going through a part, unless the
 * part has next to nothing in it either. Plans of such days do not stay: see write-batch.ts.
 */
export const looked = (types: readonly string[], columns: string): string =>
  `(select * from unnest(${types.map((type) => `?::${type}[]`).join(', ')})
      as u (${columns}) limit cardinality(#)) as u`;

/** A column of numbers. */
export const numbersOf = <Row>(rows: readonly Row[], read: (row: Row) => number): string =>
  numbers(rows.map(read));
