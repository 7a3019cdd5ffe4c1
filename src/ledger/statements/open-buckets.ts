// Inserts the buckets that a batch opened. Their accounts are locked, so their numbers are theirs.

import type { PoolClient } from 'pg';
import { PLACES } from '../account.ts';
import { numbers, texts } from './arrays.ts';
import type { BucketOf } from './read-buckets.ts';

const SQL = `
  insert into bucket
    (part, account_id, bucket_number, postings, kind, scope, origin, valid_from, expires_at,
     granted, available, held, used, given, expired, withdrawn)
  select $1, u.account_id, u.bucket_number, u.postings, u.kind, u.scope, u.origin,
         to_timestamp(u.valid_from / 1000), to_timestamp(u.expires_at / 1000),
         u.granted, u.available, u.held, u.used, u.given, u.expired, u.withdrawn
  from unnest($2::bigint[], $3::integer[], $4::integer[], $5::text[], $6::text[], $7::text[],
              $8::float8[], $9::float8[], $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[],
              $14::bigint[], $15::bigint[], $16::bigint[])
    as u (account_id, bucket_number, postings, kind, scope, origin, valid_from, expires_at,
          granted, available, held, used, given, expired, withdrawn)`;

export async function openBuckets(
  client: PoolClient,
  part: number,
  rows: readonly BucketOf[],
): Promise<void> {
  await client.query({
    name: 'ledger_open_buckets',
    text: SQL,
    values: [
      part,
      numbers(rows.map(({ accountId }) => accountId)),
      numbers(rows.map(({ bucket }) => bucket.number)),
      numbers(rows.map(({ bucket }) => bucket.postings)),
      texts(rows.map(({ bucket }) => bucket.kind)),
      texts(rows.map(({ bucket }) => bucket.scope)),
      texts(rows.map(({ bucket }) => bucket.origin)),
      numbers(rows.map(({ bucket }) => bucket.validFrom)),
      numbers(rows.map(({ bucket }) => bucket.expiresAt)),
      ...PLACES.map((place) => numbers(rows.map(({ bucket }) => bucket[place]))),
    ],
  });
}
