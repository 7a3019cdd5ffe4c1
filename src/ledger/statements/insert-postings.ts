// Inserts the postings of a batch. Nothing ever updates or deletes one.

import type { PoolClient } from 'pg';
import type { AccountId } from '../../kernel/public.ts';
import { PLACES, type Posting } from '../account.ts';
import { numbers, numbersOrNulls, texts } from './arrays.ts';

const SQL = `
  insert into posting
    (part, account_id, posting_number, bucket_number, reason, reference, at,
     granted, available, held, used, given, expired, withdrawn, overrun_octets)
  select $1, u.account_id, u.posting_number, u.bucket_number, u.reason, u.reference,
         to_timestamp(u.at / 1000),
         u.granted, u.available, u.held, u.used, u.given, u.expired, u.withdrawn, u.overrun_octets
  from unnest($2::bigint[], $3::integer[], $4::integer[], $5::text[], $6::text[], $7::float8[],
              $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[],
              $14::bigint[], $15::bigint[])
    as u (account_id, posting_number, bucket_number, reason, reference, at,
          granted, available, held, used, given, expired, withdrawn, overrun_octets)`;

export async function insertPostings(
  client: PoolClient,
  part: number,
  rows: readonly { readonly accountId: AccountId; readonly posting: Posting }[],
): Promise<void> {
  await client.query({
    name: 'ledger_insert_postings',
    text: SQL,
    values: [
      part,
      numbers(rows.map(({ accountId }) => accountId)),
      numbers(rows.map(({ posting }) => posting.number)),
      numbersOrNulls(rows.map(({ posting }) => posting.bucketNumber)),
      texts(rows.map(({ posting }) => posting.reason)),
      texts(rows.map(({ posting }) => posting.reference)),
      numbers(rows.map(({ posting }) => posting.at)),
      ...PLACES.map((place) => numbers(rows.map(({ posting }) => posting.changes[place]))),
      numbers(rows.map(({ posting }) => posting.overrunOctets)),
    ],
  });
}
