// A hold's parts and answer as its row has them: plain numbers in threes and fours, which a check of the
// table can look into, and which are shorter than JSON to send, read and write.

import type { Octets } from '../../kernel/public.ts';
import type { Hold, HoldPart, SlotAnswer } from '../account.ts';
import { numbersIn } from './arrays.ts';
import { instantIn } from './instant.ts';

/** A row of hold_now, known as h, as one text. The name comes last: a network may put anything into it. */
export const HOLD_AS_TEXT = `concat_ws('|', 'hold', h.account_id, h.sequence, h.digest, h.parts, h.answer,
                   date_part('epoch', h.expires_at) * 1000,
                   coalesce((date_part('epoch', h.closed_at) * 1000)::text, '-'),
                   coalesce(h.kept_in, 0), h.hold_id)`;

/** The view hold_now of the part $1, which a plan must know: a hold as it is, wherever it stands. */
export const HOLD_NOW = `(
    select h.account_id, h.hold_id, h.closed_at, b.bucket_number as kept_in,
           coalesce(b.kept_sequence, h.sequence) as sequence,
           coalesce(b.kept_digest, h.digest) as digest,
           coalesce(b.kept_expires_at, h.expires_at) as expires_at,
           coalesce(b.kept_parts, h.parts) as parts, coalesce(b.kept_answer, h.answer) as answer
    from hold h
    left join lateral
      (select * from bucket
       where part = $1 and account_id = h.account_id
         and bucket_number = case when h.sequence < 0 then h.digest end
       limit 1) b on b.kept_hold_id = h.hold_id
    where h.part = $1)`;

const NAME_FROM = 9;

/** With the number of the bucket that keeps it, or 0. */
export function holdIn(line: string): { readonly hold: Hold; readonly keptIn: number } {
  const fields = line.split('|');
  const field = (at: number): string => fields[at] ?? '';
  const hold: Hold = {
    id: fields.slice(NAME_FROM).join('|'),
    parts: partsFromText(field(4)),
    sequence: Number(field(2)),
    digest: Number(field(3)),
    answer: answerFromText(field(5)),
    expiresAt: instantIn(Number(field(6))),
    closedAt: field(7) === '-' ? null : instantIn(Number(field(7))),
    contact: null, // stays in its row as it is
  };
  return { hold, keptIn: Number(field(8)) };
}

/** So many numbers is a part of a hold in its row … */
export const PART_NUMBERS = 3;
/** … and so many an answer. */
export const ANSWER_NUMBERS = 4;

type Pushable = { push(value: number): unknown };

export function pushParts(row: Pushable, parts: readonly HoldPart[]): void {
  for (const { slot, bucketNumber, octets } of parts) {
    row.push(slot);
    row.push(bucketNumber);
    row.push(octets);
  }
}

export function pushAnswer(row: Pushable, answer: Hold['answer']): void {
  for (const { slot, grantedOctets, last, overrunOctets } of answer) {
    row.push(slot);
    row.push(grantedOctets);
    row.push(last ? 1 : 0);
    row.push(overrunOctets);
  }
}

export function partsFromText(text: string): HoldPart[] {
  const found = numbersIn(text);
  const parts: HoldPart[] = [];
  for (let at = 0; at + 2 < found.length; at += PART_NUMBERS)
    parts.push({
      slot: found[at] ?? 0,
      bucketNumber: found[at + 1] ?? 0,
      octets: (found[at + 2] ?? 0) as Octets,
    });
  return parts;
}

export function answerFromText(text: string): SlotAnswer[] {
  const found = numbersIn(text);
  const answer: SlotAnswer[] = [];
  for (let at = 0; at + 3 < found.length; at += ANSWER_NUMBERS)
    answer.push({
      slot: found[at] ?? 0,
      grantedOctets: (found[at + 1] ?? 0) as Octets,
      last: found[at + 2] === 1,
      overrunOctets: (found[at + 3] ?? 0) as Octets,
    });
  return answer;
}
