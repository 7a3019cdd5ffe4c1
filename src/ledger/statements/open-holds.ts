// Inserts the holds that a batch made. One that another process has made meanwhile is left alone, and
// shows in the count.

import type { PoolClient } from 'pg';
import { textsOrNulls } from './arrays.ts';
import type { HoldOf } from './read-holds.ts';
import { holdColumns } from './write-holds.ts';

const SQL = `
  insert into hold
    (part, account_id, hold_id, parts, sequence, digest, answer, expires_at, closed_at, contact)
  select $1, u.account_id, u.hold_id, u.parts::bigint[], u.sequence, u.digest, u.answer::bigint[],
         to_timestamp(u.expires_at / 1000), to_timestamp(u.closed_at / 1000), u.contact
  from unnest($2::bigint[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::text[],
              $8::float8[], $9::float8[], $10::text[])
    as u (account_id, hold_id, parts, sequence, digest, answer, expires_at, closed_at, contact)
  on conflict (part, account_id, hold_id) do nothing`;

/** Answers how many were not there before. */
export async function openHolds(
  client: PoolClient,
  part: number,
  rows: readonly HoldOf[],
): Promise<number> {
  const { rowCount } = await client.query({
    name: 'ledger_open_holds',
    text: SQL,
    values: [part, ...holdColumns(rows), textsOrNulls(rows.map(({ hold }) => hold.contact))],
  });
  return rowCount ?? 0;
}
