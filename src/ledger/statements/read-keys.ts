// Reads which of a batch's keys were used before, and what was answered.

import type { PoolClient } from 'pg';
import type { AccountId } from '../../kernel/public.ts';
import type { Outcome } from '../command.ts';
import { numbers, texts } from './arrays.ts';

export type KeyRow = { account_id: AccountId; key: string; digest: number; outcome: Outcome };

const SQL = `
  select account_id, key, digest, outcome
  from command_key
  where part = $1 and account_id = any($2::bigint[]) and key = any($3::text[])`;

export async function readKeys(
  client: Pick<PoolClient, 'query'>,
  part: number,
  accountIds: readonly AccountId[],
  keys: readonly string[],
): Promise<KeyRow[]> {
  const { rows } = await client.query<KeyRow>({
    name: 'ledger_read_keys',
    text: SQL,
    values: [part, numbers(accountIds), texts(keys)],
  });
  return rows;
}
