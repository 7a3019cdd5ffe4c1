// Records the keys of a batch's commands, with what came of each. A key that another process
// has used meanwhile shows in the count.

import type { PoolClient } from 'pg';
import type { Instant } from '../../kernel/public.ts';
import { numbers, texts } from './arrays.ts';
import type { KeyRow } from './read-keys.ts';

const SQL = `
  insert into command_key (part, account_id, key, digest, outcome, at)
  select $1, u.account_id, u.key, u.digest, u.outcome::jsonb, to_timestamp($6::float8 / 1000)
  from unnest($2::bigint[], $3::text[], $4::bigint[], $5::text[])
    as u (account_id, key, digest, outcome)
  on conflict (part, account_id, key) do nothing`;

/** Answers how many were not there before. */
export async function insertKeys(
  client: PoolClient,
  part: number,
  rows: readonly KeyRow[],
  now: Instant,
): Promise<number> {
  const { rowCount } = await client.query({
    name: 'ledger_insert_keys',
    text: SQL,
    values: [
      part,
      numbers(rows.map((row) => row.account_id)),
      texts(rows.map((row) => row.key)),
      numbers(rows.map((row) => row.digest)),
      texts(rows.map((row) => JSON.stringify(row.outcome))),
      now,
    ],
  });
  return rowCount ?? 0;
}
