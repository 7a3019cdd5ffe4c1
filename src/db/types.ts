// How values cross between PostgreSQL and us. Set on our own pool only, never on the driver's global
// table: other libraries in the process (the job queue) keep the driver's habits.

import type { ColumnType } from 'kysely';
import { types } from 'pg';
import { Fault, type Instant } from '../kernel/public.ts';

const INT8 = 20;
const TEXT_ARRAY = 1009;
const INT8_ARRAY = 1016;
const DATE = 1082;
const DATE_ARRAY = 1182;
const TIMESTAMPTZ = 1184;
const TIMESTAMPTZ_ARRAY = 1185;

/** A bigint as a number. One too large for a number to hold exactly is a fault, never rounded. */
export function parseInt8(text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number)) return number;
  throw new Fault('number_not_safe', `the store gave ${text}, which a number cannot hold exactly`, {
    retry: 'useless',
  });
}

/** A timestamptz as an instant: `2026-11-22 09:33:00.123+00`, which every connection of ours gets. */
export function parseTimestamptz(text: string): Instant {
  if (text === 'infinity') return Infinity;
  if (text === '-infinity') return -Infinity;
  const instant = Date.parse(`${text.replace(' ', 'T')}:00`);
  if (!Number.isNaN(instant)) return instant;
  throw new Fault('instant_not_read', `the store gave the instant ${text}`, { retry: 'useless' });
}

/** A timestamptz column to Kysely: read as an instant, written through `toTimestamp`. */
export type Timestamp = ColumnType<Instant, Date | string, Date | string>;

/** An instant as a parameter for timestamptz. */
export function toTimestamp(instant: Instant): Date | 'infinity' | '-infinity' {
  if (instant === Infinity) return 'infinity';
  return instant === -Infinity ? '-infinity' : new Date(instant);
}

type Parse = (text: string) => unknown;

// The driver's types name these numbers with an enum that lacks the arrays.
const driverParser = types.getTypeParser as unknown as (
  oid: number,
  format: 'text' | 'binary',
) => Parse;

const parseTextArray = driverParser(TEXT_ARRAY, 'text') as (text: string) => (string | null)[];

const arrayOf =
  (parse: Parse): Parse =>
  (text) =>
    parseTextArray(text).map((item) => (item === null ? null : parse(item)));

const keep: Parse = (text) => text; // a civil date has no instant: it stays 2026-11-22

const ours = new Map<number, Parse>([
  [INT8, parseInt8],
  [INT8_ARRAY, arrayOf(parseInt8)],
  [DATE, keep],
  [DATE_ARRAY, arrayOf(keep)],
  [TIMESTAMPTZ, parseTimestamptz],
  [TIMESTAMPTZ_ARRAY, arrayOf(parseTimestamptz)],
]);

/** The `types` of our pool. */
export const typeParsers = {
  getTypeParser(oid: number, format?: 'text' | 'binary'): Parse {
    const parse = format === 'binary' ? undefined : ours.get(oid);
    return parse ?? driverParser(oid, format ?? 'text');
  },
};
