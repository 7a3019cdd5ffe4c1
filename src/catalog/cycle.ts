// Billing cycles: civil dates in the carrier's time zone, from the line's cycle day to the day before
// the next one. A month without that day (31 in April, 29 in most Februaries) starts its cycle on its
// last day.

import { Temporal } from 'temporal-polyfill';
import type { Instant } from '../kernel/public.ts';

export type Cycle = {
  /** First and last day, `2026-11-01` and `2026-11-30`. */
  readonly startsOn: string;
  readonly endsOn: string;
  /** The cycle is every instant from `startsAt` and before `endsAt`. */
  readonly startsAt: Instant;
  readonly endsAt: Instant;
};

/** The cycle that an instant lies in. `cycleDay` is from 1 to 31, `timeZone` an IANA name. */
export function cycleAt(at: Instant, cycleDay: number, timeZone: string): Cycle {
  const name = `${cycleDay} ${timeZone}`;
  const last = lastCycles.get(name);
  if (last !== undefined && last.startsAt <= at && at < last.endsAt) return last;
  const cycle = reckonCycle(at, cycleDay, timeZone);
  if (lastCycles.size >= MOST_CYCLES) lastCycles.clear();
  lastCycles.set(name, cycle);
  return cycle;
}

/**
 * The cycle that was reckoned last, by cycle day and zone. It takes 200 µs to reckon, a gift asks for four, and
 * most ask for the one that runs.
 */
const lastCycles = new Map<string, Cycle>();
const MOST_CYCLES = 1_000;

function reckonCycle(at: Instant, cycleDay: number, timeZone: string): Cycle {
  const today = Temporal.Instant.fromEpochMilliseconds(at)
    .toZonedDateTimeISO(timeZone)
    .toPlainDate();
  const thisMonth = cycleStart(today.toPlainYearMonth(), cycleDay);
  const startsInThisMonth = Temporal.PlainDate.compare(today, thisMonth) >= 0;
  const first = startsInThisMonth ? thisMonth : cycleStart(monthAfter(today, -1), cycleDay);
  const next = startsInThisMonth ? cycleStart(monthAfter(today, 1), cycleDay) : thisMonth;
  return {
    startsOn: first.toString(),
    endsOn: next.subtract({ days: 1 }).toString(),
    startsAt: startOfDay(first, timeZone),
    endsAt: startOfDay(next, timeZone),
  };
}

const monthAfter = (date: Temporal.PlainDate, months: number): Temporal.PlainYearMonth =>
  date.toPlainYearMonth().add({ months });

const cycleStart = (month: Temporal.PlainYearMonth, cycleDay: number): Temporal.PlainDate =>
  month.toPlainDate({ day: Math.min(cycleDay, month.daysInMonth) });

const startOfDay = (date: Temporal.PlainDate, timeZone: string): Instant =>
  date.toZonedDateTime(timeZone).epochMilliseconds;
