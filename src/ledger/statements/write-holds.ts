// Holds in the statement that writes a batch: those that changed, where they still are as they were read,
// for another process may have answered the same request of the same session meanwhile; and those that the
// batch made.

import type { AccountId } from '../../kernel/public.ts';
import type { Hold } from '../account.ts';
import { BinaryNumbers, texts, textsOrNulls } from './arrays.ts';
import { ANSWER_NUMBERS, PART_NUMBERS, pushAnswer, pushParts } from './hold-row.ts';
import { numbered, type Section } from './section.ts';

export type HoldOf = { readonly accountId: AccountId; readonly hold: Hold };
/** A hold as it is to be, and the sequence that it was read with. */
export type ChangedHold = HoldOf & { readonly was: number };

/** A row has the parts and answers from one place of all rows' to another. */
const NUMBERS = [
  'account_id',
  'was',
  'sequence',
  'digest',
  'expires_at',
  'closed_at',
  'parts_from',
  'parts_to',
  'answer_from',
  'answer_to',
] as const;
/** In place of an instant. */
const NOT_CLOSED = -1;

function rowsOf(names: readonly string[]) {
  const { n, from } = numbered(NUMBERS, names, ['parts', 'answers']);
  return {
    n,
    from,
    parts: `flat.parts[${n('parts_from')}:${n('parts_to')}]`,
    answer: `flat.answers[${n('answer_from')}:${n('answer_to')}]`,
    expiresAt: `to_timestamp(${n('expires_at')}::float8 / 1000)`,
    closedAt: `to_timestamp(nullif(${n('closed_at')}, ${NOT_CLOSED})::float8 / 1000)`,
  };
}
const changed = rowsOf(['hold_id']);
const opened = rowsOf(['hold_id', 'contact']);

export const CHANGED_HOLDS: Section<ChangedHold> = {
  name: 'changed_hold',
  text: `
    update hold h
    set parts = ${changed.parts}, sequence = ${changed.n('sequence')},
        digest = ${changed.n('digest')}, answer = ${changed.answer},
        expires_at = ${changed.expiresAt}, closed_at = ${changed.closedAt}
    from ${changed.from}
    where h.part = $1 and h.account_id = ${changed.n('account_id')} and h.hold_id = u.hold_id
      and h.sequence = ${changed.n('was')}
    returning 1`,
  columns: (rows) => [texts(rows.map(({ hold }) => hold.id)), ...columnsOf(rows, ({ was }) => was)],
};

/** One that another process has made meanwhile is left alone, and shows in the count. */
export const OPENED_HOLDS: Section<HoldOf> = {
  name: 'opened_hold',
  text: `
    insert into hold
      (part, account_id, hold_id, parts, sequence, digest, answer, expires_at, closed_at, contact)
    select $1, ${opened.n('account_id')}, u.hold_id, ${opened.parts}, ${opened.n('sequence')},
           ${opened.n('digest')}, ${opened.answer}, ${opened.expiresAt}, ${opened.closedAt}, u.contact
    from ${opened.from}
    on conflict (part, account_id, hold_id) do nothing
    returning 1`,
  columns: (rows) => [
    texts(rows.map(({ hold }) => hold.id)),
    textsOrNulls(rows.map(({ hold }) => hold.contact)),
    ...columnsOf(rows, () => 0),
  ],
};

function columnsOf<Row extends HoldOf>(rows: readonly Row[], was: (row: Row) => number): Buffer[] {
  const flat = new BinaryNumbers(rows.length * NUMBERS.length);
  const parts = new BinaryNumbers(rows.length * PART_NUMBERS);
  const answers = new BinaryNumbers(rows.length * ANSWER_NUMBERS);
  for (const row of rows) {
    const { accountId, hold } = row;
    flat.push(accountId);
    flat.push(was(row));
    flat.push(hold.sequence);
    flat.push(hold.digest);
    flat.push(Math.ceil(hold.expiresAt));
    flat.push(Math.round(hold.closedAt ?? NOT_CLOSED));
    flat.push(parts.length + 1); // PostgreSQL counts from 1
    pushParts(parts, hold.parts);
    flat.push(parts.length);
    flat.push(answers.length + 1);
    pushAnswer(answers, hold.answer);
    flat.push(answers.length);
  }
  return [flat.parameter(), parts.parameter(), answers.parameter()];
}
