// Records the keys of the accepted commands of a batch, with their answers.

import type { PoolClient } from 'pg';
import type { Instant } from '../../kernel/public.ts';
import type { KeyRow } from './read-keys.ts';

const SQL = `
  insert into command_key (part, account_id, key, digest, answer, at)
  select $1, u.account_id, u.key, u.digest, u.answer::jsonb, to_timestamp($6::float8 / 1000)
  from unnest($2::bigint[], $3::text[], $4::text[], $5::text[])
    as u (account_id, key, digest, answer)`;

export async function insertKeys(
  client: PoolClient,
  part: number,
  rows: readonly KeyRow[],
  now: Instant,
): Promise<void> {
  await client.query({
    name: 'ledger_insert_keys',
    text: SQL,
    values: [
      part,
      rows.map((row) => row.account_id),
      rows.map((row) => row.key),
      rows.map((row) => row.digest),
      rows.map((row) => JSON.stringify(row.answer)),
      now,
    ],
  });
}
