// Reads holds by name, open or closed: what a repeat of a session's last request is answered from.

import type { Pool } from 'pg';
import type { AccountId } from '../../kernel/public.ts';
import type { Hold } from '../account.ts';
import { numbers, texts } from './arrays.ts';
import { HOLD_AS_TEXT, HOLD_NOW, holdIn } from './hold-row.ts';

// The limit keeps the planner from turning the join around, and walking a whole part for each name.
const SQL = `
  select u.account_id, ${HOLD_AS_TEXT} as line
  from unnest($2::bigint[], $3::text[]) as u (account_id, hold_id)
  cross join lateral
    (select * from ${HOLD_NOW} as n where account_id = u.account_id and hold_id = u.hold_id limit 1)
    as h`;

/** The two lists run side by side. */
export async function readNamedHolds(
  database: Pick<Pool, 'query'>,
  part: number,
  accountIds: readonly AccountId[],
  holdIds: readonly string[],
): Promise<{ accountId: AccountId; hold: Hold }[]> {
  const { rows } = await database.query<{ account_id: AccountId; line: string }>({
    name: 'ledger_read_named_holds',
    text: SQL,
    values: [part, numbers(accountIds), texts(holdIds)],
  });
  return rows.map((row) => ({ accountId: row.account_id, hold: holdIn(row.line).hold }));
}
