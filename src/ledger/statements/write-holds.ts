// Writes every hold that a batch made or changed, in one statement. The accounts are locked.

import type { PoolClient } from 'pg';
import type { AccountId } from '../../kernel/public.ts';
import type { Hold } from '../account.ts';

const SQL = `
  insert into hold
    (part, account_id, hold_id, parts, sequence, digest, answer, expires_at, closed_at)
  select $1, u.account_id, u.hold_id, u.parts::jsonb, u.sequence, u.digest, u.answer::jsonb,
         to_timestamp(u.expires_at / 1000), to_timestamp(u.closed_at / 1000)
  from unnest($2::bigint[], $3::text[], $4::text[], $5::integer[], $6::text[], $7::text[],
              $8::float8[], $9::float8[])
    as u (account_id, hold_id, parts, sequence, digest, answer, expires_at, closed_at)
  on conflict (part, account_id, hold_id) do update
  set parts = excluded.parts, sequence = excluded.sequence, digest = excluded.digest,
      answer = excluded.answer, expires_at = excluded.expires_at, closed_at = excluded.closed_at`;

export async function writeHolds(
  client: PoolClient,
  part: number,
  rows: readonly { accountId: AccountId; hold: Hold }[],
): Promise<void> {
  await client.query({
    name: 'ledger_write_holds',
    text: SQL,
    values: [
      part,
      rows.map(({ accountId }) => accountId),
      rows.map(({ hold }) => hold.id),
      rows.map(({ hold }) => JSON.stringify(hold.parts)),
      rows.map(({ hold }) => hold.sequence),
      rows.map(({ hold }) => hold.digest),
      rows.map(({ hold }) => JSON.stringify(hold.answer)),
      rows.map(({ hold }) => hold.expiresAt),
      rows.map(({ hold }) => hold.closedAt),
    ],
  });
}
