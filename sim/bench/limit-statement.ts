// The rows of a batch, written by one statement that locks nothing beforehand, reads nothing and decides
// nothing: what PostgreSQL can do at best with what the ledger must leave behind.

import type { Pool } from 'pg';
import type { AccountId, Instant } from '../../src/kernel/public.ts';
import { numbers, texts } from '../../src/ledger/statements/arrays.ts';
import { PLAN_BUCKET } from './seed.ts';

/** A plan's bucket as it is after the posting that comes with it. */
export type BucketRow = {
  readonly accountId: AccountId;
  readonly postings: number;
  readonly available: number;
  readonly held: number;
  readonly used: number;
  readonly given: number;
};
/** A hold on the plan's bucket; one that holds nothing is closed. */
export type HoldRow = {
  readonly accountId: AccountId;
  readonly holdId: string;
  readonly slot: number;
  readonly sequence: number;
  readonly digest: number;
  readonly heldOctets: number;
};
export type PostingRow = {
  readonly accountId: AccountId;
  readonly bucketNumber: number;
  readonly number: number;
  readonly granted: number;
  readonly available: number;
  readonly held: number;
  readonly used: number;
  readonly given: number;
  readonly reason: string;
  readonly reference: string;
};
export type GiftBucketRow = {
  readonly accountId: AccountId;
  readonly bucketNumber: number;
  readonly octets: number;
  readonly origin: string;
};
export type AccountRow = {
  readonly accountId: AccountId;
  readonly nextBucketNumber: number;
  readonly tallies: string;
};
export type KeyRow = {
  readonly accountId: AccountId;
  readonly key: string;
  readonly answer: string;
};

/** What one command leaves behind. */
export type Rows = {
  readonly bucket?: BucketRow;
  readonly newHold?: HoldRow;
  readonly oldHold?: HoldRow;
  readonly posting: PostingRow;
  readonly giftBucket?: GiftBucketRow;
  readonly account?: AccountRow;
  readonly key?: KeyRow;
};

const HOLD_SECONDS = 3_600;
const HOLD_COLUMNS = `sequence, digest, parts, answer, expires_at, closed_at`;
const HOLD_VALUES = `u.sequence, u.digest,
    case when u.held = 0 then '{}' else array[u.slot, ${PLAN_BUCKET}, u.held] end,
    case when u.slot = 0 then '{}' else array[u.slot, u.held, 0, 0] end,
    $2::timestamptz + interval '${HOLD_SECONDS} seconds', case when u.held = 0 then $2::timestamptz end`;
const holdsFrom = (first: number): string =>
  `unnest($${first}::bigint[], $${first + 1}::text[], $${first + 2}::bigint[],
     $${first + 3}::integer[], $${first + 4}::bigint[], $${first + 5}::bigint[])
     as u (account_id, hold_id, slot, sequence, digest, held)`;

const CHARGES = `
  with bucket_row as (
    update bucket b
    set postings = u.postings, available = u.available, held = u.held, used = u.used,
        given = u.given
    from unnest($3::bigint[], $4::integer[], $5::bigint[], $6::bigint[], $7::bigint[],
                $8::bigint[]) as u (account_id, postings, available, held, used, given)
    where b.part = $1 and b.account_id = u.account_id and b.bucket_number = ${PLAN_BUCKET}),
  new_hold as (
    insert into hold (part, account_id, hold_id, ${HOLD_COLUMNS})
    select $1, u.account_id, u.hold_id, ${HOLD_VALUES} from ${holdsFrom(9)}),
  old_hold as (
    update hold h
    set (${HOLD_COLUMNS}) = row (${HOLD_VALUES})
    from ${holdsFrom(15)}
    where h.part = $1 and h.account_id = u.account_id and h.hold_id = u.hold_id)`;

const GIFTS = `,
  gift_bucket as (
    insert into bucket
      (part, account_id, bucket_number, postings, granted, available, held, used, given, expired,
       withdrawn, valid_from, expires_at, kind, scope, origin)
    select $1, u.account_id, u.bucket_number, 1, u.octets, u.octets, 0, 0, 0, 0, 0, $2::timestamptz,
           $2::timestamptz + interval '30 days', 'gift', 'any', u.origin
    from unnest($31::bigint[], $32::integer[], $33::bigint[], $34::text[])
      as u (account_id, bucket_number, octets, origin)),
  account_row as (
    update account a
    set next_bucket_number = u.next_bucket_number, tallies = u.tallies::jsonb
    from unnest($35::bigint[], $36::integer[], $37::text[])
      as u (account_id, next_bucket_number, tallies)
    where a.part = $1 and a.account_id = u.account_id),
  key_row as (
    insert into command_key (part, account_id, key, digest, outcome, at)
    select $1, u.account_id, u.key, 0, u.answer::jsonb, $2::timestamptz
    from unnest($38::bigint[], $39::text[], $40::text[]) as u (account_id, key, answer))`;

