// Postings in the statement that writes a batch. Nothing ever updates or deletes one.

import type { AccountId } from '../../kernel/public.ts';
import { PLACES, type Posting } from '../account.ts';
import { BinaryNumbers, texts } from './arrays.ts';
import { numbered, type Section } from './section.ts';

export type PostingOf = { readonly accountId: AccountId; readonly posting: Posting };

/** Whether a posting says nothing but that octets were granted to a session, used, or given back by it. */
export const isCharge = ({ reason, bucketNumber, changes, overrunOctets }: Posting): boolean =>
  reason === 'charge' &&
  bucketNumber !== null &&
  overrunOctets === 0 &&
  changes.granted === 0 &&
  changes.given === 0 &&
  changes.expired === 0 &&
  changes.withdrawn === 0;

const CHARGED = [
  'account_id',
  'posting_number',
  'bucket_number',
  'available',
  'held',
  'used',
] as const;
const charged = numbered(CHARGED, ['reference']);

/** Charges of the instant `$3`. */
export const CHARGE_POSTINGS: Section<PostingOf> = {
  name: 'charge_posting',
  text: `
    insert into posting
      (part, account_id, posting_number, bucket_number, reason, reference, at,
       granted, available, held, used, given, expired, withdrawn, overrun_octets)
    select $1, ${charged.n('account_id')}, ${charged.n('posting_number')}::integer,
           ${charged.n('bucket_number')}::integer, 'charge', u.reference,
           to_timestamp($3::float8 / 1000), 0, ${charged.n('available')}, ${charged.n('held')},
           ${charged.n('used')}, 0, 0, 0, 0
    from ${charged.from}`,
  columns(rows) {
    const flat = new BinaryNumbers(rows.length * CHARGED.length);
    for (const { accountId, posting } of rows) {
      const { available, held, used } = posting.changes;
      flat.push(accountId);
      flat.push(posting.number);
      flat.push(posting.bucketNumber ?? 0);
      flat.push(available);
      flat.push(held);
      flat.push(used);
    }
    return [texts(rows.map(({ posting }) => posting.reference)), flat.parameter()];
  },
};

const POSTING = [
  'account_id',
  'posting_number',
  'bucket_number',
  'at',
  ...PLACES,
  'overrun_octets',
] as const;
const { n, from } = numbered(POSTING, ['reason', 'reference']);

export const POSTINGS: Section<PostingOf> = {
  name: 'new_posting',
  text: `
    insert into posting
      (part, account_id, posting_number, bucket_number, reason, reference, at,
       ${PLACES.join(', ')}, overrun_octets)
    select $1, ${n('account_id')}, ${n('posting_number')}::integer,
           nullif(${n('bucket_number')}, 0)::integer, u.reason, u.reference,
           to_timestamp(${n('at')}::float8 / 1000), ${PLACES.map(n).join(', ')},
           ${n('overrun_octets')}
    from ${from}`,
  columns(rows) {
    const flat = new BinaryNumbers(rows.length * POSTING.length);
    for (const { accountId, posting } of rows) {
      flat.push(accountId);
      flat.push(posting.number);
      flat.push(posting.bucketNumber ?? 0);
      flat.push(Math.round(posting.at));
      for (const place of PLACES) flat.push(posting.changes[place]);
      flat.push(posting.overrunOctets);
    }
    return [
      texts(rows.map(({ posting }) => posting.reason)),
      texts(rows.map(({ posting }) => posting.reference)),
      flat.parameter(),
    ];
  },
};
