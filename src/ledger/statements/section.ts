// A part of the statement that writes a batch: some rows of one table, from arrays that run side by side.

import { numbers } from './arrays.ts';

export type Section<Row> = {
  /** Names what it wrote: one row of it for each row that was as it had been read. */
  readonly name: string;
  /** With a `?` for each of its arrays, and `$1` for the part. */
  readonly text: string;
  /** The arrays, in the order of the `?`. */
  readonly columns: (rows: readonly Row[]) => string[];
};

/** A column of numbers. */
export const numbersOf = <Row>(rows: readonly Row[], read: (row: Row) => number): string =>
  numbers(rows.map(read));
