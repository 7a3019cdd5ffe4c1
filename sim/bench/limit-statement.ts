// The rows of a batch, written by one statement that locks nothing beforehand, reads nothing and decides
// nothing: what PostgreSQL can do at best with what the ledger must leave behind.

import type { Pool } from 'pg';
import type { AccountId, Instant } from '../../src/kernel/public.ts';
import { BinaryNumbers, texts, textsOrNulls } from '../../src/ledger/statements/arrays.ts';
import { numbered, placed, type Section } from '../../src/ledger/statements/section.ts';
import { PLAN_BUCKET } from './seed.ts';

/** A plan's bucket as it is after the posting that comes with it. */
export type BucketRow = {
  readonly accountId: AccountId;
  readonly postings: number;
  readonly available: number;
  readonly held: number;
  readonly used: number;
  readonly given: number;
  /** The hold of its open session, which its row keeps. */
  readonly kept: HoldRow | undefined;
  readonly isKeptAnew: boolean;
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
const AFTERWARDS = `$2::timestamptz + interval '${HOLD_SECONDS} seconds'`;

const BUCKET = [
  'account_id',
  'postings',
  'available',
  'held',
  'used',
  'given',
  'kept_sequence',
  'kept_digest',
  'kept_from',
  'kept_to',
] as const;
const changed = numbered(BUCKET, ['kept_hold_id'], ['parts', 'answers']);
const { n } = changed;

const BUCKETS: Section<BucketRow> = {
  name: 'bucket_row',
  text: `
    update bucket b
    set postings = ${n('postings')}::integer, available = ${n('available')}, held = ${n('held')},
        used = ${n('used')}, given = ${n('given')},
        kept_hold_id = case when ${n('kept_sequence')} >= 0
                            then coalesce(u.kept_hold_id, b.kept_hold_id) end,
        kept_sequence = ${n('kept_sequence')}, kept_digest = ${n('kept_digest')},
        kept_expires_at = ${AFTERWARDS},
        kept_parts = flat.parts[${n('kept_from')} * 3 + 1:${n('kept_to')} * 3],
        kept_answer = flat.answers[${n('kept_from')} * 4 + 1:${n('kept_to')} * 4]
    from ${changed.from}
    where b.part = $1 and b.account_id = ${n('account_id')} and b.bucket_number = ${PLAN_BUCKET}`,
  columns(rows) {
    const flat = new BinaryNumbers(rows.length * BUCKET.length);
    const parts = new BinaryNumbers(rows.length * 3);
    const answers = new BinaryNumbers(rows.length * 4);
    let keeps = 0;
    for (const { accountId, postings, available, held, used, given, kept } of rows) {
      flat.push(accountId);
      flat.push(postings);
      flat.push(available);
      flat.push(held);
      flat.push(used);
      flat.push(given);
      flat.push(kept?.sequence ?? -1);
      flat.push(kept?.digest ?? 0);
      flat.push(keeps);
      if (kept !== undefined) {
        keeps += 1;
        for (const value of [kept.slot, PLAN_BUCKET, kept.heldOctets]) parts.push(value);
        for (const value of [kept.slot, kept.heldOctets, 0, 0]) answers.push(value);
      }
      flat.push(keeps);
    }
    return [
      textsOrNulls(
        rows.map(({ kept, isKeptAnew }) => (isKeptAnew ? (kept?.holdId ?? null) : null)),
      ),
      flat.parameter(),
      parts.parameter(),
      answers.parameter(),
    ];
  },
};

const HOLD = ['account_id', 'slot', 'sequence', 'digest', 'held'] as const;
const heldRow = numbered(HOLD, ['hold_id']);
const HOLD_COLUMNS = `sequence, digest, parts, answer, expires_at, closed_at`;
/** One whose sequence is -1 is kept by the bucket. */
const HOLD_VALUES = `${heldRow.n('sequence')}, ${heldRow.n('digest')},
    case when ${heldRow.n('held')} = 0 then '{}'
         else array[${heldRow.n('slot')}, ${PLAN_BUCKET}, ${heldRow.n('held')}] end,
    case when ${heldRow.n('slot')} = 0 or ${heldRow.n('sequence')} < 0 then '{}'
         else array[${heldRow.n('slot')}, ${heldRow.n('held')}, 0, 0] end,
    ${AFTERWARDS}, case when ${heldRow.n('held')} = 0 and ${heldRow.n('sequence')} >= 0
                        then $2::timestamptz end`;
const holdColumns = (rows: readonly HoldRow[]): (string | Buffer)[] => {
  const flat = new BinaryNumbers(rows.length * HOLD.length);
  for (const { accountId, slot, sequence, digest, heldOctets } of rows)
    for (const value of [accountId, slot, sequence, digest, heldOctets]) flat.push(value);
  return [texts(rows.map((row) => row.holdId)), flat.parameter()];
};

const NEW_HOLDS: Section<HoldRow> = {
  name: 'new_hold',
  text: `
    insert into hold (part, account_id, hold_id, ${HOLD_COLUMNS})
    select $1, ${heldRow.n('account_id')}, u.hold_id, ${HOLD_VALUES} from ${heldRow.from}`,
  columns: holdColumns,
};

const OLD_HOLDS: Section<HoldRow> = {
  name: 'old_hold',
  text: `
    update hold h
    set (${HOLD_COLUMNS}) = row (${HOLD_VALUES})
    from ${heldRow.from}
    where h.part = $1 and h.account_id = ${heldRow.n('account_id')} and h.hold_id = u.hold_id`,
  columns: holdColumns,
};

const GIFT_BUCKET = ['account_id', 'bucket_number', 'octets'] as const;
const opened = numbered(GIFT_BUCKET, ['origin']);

const GIFT_BUCKETS: Section<GiftBucketRow> = {
  name: 'gift_bucket',
  text: `
    insert into bucket
      (part, account_id, bucket_number, postings, granted, available, held, used, given, expired,
       withdrawn, valid_from, expires_at, kind, scope, origin)
    select $1, ${opened.n('account_id')}, ${opened.n('bucket_number')}::integer, 1, ${opened.n('octets')},
           ${opened.n('octets')}, 0, 0, 0, 0, 0, $2::timestamptz,
           $2::timestamptz + interval '30 days', 'gift', 'any', u.origin
    from ${opened.from}`,
  columns(rows) {
    const flat = new BinaryNumbers(rows.length * GIFT_BUCKET.length);
    for (const { accountId, bucketNumber, octets } of rows)
      for (const value of [accountId, bucketNumber, octets]) flat.push(value);
    return [texts(rows.map((row) => row.origin)), flat.parameter()];
  },
};

const ACCOUNT = ['account_id', 'next_bucket_number'] as const;
const changedAccount = numbered(ACCOUNT, ['tallies']);

const ACCOUNTS: Section<AccountRow> = {
  name: 'account_row',
  text: `
    update account a
    set next_bucket_number = ${changedAccount.n('next_bucket_number')}::integer, tallies = u.tallies::jsonb
    from ${changedAccount.from}
    where a.part = $1 and a.account_id = ${changedAccount.n('account_id')}`,
  columns(rows) {
    const flat = new BinaryNumbers(rows.length * ACCOUNT.length);
    for (const { accountId, nextBucketNumber } of rows)
      for (const value of [accountId, nextBucketNumber]) flat.push(value);
    return [texts(rows.map((row) => row.tallies)), flat.parameter()];
  },
};

const keyed = numbered(['account_id'], ['key', 'answer']);

const KEYS: Section<KeyRow> = {
  name: 'key_row',
  text: `
    insert into command_key (part, account_id, key, digest, outcome, at)
    select $1, ${keyed.n('account_id')}, u.key, 0, u.answer::jsonb, $2::timestamptz
    from ${keyed.from}`,
  columns(rows) {
    const flat = new BinaryNumbers(rows.length);
    for (const { accountId } of rows) flat.push(accountId);
    return [
      texts(rows.map((row) => row.key)),
      texts(rows.map((row) => row.answer)),
      flat.parameter(),
    ];
  },
};

const POSTING = [
  'account_id',
  'bucket_number',
  'posting_number',
  'granted',
  'available',
  'held',
  'used',
  'given',
] as const;

/** Charges alone need not say that they are charges. */
function postingsWith(about: readonly ('reference' | 'reason')[]): Section<PostingRow> {
  const made = numbered(POSTING, about);
  return {
    name: 'posting_row',
    text: `
    insert into posting
      (part, account_id, bucket_number, posting_number, at, granted, available, held, used, given,
       expired, withdrawn, overrun_octets, reason, reference)
    select $1, ${made.n('account_id')}, ${made.n('bucket_number')}::integer,
           ${made.n('posting_number')}::integer, $2::timestamptz, ${made.n('granted')},
           ${made.n('available')}, ${made.n('held')}, ${made.n('used')}, ${made.n('given')}, 0, 0, 0,
           ${about.includes('reason') ? 'reason' : `'charge'`}, reference
    from ${made.from}`,
    columns(rows) {
      const flat = new BinaryNumbers(rows.length * POSTING.length);
      for (const row of rows) {
        flat.push(row.accountId);
        flat.push(row.bucketNumber);
        flat.push(row.number);
        flat.push(row.granted);
        flat.push(row.available);
        flat.push(row.held);
        flat.push(row.used);
        flat.push(row.given);
      }
      return [...about.map((text) => texts(rows.map((row) => row[text]))), flat.parameter()];
    },
  };
}
const CHARGE_POSTINGS = postingsWith(['reference']);
const ALL_POSTINGS = postingsWith(['reference', 'reason']);

const WITH_CHARGES = [BUCKETS, NEW_HOLDS, OLD_HOLDS] as const;
const WITH_GIFTS = [...WITH_CHARGES, GIFT_BUCKETS, ACCOUNTS, KEYS] as const;

function statementOf(first: readonly Section<never>[], last: Section<never>): string {
  let parameters = 2;
  const parts = [...first, last].map((section) => {
    const part = placed(section, parameters);
    parameters = part.last;
    return section === last ? part.text : `${section.name} as (${part.text})`;
  });
  return `with ${parts.slice(0, -1).join(', ')} ${parts.at(-1) ?? ''}`;
}
const CHARGES_TEXT = statementOf(WITH_CHARGES, CHARGE_POSTINGS);
const GIFTS_TEXT = statementOf(WITH_GIFTS, ALL_POSTINGS);

export async function writeRows(
  pool: Pool,
  part: number,
  rows: readonly Rows[],
  now: Instant,
): Promise<void> {
  const gifts = rows.some(({ key }) => key !== undefined);
  await pool.query({
    name: gifts ? 'bench_limit_gifts' : 'bench_limit_charges',
    text: gifts ? GIFTS_TEXT : CHARGES_TEXT,
    values: [
      part,
      new Date(now).toISOString(),
      ...BUCKETS.columns(present(rows.map(({ bucket }) => bucket))),
      ...NEW_HOLDS.columns(present(rows.map(({ newHold }) => newHold))),
      ...OLD_HOLDS.columns(present(rows.map(({ oldHold }) => oldHold))),
      ...(gifts
        ? [
            ...GIFT_BUCKETS.columns(present(rows.map(({ giftBucket }) => giftBucket))),
            ...ACCOUNTS.columns(present(rows.map(({ account }) => account))),
            ...KEYS.columns(present(rows.map(({ key }) => key))),
          ]
        : []),
      ...(gifts ? ALL_POSTINGS : CHARGE_POSTINGS).columns(rows.map(({ posting }) => posting)),
    ],
  });
}

const present = <Row>(rows: readonly (Row | undefined)[]): Row[] =>
  rows.filter((row) => row !== undefined);
