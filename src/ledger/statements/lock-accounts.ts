// Locks the accounts of a batch that count gifts or open buckets, in account order, and reads them.

import type { PoolClient } from 'pg';
import type { AccountId } from '../../kernel/public.ts';
import type { Tally } from '../account.ts';
import { numbers } from './arrays.ts';

export type AccountRow = {
  account_id: AccountId;
  next_bucket_number: number;
  tallies: { [name: string]: Tally };
};

const SQL = `
  select account_id, next_bucket_number, tallies
  from account
  where part = $1 and account_id = any($2::bigint[])
  order by account_id
  for update`;

export async function lockAccounts(
  client: PoolClient,
  part: number,
  accountIds: readonly AccountId[],
): Promise<AccountRow[]> {
  const { rows } = await client.query<AccountRow>({
    name: 'ledger_lock_accounts',
    text: SQL,
    values: [part, numbers(accountIds)],
  });
  return rows;
}
