// Tells which accounts there are, of those of a batch that showed neither a bucket nor a hold. No lock.

import type { PoolClient } from 'pg';
import type { AccountId } from '../../kernel/public.ts';
import { numbers } from './arrays.ts';

const SQL = `
  select account_id
  from account
  where part = $1 and account_id = any($2::bigint[])`;

export async function findAccounts(
  client: PoolClient,
  part: number,
  accountIds: readonly AccountId[],
): Promise<AccountId[]> {
  const { rows } = await client.query<{ account_id: AccountId }>({
    name: 'ledger_find_accounts',
    text: SQL,
    values: [part, numbers(accountIds)],
  });
  return rows.map((row) => row.account_id);
}
