// The months that postings are kept in: a table each, made ahead of time and dropped whole when it is
// archived. Months are those of UTC whatever the carrier's zone: they are how the store is cut, and
// nobody's bill.

import { transact, type Store } from '../db/public.ts';
import { Fault, type Instant } from '../kernel/public.ts';

/** `2026-11`. Written so that an earlier month is the lesser text. */
export type Month = string;

export const POSTING_COLUMNS = [
  'part',
  'account_id',
  'bucket_number',
  'posting_number',
  'at',
  'granted',
  'available',
  'held',
  'used',
  'given',
  'expired',
  'withdrawn',
  'overrun_octets',
  'reason',
  'reference',
] as const;

const MONTHS_AHEAD = 2;
/** Moving more rows would keep the postings of that month waiting for longer than a second. */
const MAXIMUM_MOVED = 100_000;
/** Whoever waits for a lock keeps those waiting who come after. */
const LOCK_WAIT = '1s';

export const monthOf = (at: Instant): Month => new Date(at).toISOString().slice(0, 7);

export const startOfMonth = (month: Month): Instant => Date.parse(`${month}-01T00:00:00Z`);

/** The month that many later, or earlier when the count is negative. */
export function monthsLater(month: Month, count: number): Month {
  const start = new Date(startOfMonth(month));
  return monthOf(start.setUTCMonth(start.getUTCMonth() + count));
}

export const tableOfMonth = (month: Month): string => `posting_${month.replace('-', '_')}`;

/** The months that have a table of their own, the earliest first. */
export async function listMonths({ pool }: Pick<Store, 'pool'>): Promise<Month[]> {
  const { rows } = await pool.query<{ name: string }>(
    `select relname as name from pg_inherits join pg_class on pg_class.oid = inhrelid
     where inhparent = to_regclass('posting') and relname ~ '^posting_\\d{4}_\\d{2}$'
     order by 1`,
  );
  return rows.map(({ name }) => name.slice('posting_'.length).replace('_', '-'));
}

export type MonthsKept = {
  readonly made: readonly Month[];
  /** Their postings go to posting_other for now. Worth a line in the log: see docs/operating/growth.md. */
  readonly left: readonly Month[];
};

/**
 * Makes the tables of this month and the next two. One look at the catalog when they are there; safe
 * when many processes do it at once; never in the way of a charge for longer than a second.
 */
export async function keepMonthsAhead(
  store: Pick<Store, 'pool'>,
  now: Instant,
): Promise<MonthsKept> {
  const present = new Set(await listMonths(store));
  const made: Month[] = [];
  const left: Month[] = [];
  for (let ahead = 0; ahead <= MONTHS_AHEAD; ahead += 1) {
    const month = monthsLater(monthOf(now), ahead);
    if (present.has(month)) continue;
    if (await makeMonth(store, month)) made.push(month);
    else left.push(month);
  }
  return { made, left };
}

/**
 * Makes a month's table, and moves into it what was posted to that month before it was there. False when
 * that is too much to move, or when somebody reads the postings so long that the lock is not had in
 * time: the month stays in posting_other, which works as well until it is to be archived.
 */
export async function makeMonth(store: Pick<Store, 'pool'>, month: Month): Promise<boolean> {
  const table = tableOfMonth(month);
  const from = `'${month}-01 00:00:00+00'`;
  const to = `'${monthsLater(month, 1)}-01 00:00:00+00'`;
  const columns = POSTING_COLUMNS.join(', ');
  const stray = `posting_other where at >= ${from} and at < ${to}`;
  try {
    return await transact(store, async ({ client }) => {
      await client.query(`set local lock_timeout = '${LOCK_WAIT}'`);
      // One maker at a time; charges and readers pass.
      await client.query('lock table posting in share update exclusive mode');
      const known = await client.query<{ name: string | null }>('select to_regclass($1) as name', [
        table,
      ]);
      if (known.rows[0]?.name !== null) return true; // another process was quicker
      const { rows } = await client.query<{ count: number }>(
        `select count(*) from (select from ${stray} limit ${MAXIMUM_MOVED + 1}) as found`,
      );
      if ((rows[0]?.count ?? 0) > MAXIMUM_MOVED) return false;
      // Looked after as migrations/0022-upkeep.sql has it.
      await client.query(
        `create table ${table} (like posting including all)
         with (autovacuum_vacuum_insert_threshold = -1)`,
      );
      await client.query(
        `alter table ${table} ${POSTING_COLUMNS.map((name) => `alter ${name} set statistics 10`).join(', ')}`,
      );
      // Attaching needs this lock anyway, to see that posting_other has nothing of the month; charges go
      // to their own month and never wait for it.
      await client.query('lock table posting_other in access exclusive mode');
      await client.query(
        `with moved as (delete from ${stray} returning ${columns})
         insert into ${table} (${columns}) select ${columns} from moved`,
      );
      await client.query(
        `alter table posting attach partition ${table} for values from (${from}) to (${to})`,
      );
      return true;
    });
  } catch (error) {
    if (error instanceof Fault && error.code === 'database_busy') return false;
    throw error;
  }
}
