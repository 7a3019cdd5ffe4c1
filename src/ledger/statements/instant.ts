// Instants of rows that are read thousands of times a second come as milliseconds in a float, which no
// side has to take apart into a date. A float may be off by a thousandth of a millisecond.

import type { Instant } from '../../kernel/public.ts';

export const instantIn = (milliseconds: number): Instant => Math.round(milliseconds);
