// Writes the accounts whose tallies or number of buckets changed, in one statement. The rows are there,
// and locked.

import type { PoolClient } from 'pg';
import type { Account } from '../account.ts';
import { numbers, texts } from './arrays.ts';

const SQL = `
  insert into account (part, account_id, next_bucket_number, tallies, opened_at)
  select $1, u.account_id, u.next_bucket_number, u.tallies::jsonb, now()
  from unnest($2::bigint[], $3::integer[], $4::text[]) as u (account_id, next_bucket_number, tallies)
  on conflict (part, account_id) do update
  set next_bucket_number = excluded.next_bucket_number, tallies = excluded.tallies`;

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
      numbers(accounts.map(({ id }) => id)),
      numbers(accounts.map(({ nextBucketNumber }) => nextBucketNumber)),
      texts(accounts.map(({ tallies }) => JSON.stringify(tallies))),
    ],
  });
}
