// Locks the accounts of a batch, in account order, and reads them. Whoever changes anything of an
// account holds this lock, so the reads after it need none of their own.

import type { PoolClient } from 'pg';
import type { AccountId, Octets } from '../../kernel/public.ts';
import type { Tally } from '../account.ts';

export type AccountRow = {
  account_id: AccountId;
  next_bucket_number: number;
  last_posting_number: number;
  overrun_octets: Octets;
  tallies: { [name: string]: Tally };
};

const SQL = `
  select account_id, next_bucket_number, last_posting_number, overrun_octets, tallies
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
    values: [part, accountIds],
  });
  return rows;
}
