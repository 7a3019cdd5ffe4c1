// Civil time in the carrier's zone: what day and hour it is there, and when months and cycles end.

import { Temporal } from 'temporal-polyfill';
import { MINUTE, type Instant } from '../kernel/public.ts';
import { cycleAt } from './cycle.ts';

export type CivilTime = {
  /** `2026-11-22` */
  readonly date: string;
  readonly year: number;
  readonly dayOfMonth: number;
  readonly hour: number;
};

const zoned = (at: Instant, timeZone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);

/**
 * Zones are a whole number of quarters of an hour from UTC, so within one of UTC's the civil hour and date are the
 * same. One is reckoned in 100 µs and remembered; a gift asks for four.
 */
const QUARTER = 15 * MINUTE;
let lastQuarter:
  { readonly quarter: number; readonly timeZone: string; readonly time: CivilTime } | undefined;

export function civilTime(at: Instant, timeZone: string): CivilTime {
  const quarter = Math.floor(at / QUARTER);
  if (lastQuarter?.quarter !== quarter || lastQuarter.timeZone !== timeZone)
    lastQuarter = { quarter, timeZone, time: reckonCivilTime(quarter * QUARTER, timeZone) };
  return lastQuarter.time;
}

function reckonCivilTime(at: Instant, timeZone: string): CivilTime {
  const time = zoned(at, timeZone);
  return {
    date: time.toPlainDate().toString(),
    year: time.year,
    dayOfMonth: time.day,
    hour: time.hour,
  };
}

/** The first instant of a civil date, `2026-11-22`, or of one so many days later. */
export const startOfDay = (date: string, daysLater: number, timeZone: string): Instant =>
  Temporal.PlainDate.from(date).add({ days: daysLater }).toZonedDateTime(timeZone)
    .epochMilliseconds;

/** The first instant after the calendar month that `at` lies in, or after one so many months later. */
export const monthEnd = (at: Instant, monthsLater: number, timeZone: string): Instant =>
  zoned(at, timeZone)
    .toPlainDate()
    .with({ day: 1 })
    .add({ months: monthsLater + 1 })
    .toZonedDateTime(timeZone).epochMilliseconds;

/** The first instant after the billing cycle that `at` lies in, or after one so many cycles later. */
export function cycleEnd(
  at: Instant,
  cyclesLater: number,
  cycleDay: number,
  timeZone: string,
): Instant {
  let { endsAt } = cycleAt(at, cycleDay, timeZone);
  for (let later = 0; later < cyclesLater; later += 1)
    ({ endsAt } = cycleAt(endsAt, cycleDay, timeZone));
  return endsAt;
}

/** The next instant, from `at` on, at which this is true of the carrier's time; to the hour. */
export function nextHourWhen(
  at: Instant,
  timeZone: string,
  isTrue: (time: CivilTime, instant: Instant) => boolean,
): Instant | undefined {
  let time = zoned(at, timeZone).round({ smallestUnit: 'hour', roundingMode: 'floor' });
  const HOURS_AHEAD = 62 * 24;
  for (let hour = 0; hour < HOURS_AHEAD; hour += 1) {
    time = time.add({ hours: 1 });
    if (isTrue(civilTime(time.epochMilliseconds, timeZone), time.epochMilliseconds))
      return time.epochMilliseconds;
  }
  return undefined;
}
