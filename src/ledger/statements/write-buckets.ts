// Buckets in the statement that writes a batch: those that changed, where they still are as they were
// read; those that the batch opened; and those that it only relied on.

import type { AccountId } from '../../kernel/public.ts';
import { PLACES, type Bucket, type Hold, type Place } from '../account.ts';
import { KEPT_ELSEWHERE } from '../keeping.ts';
import { BinaryNumbers, texts, textsOrNulls } from './arrays.ts';
import { ANSWER_NUMBERS, PART_NUMBERS, pushAnswer, pushParts } from './hold-row.ts';
import { numbered, numbersOf, type Section } from './section.ts';

export type BucketOf = { readonly accountId: AccountId; readonly bucket: Bucket };
/** A bucket as it is to be, with the hold that it keeps, and what it was when it was read. */
export type ChangedBucket = BucketOf & {
  readonly kept: Hold | undefined;
  /** How many postings it had. */
  readonly was: number;
  /** The sequence of the hold that it kept, or KEPT_ELSEWHERE. */
  readonly keptWas: number;
  /** Whether it did not keep that hold before. */
  readonly isKeptAnew: boolean;
};

/** Of a row's numbers, those that say which it is, how it was and what hold it keeps; places follow. */
const FIRST = [
  'account_id',
  'bucket_number',
  'was',
  'kept_was',
  'postings',
  'kept_sequence',
  'kept_digest',
  'kept_until',
  'parts_from',
  'parts_to',
  'answer_from',
  'answer_to',
];

/** The table's own checks refuse any that do not conserve. */
function changed(name: string, places: readonly Place[]): Section<ChangedBucket> {
  const { n, from } = numbered([...FIRST, ...places], ['kept_hold_id'], ['parts', 'answers']);
  return {
    name,
    text: `
    update bucket b
    set postings = ${n('postings')}::integer,
        ${places.map((place) => `${place} = ${n(place)}`).join(', ')},
        kept_hold_id = case when ${n('kept_sequence')} >= 0
                            then coalesce(u.kept_hold_id, b.kept_hold_id) end,
        kept_sequence = ${n('kept_sequence')},
        kept_digest = ${n('kept_digest')},
        kept_expires_at = to_timestamp(nullif(${n('kept_until')}, 0)::float8 / 1000),
        kept_parts = flat.parts[${n('parts_from')}:${n('parts_to')}],
        kept_answer = flat.answers[${n('answer_from')}:${n('answer_to')}]
    from ${from}
    where b.part = $1 and b.account_id = ${n('account_id')}
      and b.bucket_number = ${n('bucket_number')}::integer
      and b.postings = ${n('was')} and b.kept_sequence = ${n('kept_was')}
    returning 1`,
    columns: (rows) => {
      const flat = new BinaryNumbers(rows.length * (FIRST.length + places.length));
      const parts = new BinaryNumbers(rows.length * PART_NUMBERS);
      const answers = new BinaryNumbers(rows.length * ANSWER_NUMBERS);
      for (const { accountId, bucket, kept, was, keptWas } of rows) {
        flat.push(accountId);
        flat.push(bucket.number);
        flat.push(was);
        flat.push(keptWas);
        flat.push(bucket.postings);
        flat.push(kept?.sequence ?? KEPT_ELSEWHERE);
        flat.push(kept?.digest ?? 0);
        flat.push(Math.ceil(kept?.expiresAt ?? 0));
        flat.push(parts.length + 1); // PostgreSQL counts from 1
        if (kept !== undefined) pushParts(parts, kept.parts);
        flat.push(parts.length);
        flat.push(answers.length + 1);
        if (kept !== undefined) pushAnswer(answers, kept.answer);
        flat.push(answers.length);
        for (const place of places) flat.push(bucket[place]);
      }
      return [
        textsOrNulls(rows.map(({ kept, isKeptAnew }) => (isKeptAnew ? (kept?.id ?? null) : null))),
        flat.parameter(),
        parts.parameter(),
        answers.parameter(),
      ];
    },
  };
}

export const CHANGED_BUCKETS = changed(
  'changed_bucket',
  PLACES.filter((place) => place !== 'granted'),
);

/** The same of buckets that were only charged: less to send, read and compare. */
export const CHARGED_BUCKETS = changed('charged_bucket', ['available', 'held', 'used']);

const OPENED = [
  'account_id',
  'bucket_number',
  'postings',
  'valid_from',
  'expires_at',
  ...PLACES,
] as const;
const opened = numbered(OPENED, ['kind', 'scope', 'origin']);
const instantOf = (name: 'valid_from' | 'expires_at'): string =>
  `to_timestamp(${opened.n(name)}::float8 / 1000)`;

/** One whose number another process has used meanwhile is left alone, and shows in the count. */
export const OPENED_BUCKETS: Section<BucketOf> = {
  name: 'opened_bucket',
  text: `
    insert into bucket
      (part, account_id, bucket_number, postings, kind, scope, origin, valid_from, expires_at,
       ${PLACES.join(', ')})
    select $1, ${opened.n('account_id')}, ${opened.n('bucket_number')}::integer,
           ${opened.n('postings')}::integer, u.kind, u.scope, u.origin,
           ${instantOf('valid_from')}, ${instantOf('expires_at')}, ${PLACES.map(opened.n).join(', ')}
    from ${opened.from}
    on conflict (part, account_id, bucket_number) do nothing
    returning 1`,
  columns(rows) {
    const flat = new BinaryNumbers(rows.length * OPENED.length);
    for (const { accountId, bucket } of rows) {
      flat.push(accountId);
      flat.push(bucket.number);
      flat.push(bucket.postings);
      flat.push(Math.floor(bucket.validFrom));
      flat.push(Math.ceil(bucket.expiresAt));
      for (const place of PLACES) flat.push(bucket[place]);
    }
    return [
      texts(rows.map(({ bucket }) => bucket.kind)),
      texts(rows.map(({ bucket }) => bucket.scope)),
      texts(rows.map(({ bucket }) => bucket.origin)),
      flat.parameter(),
    ];
  },
};

/**
 * Buckets that a gift left alone but counted: what its giver keeps is a sum over all of them. They are
 * locked, so that nobody takes from them while this is written.
 */
export const RELIED_ON_BUCKETS: Section<BucketOf> = {
  name: 'relied_on_bucket',
  text: `
    select 1
    from unnest(?::bigint[], ?::integer[], ?::integer[]) as u (account_id, bucket_number, was)
    cross join lateral
      (select from bucket
       where part = $1 and account_id = u.account_id and bucket_number = u.bucket_number
         and postings = u.was
       limit 1
       for update) as b`,
  columns: (rows) => [
    numbersOf(rows, ({ accountId }) => accountId),
    numbersOf(rows, ({ bucket }) => bucket.number),
    numbersOf(rows, ({ bucket }) => bucket.postings),
  ],
};
