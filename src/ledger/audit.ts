// Proves that no octet was lost, forged or doubled, over the whole store at one instant.
//
// Everything is checked against the postings, which nothing ever changes, those of archived months by the
// sums that were carried forward when they left:
//   bucket_balances   what a bucket says it has is the sum of its postings, and none is missing: they
//                     are numbered from 1 to as many as the bucket says it has
//   held_is_held      what a bucket holds is what open holds say they hold of it
//   gift_conserves    no gift brought a receiver more than left its giver, less what came back
// The first two name each account that breaks them; a gift names its receiver.

import type { Pool, PoolClient } from 'pg';
import type { AccountId } from '../kernel/public.ts';

export type AuditRule = 'bucket_balances' | 'held_is_held' | 'gift_conserves';

export type AuditBreak = {
  readonly rule: AuditRule;
  readonly accountId: AccountId | null;
  /** The bucket or gift concerned, when it is one. */
  readonly subject: string | null;
};

export type AuditReport = {
  readonly conserved: boolean;
  readonly accounts: number;
  readonly buckets: number;
  readonly postings: number;
  /** Sums over the store; strings, because a store may have more octets than a number holds. */
  readonly octets: {
    readonly granted: string;
    readonly available: string;
    readonly held: string;
    readonly used: string;
    readonly given: string;
    readonly expired: string;
    readonly withdrawn: string;
    readonly overrun: string;
    /** Left a giver and not yet arrived anywhere: gifts on their way. */
    readonly inTransit: string;
  };
  /** At most 100 of them. */
  readonly breaks: readonly AuditBreak[];
};

const BREAKS_SHOWN = 100;

const CHECKS: { readonly [rule in AuditRule]: string } = {
  bucket_balances: `
    with posted as (select * from posting_sum where bucket_number is not null)
    select account_id, bucket_number::text as subject
    from bucket b full join posted p using (part, account_id, bucket_number)
    where (b.granted, b.available, b.held, b.used, b.given, b.expired, b.withdrawn,
           b.postings, b.postings)
          is distinct from
          (p.granted, p.available, p.held, p.used, p.given, p.expired, p.withdrawn,
           p.postings, p.last_number)`,
  held_is_held: `
    with part_of_hold as (
      select h.part, h.account_id, h.parts[i + 1]::integer as bucket_number,
             sum(h.parts[i + 2]) as held
      from hold_now h cross join lateral generate_series(1, cardinality(h.parts), 3) as i
      where h.closed_at is null
      group by 1, 2, 3)
    select account_id, bucket_number::text as subject
    from bucket b full join part_of_hold p using (part, account_id, bucket_number)
    where coalesce(b.held, 0) <> coalesce(p.held, 0)`,
  gift_conserves: `
    select receiver_account_id as account_id, reference as subject
    from gift_sum
    where arrived > away or away < 0 or arrived < 0`,
};

const TOTALS = `
  select (select count(*) from account) as accounts,
         (select coalesce(sum(postings), 0)::bigint from posting_sum) as postings,
         (select coalesce(sum(overrun_octets), 0)::text from posting_sum) as overrun,
         (select coalesce(sum(away - arrived), 0)::text from gift_sum) as in_transit,
         count(*) as buckets,
         coalesce(sum(granted), 0)::text as granted, coalesce(sum(available), 0)::text as available,
         coalesce(sum(held), 0)::text as held, coalesce(sum(used), 0)::text as used,
         coalesce(sum(given), 0)::text as given, coalesce(sum(expired), 0)::text as expired,
         coalesce(sum(withdrawn), 0)::text as withdrawn
  from bucket`;

type Totals = {
  accounts: number;
  buckets: number;
  postings: number;
  granted: string;
  available: string;
  held: string;
  used: string;
  given: string;
  expired: string;
  withdrawn: string;
  overrun: string;
  in_transit: string;
};

/** Reads the whole store in one snapshot, while it goes on working. */
export async function auditLedger(store: { pool: Pool }): Promise<AuditReport> {
  const client = await store.pool.connect();
  try {
    await client.query('begin transaction isolation level repeatable read, read only');
    await client.query('set local statement_timeout = 0');
    // Before the first look: an archive that drops a month meanwhile must be seen wholly or not at all.
    await client.query('lock table posting in access share mode');
    const report = await readReport(client);
    await client.query('commit');
    client.release();
    return report;
  } catch (error) {
    client.release(true);
    throw error;
  }
}

async function readReport(client: PoolClient): Promise<AuditReport> {
  const breaks: AuditBreak[] = [];
  for (const rule of Object.keys(CHECKS) as AuditRule[]) {
    const { rows } = await client.query<{ account_id: AccountId | null; subject: string | null }>(
      `${CHECKS[rule]} limit ${BREAKS_SHOWN}`,
    );
    for (const row of rows) breaks.push({ rule, accountId: row.account_id, subject: row.subject });
  }
  const { rows } = await client.query<Totals>(TOTALS);
  const totals = rows[0];
  if (totals === undefined) throw new Error('the totals of a store are one row');
  const { accounts, buckets, postings, in_transit: inTransit, ...octets } = totals;
  return {
    conserved: breaks.length === 0,
    accounts,
    buckets,
    postings,
    octets: { ...octets, inTransit },
    breaks: breaks.slice(0, BREAKS_SHOWN),
  };
}
