// Holds in the statement that writes a batch: those that changed, where they still are as they were read,
// for another process may have answered the same request of the same session meanwhile; and those that the
// batch made.

import type { AccountId } from '../../kernel/public.ts';
import type { Hold } from '../account.ts';
import { numbersOrNulls, texts, textsOrNulls } from './arrays.ts';
import { answerToText, partsToText } from './hold-row.ts';
import { looked, numbersOf, type Section } from './section.ts';

export type HoldOf = { readonly accountId: AccountId; readonly hold: Hold };
/** A hold as it is to be, and the sequence that it was read with. */
export type ChangedHold = HoldOf & { readonly was: number };

export const CHANGED_HOLDS: Section<ChangedHold> = {
  name: 'changed_hold',
  text: `
    update hold h
    set parts = u.parts::bigint[], sequence = u.sequence, digest = u.digest,
        answer = u.answer::bigint[], expires_at = to_timestamp(u.expires_at / 1000),
        closed_at = to_timestamp(u.closed_at / 1000)
    from ${looked(
      ['bigint', 'text', 'text', 'bigint', 'bigint', 'text', 'float8', 'float8', 'bigint'],
      'account_id, hold_id, parts, sequence, digest, answer, expires_at, closed_at, was',
    )}
    where h.part = $1 and h.account_id = u.account_id and h.hold_id = u.hold_id
      and h.sequence = u.was
    returning 1`,
  columns: (rows) => [...columnsOf(rows), numbersOf(rows, ({ was }) => was)],
};

/** One that another process has made meanwhile is left alone, and shows in the count. */
export const OPENED_HOLDS: Section<HoldOf> = {
  name: 'opened_hold',
  text: `
    insert into hold
      (part, account_id, hold_id, parts, sequence, digest, answer, expires_at, closed_at, contact)
    select $1, u.account_id, u.hold_id, u.parts::bigint[], u.sequence, u.digest, u.answer::bigint[],
           to_timestamp(u.expires_at / 1000), to_timestamp(u.closed_at / 1000), u.contact
    from unnest(?::bigint[], ?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::text[], ?::float8[],
                ?::float8[], ?::text[])
      as u (account_id, hold_id, parts, sequence, digest, answer, expires_at, closed_at, contact)
    on conflict (part, account_id, hold_id) do nothing
    returning 1`,
  columns: (rows) => [...columnsOf(rows), textsOrNulls(rows.map(({ hold }) => hold.contact))],
};

const columnsOf = (rows: readonly HoldOf[]): string[] => [
  numbersOf(rows, ({ accountId }) => accountId),
  texts(rows.map(({ hold }) => hold.id)),
  texts(rows.map(({ hold }) => partsToText(hold.parts))),
  numbersOf(rows, ({ hold }) => hold.sequence),
  numbersOf(rows, ({ hold }) => hold.digest),
  texts(rows.map(({ hold }) => answerToText(hold.answer))),
  numbersOf(rows, ({ hold }) => hold.expiresAt),
  numbersOrNulls(rows.map(({ hold }) => hold.closedAt)),
];
