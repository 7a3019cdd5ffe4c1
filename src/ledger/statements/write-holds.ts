// Writes every hold that a batch made or changed, in one statement that takes only those that still are
// as they were read: another process may have answered the same request of the same session meanwhile.

import type { PoolClient } from 'pg';
import { numbers, numbersOrNulls, texts } from './arrays.ts';
import { answerToText, partsToText } from './hold-row.ts';
import type { HoldOf } from './read-holds.ts';

const SQL = `
  insert into hold as h
    (part, account_id, hold_id, parts, sequence, previous_sequence, digest, answer, expires_at,
     closed_at)
  select $1, u.account_id, u.hold_id, u.parts::bigint[], u.sequence, u.previous_sequence, u.digest,
         u.answer::bigint[], to_timestamp(u.expires_at / 1000), to_timestamp(u.closed_at / 1000)
  from unnest($2::bigint[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[],
              $8::text[], $9::float8[], $10::float8[])
    as u (account_id, hold_id, parts, sequence, previous_sequence, digest, answer, expires_at,
          closed_at)
  on conflict (part, account_id, hold_id) do update
  set parts = excluded.parts, sequence = excluded.sequence,
      previous_sequence = excluded.previous_sequence, digest = excluded.digest,
      answer = excluded.answer, expires_at = excluded.expires_at, closed_at = excluded.closed_at
  where h.sequence = excluded.previous_sequence and h.closed_at is null`;

/** A hold as it is to be, and the sequence that it was read with; -1 for one that was not there. */
export type WrittenHold = HoldOf & { readonly previousSequence: number };

/** Answers how many were written: fewer than there are when one was not as it had been read. */
export async function writeHolds(
  client: PoolClient,
  part: number,
  rows: readonly WrittenHold[],
): Promise<number> {
  const { rowCount } = await client.query({
    name: 'ledger_write_holds',
    text: SQL,
    values: [
      part,
      numbers(rows.map(({ accountId }) => accountId)),
      texts(rows.map(({ hold }) => hold.id)),
      texts(rows.map(({ hold }) => partsToText(hold.parts))),
      numbers(rows.map(({ hold }) => hold.sequence)),
      numbers(rows.map(({ previousSequence }) => previousSequence)),
      numbers(rows.map(({ hold }) => hold.digest)),
      texts(rows.map(({ hold }) => answerToText(hold.answer))),
      numbers(rows.map(({ hold }) => hold.expiresAt)),
      numbersOrNulls(rows.map(({ hold }) => hold.closedAt)),
    ],
  });
  return rowCount ?? 0;
}