const POSTINGS = `
  insert into posting
    (part, account_id, bucket_number, posting_number, at, granted, available, held, used, given,
     expired, withdrawn, overrun_octets, reason, reference)
  select $1, u.account_id, u.bucket_number, u.posting_number, $2::timestamptz, u.granted, u.available, u.held,
         u.used, u.given, 0, 0, 0, u.reason, u.reference
  from unnest($21::bigint[], $22::integer[], $23::integer[], $24::bigint[], $25::bigint[],
              $26::bigint[], $27::bigint[], $28::bigint[], $29::text[], $30::text[])
    as u (account_id, bucket_number, posting_number, granted, available, held, used, given,
          reason, reference)`;

export async function writeRows(
  pool: Pool,
  part: number,
  rows: readonly Rows[],
  now: Instant,
): Promise<void> {
  const gifts = rows.some(({ key }) => key !== undefined);
  const postings = rows.map(({ posting }) => posting);
  await pool.query({
    name: gifts ? 'bench_limit_gifts' : 'bench_limit_charges',
    text: `${CHARGES}${gifts ? GIFTS : ''}${POSTINGS}`,
    values: [
      part,
      new Date(now).toISOString(),
      ...bucketColumns(present(rows.map(({ bucket }) => bucket))),
      ...holdColumns(present(rows.map(({ newHold }) => newHold))),
      ...holdColumns(present(rows.map(({ oldHold }) => oldHold))),
      ...postingColumns(postings),
      ...(gifts ? giftColumns(rows) : []),
    ],
  });
}

const present = <Row>(rows: readonly (Row | undefined)[]): Row[] =>
  rows.filter((row) => row !== undefined);

const bucketColumns = (rows: readonly BucketRow[]): string[] => [
  numbers(rows.map((row) => row.accountId)),
  numbers(rows.map((row) => row.postings)),
  numbers(rows.map((row) => row.available)),
  numbers(rows.map((row) => row.held)),
  numbers(rows.map((row) => row.used)),
  numbers(rows.map((row) => row.given)),
];

const holdColumns = (rows: readonly HoldRow[]): string[] => [
  numbers(rows.map((row) => row.accountId)),
  texts(rows.map((row) => row.holdId)),
  numbers(rows.map((row) => row.slot)),
  numbers(rows.map((row) => row.sequence)),
  numbers(rows.map((row) => row.digest)),
  numbers(rows.map((row) => row.heldOctets)),
];

const postingColumns = (rows: readonly PostingRow[]): string[] => [
  numbers(rows.map((row) => row.accountId)),
  numbers(rows.map((row) => row.bucketNumber)),
  numbers(rows.map((row) => row.number)),
  numbers(rows.map((row) => row.granted)),
  numbers(rows.map((row) => row.available)),
  numbers(rows.map((row) => row.held)),
  numbers(rows.map((row) => row.used)),
  numbers(rows.map((row) => row.given)),
  texts(rows.map((row) => row.reason)),
  texts(rows.map((row) => row.reference)),
];

function giftColumns(rows: readonly Rows[]): string[] {
  const buckets = present(rows.map(({ giftBucket }) => giftBucket));
  const accounts = present(rows.map(({ account }) => account));
  const keys = present(rows.map(({ key }) => key));
  return [
    numbers(buckets.map((row) => row.accountId)),
    numbers(buckets.map((row) => row.bucketNumber)),
    numbers(buckets.map((row) => row.octets)),
    texts(buckets.map((row) => row.origin)),
    numbers(accounts.map((row) => row.accountId)),
    numbers(accounts.map((row) => row.nextBucketNumber)),
    texts(accounts.map((row) => row.tallies)),
    numbers(keys.map((row) => row.accountId)),
    texts(keys.map((row) => row.key)),
    texts(keys.map((row) => row.answer)),
  ];
}
