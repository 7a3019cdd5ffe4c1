// Reads the holds that a batch can touch. Takes no lock: a write checks that it is as it was
// read.
//
// Two statements, because one that asks for a name or openness compares every row with every name: a
// profile of PostgreSQL showed a sixth of its time there.

import type { PoolClient } from 'pg';
import type { AccountId } from '../../kernel/public.ts';
import type { Hold } from '../account.ts';
import { numbers, texts } from './arrays.ts';
import { answerFromText, partsFromText } from './hold-row.ts';
import { instantIn } from './instant.ts';

/** One text a row, as with buckets. The name comes last: a network may put anything into it. */
const COLUMNS = `concat_ws('|', h.account_id, h.sequence, h.digest, h.parts, h.answer,
                   date_part('epoch', h.expires_at) * 1000,
                   coalesce((date_part('epoch', h.closed_at) * 1000)::text, '-'), h.hold_id) as hold`;

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
  const { rows } = await client.query<{ hold: string }>({ name, text, values });
  return rows.map(({ hold }) => holdIn(hold));
}

const NAME_FROM = 7;

function holdIn(text: string): HoldOf {
  const fields = text.split('|');
  const field = (at: number): string => fields[at] ?? '';
  return {
    accountId: Number(field(0)),
    hold: {
      id: fields.slice(NAME_FROM).join('|'),
      sequence: Number(field(1)),
      digest: Number(field(2)),
      parts: partsFromText(field(3)),
      answer: answerFromText(field(4)),
      expiresAt: instantIn(Number(field(5))),
      closedAt: field(6) === '-' ? null : instantIn(Number(field(6))),
      contact: null, // stays in its row as it is
    },
  };
}
