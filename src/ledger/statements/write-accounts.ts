// Writes the accounts whose tallies or number of buckets changed, in one update. The rows are locked.

import type { PoolClient } from 'pg';
import type { Account } from '../account.ts';
import { numbers, texts } from './arrays.ts';

const SQL = `
  /* ledger_write_accounts */
  update account a
  set next_bucket_number = u.next_bucket_number, tallies = u.tallies::jsonb
  from unnest($2::bigint[], $3::integer[], $4::text[]) as u (account_id, next_bucket_number, tallies)
  where a.part = $1 and a.account_id = u.account_id`;

export async function writeAccounts(
  client: PoolClient,
  part: number,
  accounts: readonly Account[],
): Promise<void> {
  await client.query({
    text: SQL,
    values: [
      part,
      numbers(accounts.map(({ id }) => id)),
      numbers(accounts.map(({ nextBucketNumber }) => nextBucketNumber)),
      texts(accounts.map(({ tallies }) => JSON.stringify(tallies))),
    ],
  });
}
