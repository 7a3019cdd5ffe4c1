// Instants of rows that are read thousands of times a second: as a float of milliseconds, which both
// sides print and parse faster than a date, 0.6 µs each.

import type { Instant } from '../../kernel/public.ts';

/** Selects a timestamptz as milliseconds, under the column's own name. */
export const milliseconds = (column: string): string =>
  `date_part('epoch', ${column}) * 1000 as ${column.slice(column.indexOf('.') + 1)}`;

/** A float of milliseconds may be off by a thousandth of one. */
export const instantIn = (float: number): Instant => Math.round(float);
