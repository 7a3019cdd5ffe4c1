// Makes lines as the ledger itself would have left them: an account, a plan's bucket and the posting that
// granted it. By sets, because a million commands would take longer than the run.

import type { Pool } from 'pg';
import { DAY, type Instant } from '../../src/kernel/public.ts';
import { numbers } from '../../src/ledger/statements/arrays.ts';
import type { Lines } from './lines.ts';

/** More than any run uses up. */
export const LINE_OCTETS = 10_000_000_000_000;
export const PLAN_BUCKET = 1;
const PLAN_DAYS = 30;
const ORIGIN = 'plan:bench';
const LINES_A_STATEMENT = 10_000;
const CONNECTIONS = 2;

const SQL = `
  with line as (
    select l.part, l.account_id, to_timestamp($3::float8 / 1000) as now,
           to_timestamp($4::float8 / 1000) as expires_at
    from unnest($1::smallint[], $2::bigint[]) as l (part, account_id)),
  account_row as (
    insert into account (part, account_id, next_bucket_number, opened_at)
    select part, account_id, ${PLAN_BUCKET + 1}, now from line),
  bucket_row as (
    insert into bucket
      (part, account_id, bucket_number, postings, granted, available, held, used, given, expired,
       withdrawn, valid_from, expires_at, kind, scope, origin)
    select part, account_id, ${PLAN_BUCKET}, 1, ${LINE_OCTETS}, ${LINE_OCTETS}, 0, 0, 0, 0,
           0, now, expires_at, 'plan', 'any', '${ORIGIN}'
    from line)
  insert into posting
    (part, account_id, bucket_number, posting_number, at, granted, available, held, used, given,
     expired, withdrawn, overrun_octets, reason, reference)
  select part, account_id, ${PLAN_BUCKET}, 1, now, ${LINE_OCTETS}, ${LINE_OCTETS}, 0, 0, 0,
         0, 0, 0, 'grant', '${ORIGIN}'
  from line`;

/** The order is that of no key, as it is where lines join one by one over years. */
export async function seedLines(
  pool: Pool,
  lines: Lines,
  now: Instant,
  seeded: (count: number) => void,
): Promise<void> {
  let next = 0;
  const seedSome = async (): Promise<void> => {
    while (next < lines.count) {
      const first = next;
      next = Math.min(lines.count, first + LINES_A_STATEMENT);
      const indexes = Array.from({ length: next - first }, (_, offset) => first + offset);
      await pool.query({
        name: 'bench_seed',
        text: SQL,
        values: [
          numbers(indexes.map((index) => lines.part(index))),
          numbers(indexes.map((index) => lines.accountId(index))),
          now,
          now + PLAN_DAYS * DAY,
        ],
      });
      seeded(indexes.length);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, seedSome));
}

const TABLES = ['account', 'bucket', 'hold', 'posting', 'command_key'] as const;

/** What autovacuum would do in the midst of the measuring is done before it. */
export async function settleTables(pool: Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('set statement_timeout = 0');
    for (const table of TABLES) await client.query(`vacuum (analyze) ${table}`);
  } finally {
    client.release(true); // with its setting
  }
}
