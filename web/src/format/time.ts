// Instants as people read them, in the zone of their line: an expiry must not move by an hour
// because the phone travels.

const DAY_MILLISECONDS = 86_400_000;

/** A civil date as days since 1970, to subtract one from another. */
function civilDay(instant: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(instant);
  return Date.parse(`${parts}T00:00:00Z`) / DAY_MILLISECONDS;
}

const clockTime = (instant: number, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' }).format(
    instant,
  );

/** French counts only the first of a month by its rank, which Intl does not know: "1er décembre". */
const withRank = (date: string, locale: string): string =>
  locale.startsWith('fr') ? date.replace(/\b1 (?=\p{Letter}{3})/u, '1er ') : date;

export type Ending = {
  /** "Monday, November 30", with the time unless it is the end of that day. */
  readonly exact: string;
  /** Midnight belongs to the day that ends with it: "the end of November 30". */
  readonly endOfDay: boolean;
  /** "tomorrow", "in 8 days", "in 3 hours". */
  readonly relative: string;
  readonly passed: boolean;
};

/** When something ends, told exactly and in words. */
export function ending(iso: string, now: number, locale: string, timeZone: string): Ending {
  const instant = Date.parse(iso);
  const endOfDay = clockTime(instant, timeZone) === '00:00';
  const shown = endOfDay ? instant - 1 : instant;
  const days = civilDay(shown, timeZone) - civilDay(now, timeZone);
  const exact = withRank(
    new Intl.DateTimeFormat(locale, {
      timeZone,
      month: 'long',
      day: 'numeric',
      ...(days > 300 ? { year: 'numeric' } : {}),
      ...(endOfDay ? {} : { hour: 'numeric', minute: '2-digit' }),
    }).format(shown),
    locale,
  );
  return {
    exact,
    endOfDay,
    relative: relativeTo(instant, days, now, locale),
    passed: instant <= now,
  };
}

function relativeTo(instant: number, days: number, now: number, locale: string): string {
  const words = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const minutes = Math.round((instant - now) / 60_000);
  if (minutes === 0) return words.format(0, 'second'); // "now": nobody says "this minute"
  if (Math.abs(minutes) < 60) return words.format(minutes, 'minute');
  if (Math.abs(minutes) < 12 * 60) return words.format(Math.round(minutes / 60), 'hour');
  return words.format(days, 'day');
}

/** When something happened, short: "now", "5 minutes ago", "yesterday". */
export function happened(iso: string, now: number, locale: string, timeZone: string): string {
  const instant = Math.min(Date.parse(iso), now);
  const days = civilDay(instant, timeZone) - civilDay(now, timeZone);
  if (days > -7) return relativeTo(instant, days, now, locale);
  return new Intl.DateTimeFormat(locale, { timeZone, dateStyle: 'medium' }).format(instant);
}

/** Date and time in full, with the zone's name, for a receipt. */
export const inFull = (iso: string, locale: string, timeZone: string): string =>
  withRank(
    new Intl.DateTimeFormat(locale, {
      timeZone,
      year: 'numeric',
      month: 'long',
      day: 'numeric',
      hour: 'numeric',
      minute: '2-digit',
      timeZoneName: 'short',
    }).format(Date.parse(iso)),
    locale,
  );

/** A civil date such as "2026-11-30", which has no zone. */
export const civilDate = (date: string, locale: string): string =>
  withRank(
    new Intl.DateTimeFormat(locale, { timeZone: 'UTC', month: 'long', day: 'numeric' }).format(
      Date.parse(`${date}T00:00:00Z`),
    ),
    locale,
  );

/** Time left on a countdown: "4:58", or "58" in the last minute. */
export function timeLeft(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1_000));
  if (seconds < 60) return String(seconds);
  const rest = String(seconds % 60).padStart(2, '0');
  if (seconds < 3_600) return `${Math.floor(seconds / 60)}:${rest}`;
  return `${Math.floor(seconds / 3_600)}:${String(Math.floor(seconds / 60) % 60).padStart(2, '0')}:${rest}`;
}

/** A length of time in words: "5 minutes", "30 seconds", "1 hour". */
export function lengthOfTime(seconds: number, locale: string): string {
  const [amount, unit] =
    seconds >= 3_600 && seconds % 3_600 === 0
      ? [seconds / 3_600, 'hour']
      : seconds >= 120 || seconds === 60
        ? [Math.floor(seconds / 60), 'minute']
        : [seconds, 'second'];
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(amount);
}
