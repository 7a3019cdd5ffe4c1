// Reads the holds that a batch can touch: those its commands name, and those whose time is over.
// Takes no lock: the accounts are locked.

import type { PoolClient } from 'pg';
import type { AccountId, Instant } from '../../kernel/public.ts';
import type { Hold, HoldPart } from '../account.ts';

type HoldRow = {
  account_id: AccountId;
  hold_id: string;
  parts: HoldPart[];
  sequence: number;
  digest: string;
  answer: unknown;
  expires_at: Instant;
  closed_at: Instant | null;
};

const SQL = `
  select account_id, hold_id, parts, sequence, digest, answer, expires_at, closed_at
  from hold
  where part = $1 and account_id = any($2::bigint[])
    and (hold_id = any($3::text[])
         or (closed_at is null and expires_at <= to_timestamp($4::float8 / 1000)))`;

export async function readHolds(
  client: Pick<PoolClient, 'query'>,
  part: number,
  accountIds: readonly AccountId[],
  holdIds: readonly string[],
  now: Instant,
): Promise<{ accountId: AccountId; hold: Hold }[]> {
  const { rows } = await client.query<HoldRow>({
    name: 'ledger_read_holds',
    text: SQL,
    values: [part, accountIds, holdIds, now],
  });
  return rows.map((row) => ({
    accountId: row.account_id,
    hold: {
      id: row.hold_id,
      parts: row.parts,
      sequence: row.sequence,
      digest: row.digest,
      answer: row.answer,
      expiresAt: row.expires_at,
      closedAt: row.closed_at,
    },
  }));
}
