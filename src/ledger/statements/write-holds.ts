// Writes the holds that a batch changed, in one update that takes only those that still are as they were
// read: another process may have answered the same request of the same session meanwhile.

import type { PoolClient } from 'pg';
import { numbers, numbersOrNulls, texts } from './arrays.ts';
import { answerToText, partsToText } from './hold-row.ts';
import type { HoldOf } from './read-holds.ts';

const SQL = `
  /* ledger_write_holds */
  update hold h
  set parts = u.parts::bigint[], sequence = u.sequence, digest = u.digest,
      answer = u.answer::bigint[], expires_at = to_timestamp(u.expires_at / 1000),
      closed_at = to_timestamp(u.closed_at / 1000)
  from unnest($2::bigint[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::text[],
              $8::float8[], $9::float8[], $10::bigint[])
    as u (account_id, hold_id, parts, sequence, digest, answer, expires_at, closed_at, was)
  where h.part = $1 and h.account_id = u.account_id and h.hold_id = u.hold_id
    and h.sequence = u.was`;

/** A hold as it is to be, and the sequence that it was read with. */
export type ChangedHold = HoldOf & { readonly was: number };

/** Answers how many were as they had been read. */
export async function writeHolds(
  client: PoolClient,
  part: number,
  rows: readonly ChangedHold[],
): Promise<number> {
  const { rowCount } = await client.query({
    text: SQL,
    values: [part, ...holdColumns(rows), numbers(rows.map(({ was }) => was))],
  });
  return rowCount ?? 0;
}

/** The columns of holds, in the order of the statements that write them. */
export const holdColumns = (rows: readonly HoldOf[]): string[] => [
  numbers(rows.map(({ accountId }) => accountId)),
  texts(rows.map(({ hold }) => hold.id)),
  texts(rows.map(({ hold }) => partsToText(hold.parts))),
  numbers(rows.map(({ hold }) => hold.sequence)),
  numbers(rows.map(({ hold }) => hold.digest)),
  texts(rows.map(({ hold }) => answerToText(hold.answer))),
  numbers(rows.map(({ hold }) => hold.expiresAt)),
  numbersOrNulls(rows.map(({ hold }) => hold.closedAt)),
];
