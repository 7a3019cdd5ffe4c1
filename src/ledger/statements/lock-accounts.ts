// Takes accounts and their buckets for this transaction alone, in account order, so that two who lock
// cannot wait for each other. Only where another process was faster once: see batch.ts.

import type { PoolClient } from 'pg';
import type { AccountId } from '../../kernel/public.ts';
import { numbers } from './arrays.ts';

const ACCOUNTS = `
  select from account
  where part = $1 and account_id = any($2::bigint[])
  order by account_id
  for update`;

const BUCKETS = `
  select from bucket
  where part = $1 and account_id = any($2::bigint[])
  order by account_id, bucket_number
  for update`;

export async function lockAccounts(
  client: Pick<PoolClient, 'query'>,
  part: number,
  accountIds: readonly AccountId[],
): Promise<void> {
  const values = [part, numbers(accountIds)];
  await client.query({ name: 'ledger_lock_accounts', text: ACCOUNTS, values });
  await client.query({ name: 'ledger_lock_buckets', text: BUCKETS, values });
}
