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
 * Rows of these columns, looked up one after the other in a table. An update names the rows that it found
 * by where they are (ctid), for a join is turned around when the table is thought to be small, and then goes
 * through a whole part for each row. The limit, which is none, makes the planner expect one row, so that
 * finding it is always cheaper than that.
 */
export const looked = (types: readonly string[], columns: string): string =>
  `(select * from unnest(${types.map((type) => `?::${type}[]`).join(', ')})
      as u (${columns}) limit cardinality(#)) as u`;

/** A column of numbers. */
export const numbersOf = <Row>(rows: readonly Row[], read: (row: Row) => number): string =>
  numbers(rows.map(read));
