// Drops a month whose file was verified, and carries forward what the audit needs of it: all in one
// transaction, so that no reader ever misses an octet.

import { setTimeout as sleep } from 'node:timers/promises';
import type { PoolClient } from 'pg';
import { transact, type Store } from '../../db/public.ts';
import { Fault, type Instant } from '../../kernel/public.ts';
import { PLACES } from '../account.ts';
import { tableOfMonth, type Month } from '../months.ts';
import type { Totals } from './totals.ts';

const SUMMED = [...PLACES, 'overrun_octets'];
const KEPT_SUMS = SUMMED.map((place) => `sum(${place}) as ${place}`).join(', ');
const ADDED_SUMS = SUMMED.map((place) => `${place} = c.${place} + excluded.${place}`).join(', ');

// One row for each bucket, whatever the number of months: what there is already is added to.
const carrySql = (table: string): string => `
  with carried as (
    select part, account_id, coalesce(bucket_number, 0) as bucket_number,
           count(*) as postings, max(posting_number) as last_number, ${KEPT_SUMS}
    from ${table}
    group by part, account_id, coalesce(bucket_number, 0)),
  kept as (
    insert into posting_carried as c
      (part, account_id, bucket_number, postings, last_number, ${SUMMED.join(', ')})
    select part, account_id, bucket_number, postings, last_number, ${SUMMED.join(', ')} from carried
    on conflict (part, account_id, bucket_number) do update
    set postings = c.postings + excluded.postings,
        last_number = greatest(c.last_number, excluded.last_number), ${ADDED_SUMS})
  select coalesce(sum(postings), 0)::text as rows,
         ${SUMMED.map((place) => `coalesce(sum(${place}), 0)::text as ${place}`).join(', ')}
  from carried`;

const carryGiftsSql = (table: string): string => `
  insert into posting_carried_gift as c (part, account_id, reference, given, received, withdrawn)
  select part, account_id, reference,
         coalesce(sum(given) filter (where reason in ('gift_settle', 'gift_return')), 0),
         coalesce(sum(granted) filter (where reason = 'gift_receive'), 0),
         coalesce(sum(withdrawn) filter (where reason = 'gift_withdraw'), 0)
  from ${table}
  where reason in ('gift_settle', 'gift_return', 'gift_receive', 'gift_withdraw')
  group by part, account_id, reference
  on conflict (part, account_id, reference) do update
  set given = c.given + excluded.given, received = c.received + excluded.received,
      withdrawn = c.withdrawn + excluded.withdrawn`;

export type Verified = {
  readonly month: Month;
  readonly number: number;
  readonly totals: Totals;
  readonly file: string;
  readonly sha256: string;
};

/** Faults `month_changed` when the table is not what was verified, `month_busy` when it is in use. */
export const carryAndDrop = (
  store: Pick<Store, 'pool'>,
  verified: Verified,
  now: Instant,
): Promise<void> =>
  transact(store, async ({ client }) => {
    const { month, number, totals, file, sha256 } = verified;
    const table = tableOfMonth(month);
    await client.query('set local statement_timeout = 0');
    await client.query('set local idle_in_transaction_session_timeout = 0');
    // Keeps further postings out of this month; those of today go to a table of their own.
    await client.query(`lock table ${table} in share mode`);
    const { rows } = await client.query<{ rows: string } & Totals['octets']>(carrySql(table));
    refuseOther(totals, rows[0]);
    await client.query(carryGiftsSql(table));
    await client.query(
      `insert into posting_archive (month, number, totals, file, sha256, archived_at)
       values ($1, $2, $3, $4, $5, to_timestamp($6::float8 / 1000))`,
      [month, number, JSON.stringify(totals), file, sha256, now],
    );
    await detach(client, table);
    await client.query(`drop table ${table}`);
  });

/** Postings are never changed, only added: as many rows with the same sums are the same rows. */
function refuseOther(
  totals: Totals,
  carried: ({ rows: string } & Totals['octets']) | undefined,
): void {
  const places = Object.keys(totals.octets) as (keyof Totals['octets'])[];
  const isSame =
    carried?.rows === totals.rows &&
    places.every((place) => carried[place] === totals.octets[place]);
  if (isSame) return;
  throw new Fault('month_changed', 'postings came to the month while it was archived', {
    retry: 'safe',
  });
}

const ATTEMPTS = 60;
const LOCK_WAIT = '200ms';
const PAUSE_MILLISECONDS = 2_000;

/**
 * Detaching needs every reader and writer of the postings out for a moment. A charge that came after us
 * would wait for as long as we wait for a reader before us, so we wait a fifth of a second, let the
 * charges pass, and try again: for two minutes, which no audit of a hundred million postings has taken.
 */
async function detach(client: PoolClient, table: string): Promise<void> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    await client.query('savepoint before_detaching');
    try {
      await client.query(`set local lock_timeout = '${LOCK_WAIT}'`);
      await client.query(`alter table posting detach partition ${table}`);
      return;
    } catch (error) {
      if ((error as { code?: unknown }).code !== '55P03') throw error;
      await client.query('rollback to savepoint before_detaching');
      await sleep(PAUSE_MILLISECONDS);
    }
  }
  throw new Fault('month_busy', 'somebody reads the postings all the time: try again later', {
    retry: 'safe',
  });
}
