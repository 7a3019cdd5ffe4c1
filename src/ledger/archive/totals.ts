// What a month of postings comes to. Computed twice, by PostgreSQL over the table and by DuckDB over the
// file that was written from it: only when both say the same may the table be dropped.

import { isDeepStrictEqual } from 'node:util';
import type { PoolClient } from 'pg';
import { Fault } from '../../kernel/public.ts';
import { PLACES } from '../account.ts';
import type { Month } from '../months.ts';

const SUMMED = [...PLACES, 'overrun_octets'] as const;
type Summed = (typeof SUMMED)[number];

/** Amounts as decimal text: a month of a large carrier has more octets than a number holds. */
export type Totals = {
  readonly rows: string;
  readonly octets: { readonly [place in Summed]: string };
  /** In microseconds since 1970, as PostgreSQL keeps them; empty without any row. */
  readonly firstAtMicroseconds: string;
  readonly lastAtMicroseconds: string;
  /** The sum over all rows of 60 bits of the SHA-256 of each: the same rows, and no others, give the same. */
  readonly fingerprint: string;
  readonly reasons: readonly {
    readonly reason: string;
    readonly rows: string;
    readonly octets: { readonly [place in Summed]: string };
  }[];
};

/** The columns of an export, `at` as microseconds: both databases write a whole number alike. */
export const EXPORTED = [
  'part',
  'account_id',
  'bucket_number',
  'posting_number',
  'at_microseconds',
  ...PLACES,
  'overrun_octets',
  'reason',
  'reference',
] as const;

type Dialect = {
  /** 60 bits of the SHA-256 of a text, as a whole number. */
  readonly bits: (text: string) => string;
  readonly text: string;
};
const POSTGRES: Dialect = {
  bits: (text) =>
    `('x' || left(encode(sha256(convert_to(${text}, 'UTF8')), 'hex'), 15))::bit(60)::bigint`,
  text: 'text',
};
const DUCKDB: Dialect = {
  bits: (text) => `('0x' || left(sha256(${text}), 15))::bigint`,
  text: 'varchar',
};

const ROW = EXPORTED.map((column) =>
  column === 'bucket_number' ? 'coalesce(bucket_number, 0)' : column,
).join(', ');

const sums = ({ text }: Dialect): string =>
  SUMMED.map((place) => `coalesce(sum(${place}), 0)::${text} as ${place}`).join(', ');

const totalsSql = (source: string, dialect: Dialect): string => `
  select count(*)::${dialect.text} as row_count, ${sums(dialect)},
         coalesce(min(at_microseconds)::${dialect.text}, '') as first_at,
         coalesce(max(at_microseconds)::${dialect.text}, '') as last_at,
         coalesce(sum(${dialect.bits(`concat_ws('|', ${ROW})`)}), 0)::${dialect.text} as fingerprint
  from ${source}`;

const reasonsSql = (source: string, dialect: Dialect): string => `
  select reason, count(*)::${dialect.text} as row_count, ${sums(dialect)}
  from ${source} group by reason`;

type Row = { readonly [column: string]: unknown };
type Ask = (sql: string) => Promise<readonly Row[]>;

async function readTotals(ask: Ask, source: string, dialect: Dialect): Promise<Totals> {
  const [whole = {}] = await ask(totalsSql(source, dialect));
  const reasons = await ask(reasonsSql(source, dialect));
  return {
    rows: String(whole['row_count']),
    octets: octetsOf(whole),
    firstAtMicroseconds: String(whole['first_at']),
    lastAtMicroseconds: String(whole['last_at']),
    fingerprint: String(whole['fingerprint']),
    reasons: reasons
      .map((row) => ({
        reason: String(row['reason']),
        rows: String(row['row_count']),
        octets: octetsOf(row),
      }))
      .toSorted((left, right) => (left.reason < right.reason ? -1 : 1)), // the databases sort unlike
  };
}

const octetsOf = (row: Row): Totals['octets'] =>
  Object.fromEntries(SUMMED.map((place) => [place, String(row[place])])) as Totals['octets'];

/** Throws a Fault unless the file says what the store says. */
export function refuseDifference(month: Month, inStore: Totals, inFile: Totals): void {
  if (isDeepStrictEqual(inStore, inFile)) return;
  throw new Fault(
    'archive_differs',
    `the file of ${month} does not say what the store says; the month stays in the store`,
    { retry: 'safe' },
  );
}

/** The rows of a table of postings, as they are exported. */
export const exportedRows = (table: string): string =>
  `(select ${EXPORTED.map((column) =>
    column === 'at_microseconds'
      ? '(extract(epoch from at) * 1000000)::bigint as at_microseconds'
      : column,
  ).join(', ')} from ${table}) as exported`;

export const totalsOfTable = (client: PoolClient, table: string): Promise<Totals> =>
  readTotals(async (sql) => (await client.query<Row>(sql)).rows, exportedRows(table), POSTGRES);

/** `source` is what DuckDB reads the rows from, with the columns of an export. */
export const totalsInDuckDb = (ask: Ask, source: string): Promise<Totals> =>
  readTotals(ask, source, DUCKDB);
