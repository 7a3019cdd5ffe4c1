// Reads the holds that a batch can touch. Takes no lock: a hold with octets lies on buckets that are
// locked, and a write checks that it is as it was read.
//
// Two statements, because one that asks for a name or openness compares every row with every name: 12 µs
// a command, where both of these take 4.

import type { PoolClient } from 'pg';
import type { AccountId } from '../../kernel/public.ts';
import type { Hold } from '../account.ts';
import { numbers, texts } from './arrays.ts';
import { answerFromText, partsFromText } from './hold-row.ts';
import { instantIn, milliseconds } from './instant.ts';

type HoldRow = {
  account_id: AccountId;
  hold_id: string;
  parts: string;
  sequence: number;
  digest: number;
  answer: string;
  expires_at: number;
  closed_at: number | null;
};

const COLUMNS = `h.account_id, h.hold_id, h.parts::text, h.sequence, h.digest, h.answer::text,
         ${milliseconds('h.expires_at')}, ${milliseconds('h.closed_at')}`;

const OPEN = `
  select ${COLUMNS}
  from hold h
  where h.part = $1 and h.account_id = any($2::bigint[]) and h.closed_at is null`;

// The limit keeps the planner from turning the join around, and walking a whole part for each name.
const NAMED = `
  select ${COLUMNS}
  from unnest($2::bigint[], $3::text[]) as u (account_id, hold_id)
  cross join lateral
    (select * from hold where part = $1 and account_id = u.account_id and hold_id = u.hold_id limit 1)
    as h`;

export type HoldOf = { readonly accountId: AccountId; readonly hold: Hold };

/** Every hold of these accounts that is still open. */
export const readOpenHolds = (
  client: PoolClient,
  part: number,
  accountIds: readonly AccountId[],
): Promise<HoldOf[]> => select(client, 'ledger_read_open_holds', OPEN, [part, numbers(accountIds)]);

/** Holds by name, open or closed; the two lists run side by side. */
export const readNamedHolds = (
  client: PoolClient,
  part: number,
  accountIds: readonly AccountId[],
  holdIds: readonly string[],
): Promise<HoldOf[]> =>
  select(client, 'ledger_read_named_holds', NAMED, [part, numbers(accountIds), texts(holdIds)]);

async function select(
  client: PoolClient,
  name: string,
  text: string,
  values: unknown[],
): Promise<HoldOf[]> {
  const { rows } = await client.query<HoldRow>({ name, text, values });
  return rows.map((row) => ({
    accountId: row.account_id,
    hold: {
      id: row.hold_id,
      parts: partsFromText(row.parts),
      sequence: row.sequence,
      digest: row.digest,
      answer: answerFromText(row.answer),
      expiresAt: instantIn(row.expires_at),
      closedAt: row.closed_at === null ? null : instantIn(row.closed_at),
    },
  }));
}
