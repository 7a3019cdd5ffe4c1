// Dates as they are typed: days are the carrier's.

import { civilTime, monthEnd, startOfDay } from '../../catalog/public.ts';
import type { Instant } from '../../kernel/public.ts';
import { Refused } from '../outcome.ts';

/** The calendar month before the one that runs. */
export function lastMonth(now: Instant, timeZone: string): { from: Instant; to: Instant } {
  const to = monthEnd(now, -1, timeZone);
  const { dayOfMonth } = civilTime(to - 1, timeZone);
  return { from: startOfDay(civilTime(to - 1, timeZone).date, 1 - dayOfMonth, timeZone), to };
}

/** `2026-10-01` */
export function startOfDate(typed: string, timeZone: string): Instant {
  const at = Date.parse(typed);
  // A day that its month does not have is read as one of the next month: it comes out as another date.
  const isDate =
    !Number.isNaN(at) &&
    /^\d{4}-\d{2}-\d{2}$/.test(typed) &&
    new Date(at).toISOString().startsWith(typed);
  if (!isDate) throw new Refused({ code: 'date_invalid' }, `${typed} is no date like 2026-10-01`);
  return startOfDay(typed, 0, timeZone);
}

/** `2027-01-01T00:00-05:00`: with its zone, so that nobody has to guess whose midnight it is. */
export function instantArgument(typed: string): Instant {
  const at = Date.parse(typed);
  if (Number.isNaN(at) || !/T.*(?:Z|[+-]\d{2}:?\d{2})$/i.test(typed))
    throw new Refused(
      { code: 'instant_invalid' },
      `${typed} is no instant like 2027-01-01T00:00-05:00`,
    );
  return at;
}
