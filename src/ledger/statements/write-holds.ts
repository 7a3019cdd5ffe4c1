// Holds in the statement that writes a batch: those that changed, where they still are as they were read,
// for another process may have answered the same request of the same session meanwhile; and those that the
// batch made.

import type { AccountId } from '../../kernel/public.ts';
import type { Hold } from '../account.ts';
import { numbers, numbersOrNulls, texts, textsOrNulls } from './arrays.ts';
import { ANSWER_NUMBERS, PART_NUMBERS, pushAnswer, pushParts } from './hold-row.ts';
import { looked, numbersOf, type Section } from './section.ts';

export type HoldOf = { readonly accountId: AccountId; readonly hold: Hold };
/** A hold as it is to be, and the sequence that it was read with. */
export type ChangedHold = HoldOf & { readonly was: number };

/** The parts and answers of all rows one after the other: a row has those from one place to another. */
const FLAT = '(select ?::bigint[] as parts, ?::bigint[] as answers) as flat';
const PARTS = 'flat.parts[u.parts_from:u.parts_to]';
const ANSWER = 'flat.answers[u.answer_from:u.answer_to]';

export const CHANGED_HOLDS: Section<ChangedHold> = {
  name: 'changed_hold',
  text: `
    update hold h
    set parts = ${PARTS}, sequence = u.sequence, digest = u.digest, answer = ${ANSWER},
        expires_at = to_timestamp(u.expires_at / 1000), closed_at = to_timestamp(u.closed_at / 1000)
    from ${looked(
      [
        'bigint',
        'text',
        'bigint',
        'bigint',
        'float8',
        'float8',
        'integer',
        'integer',
        'integer',
        'integer',
        'bigint',
      ],
      `account_id, hold_id, sequence, digest, expires_at, closed_at, parts_from, parts_to, answer_from,
         answer_to, was`,
    )}
    cross join ${FLAT}
    where h.part = $1 and h.account_id = u.account_id and h.hold_id = u.hold_id
      and h.sequence = u.was
    returning 1`,
  columns: (rows) => [
    ...columnsOf(rows),
    numbersOf(rows, ({ was }) => was),
    ...flatColumnsOf(rows),
  ],
};

/** One that another process has made meanwhile is left alone, and shows in the count. */
export const OPENED_HOLDS: Section<HoldOf> = {
  name: 'opened_hold',
  text: `
    insert into hold
      (part, account_id, hold_id, parts, sequence, digest, answer, expires_at, closed_at, contact)
    select $1, u.account_id, u.hold_id, ${PARTS}, u.sequence, u.digest, ${ANSWER},
           to_timestamp(u.expires_at / 1000), to_timestamp(u.closed_at / 1000), u.contact
    from unnest(?::bigint[], ?::text[], ?::bigint[], ?::bigint[], ?::float8[], ?::float8[],
                ?::integer[], ?::integer[], ?::integer[], ?::integer[], ?::text[])
      as u (account_id, hold_id, sequence, digest, expires_at, closed_at, parts_from, parts_to,
            answer_from, answer_to, contact)
    cross join ${FLAT}
    on conflict (part, account_id, hold_id) do nothing
    returning 1`,
  columns: (rows) => [
    ...columnsOf(rows),
    textsOrNulls(rows.map(({ hold }) => hold.contact)),
    ...flatColumnsOf(rows),
  ],
};

function columnsOf(rows: readonly HoldOf[]): string[] {
  const partsFrom: number[] = [];
  const partsTo: number[] = [];
  const answerFrom: number[] = [];
  const answerTo: number[] = [];
  let parts = 0;
  let answers = 0;
  for (const { hold } of rows) {
    partsFrom.push(parts + 1); // PostgreSQL counts from 1
    partsTo.push((parts += hold.parts.length * PART_NUMBERS));
    answerFrom.push(answers + 1);
    answerTo.push((answers += hold.answer.length * ANSWER_NUMBERS));
  }
  return [
    numbersOf(rows, ({ accountId }) => accountId),
    texts(rows.map(({ hold }) => hold.id)),
    numbersOf(rows, ({ hold }) => hold.sequence),
    numbersOf(rows, ({ hold }) => hold.digest),
    numbersOf(rows, ({ hold }) => hold.expiresAt),
    numbersOrNulls(rows.map(({ hold }) => hold.closedAt)),
    numbers(partsFrom),
    numbers(partsTo),
    numbers(answerFrom),
    numbers(answerTo),
  ];
}

function flatColumnsOf(rows: readonly HoldOf[]): string[] {
  const parts: number[] = [];
  const answers: number[] = [];
  for (const { hold } of rows) {
    pushParts(parts, hold.parts);
    pushAnswer(answers, hold.answer);
  }
  return [numbers(parts), numbers(answers)];
}
