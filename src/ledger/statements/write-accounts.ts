// Writes the counters of every account that a batch changed, in one update. The rows are locked.

import type { PoolClient } from 'pg';
import type { Account } from '../account.ts';

const SQL = `
  update account a
  set next_bucket_number = u.next_bucket_number,
      last_posting_number = u.last_posting_number,
      overrun_octets = u.overrun_octets,
      tallies = u.tallies::jsonb
  from unnest($2::bigint[], $3::integer[], $4::bigint[], $5::bigint[], $6::text[])
    as u (account_id, next_bucket_number, last_posting_number, overrun_octets, tallies)
  where a.part = $1 and a.account_id = u.account_id`;

export async function writeAccounts(
  client: PoolClient,
  part: number,
  accounts: readonly Account[],
): Promise<void> {
  await client.query({
    name: 'ledger_write_accounts',
    text: SQL,
    values: [
      part,
      accounts.map(({ id }) => id),
      accounts.map(({ nextBucketNumber }) => nextBucketNumber),
      accounts.map(({ lastPostingNumber }) => lastPostingNumber),
      accounts.map(({ overrunOctets }) => overrunOctets),
      accounts.map(({ tallies }) => JSON.stringify(tallies)),
    ],
  });
}
