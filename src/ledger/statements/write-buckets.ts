// Buckets in the statement that writes a batch: those that changed, where they still are as they were
// read; those that the batch opened; and those that it only relied on.

import { PLACES, type Bucket } from '../account.ts';
import type { AccountId } from '../../kernel/public.ts';
import { texts } from './arrays.ts';
import { looked, numbersOf, type Section } from './section.ts';

export type BucketOf = { readonly accountId: AccountId; readonly bucket: Bucket };
/** A bucket as it is to be, and how many postings it had when it was read. */
export type ChangedBucket = BucketOf & { readonly was: number };

/** The table's own checks refuse any that do not conserve. */
export const CHANGED_BUCKETS: Section<ChangedBucket> = {
  name: 'changed_bucket',
  text: `
    update bucket b
    set postings = u.postings, available = u.available, held = u.held, used = u.used,
        given = u.given, expired = u.expired, withdrawn = u.withdrawn
    from ${looked(
      ['bigint', 'integer', 'integer', 'integer', ...Array.from({ length: 6 }, () => 'bigint')],
      'account_id, bucket_number, was, postings, available, held, used, given, expired, withdrawn',
    )}
    where b.part = $1 and b.account_id = u.account_id and b.bucket_number = u.bucket_number
      and b.postings = u.was
    returning 1`,
  columns: (rows) => [
    numbersOf(rows, ({ accountId }) => accountId),
    numbersOf(rows, ({ bucket }) => bucket.number),
    numbersOf(rows, ({ was }) => was),
    numbersOf(rows, ({ bucket }) => bucket.postings),
    numbersOf(rows, ({ bucket }) => bucket.available),
    numbersOf(rows, ({ bucket }) => bucket.held),
    numbersOf(rows, ({ bucket }) => bucket.used),
    numbersOf(rows, ({ bucket }) => bucket.given),
    numbersOf(rows, ({ bucket }) => bucket.expired),
    numbersOf(rows, ({ bucket }) => bucket.withdrawn),
  ],
};

/** The same of buckets that were only charged: half as much to send, read and compare. */
export const CHARGED_BUCKETS: Section<ChangedBucket> = {
  name: 'charged_bucket',
  text: `
    update bucket b
    set postings = u.postings, available = u.available, held = u.held, used = u.used
    from ${looked(
      ['bigint', 'integer', 'integer', 'integer', 'bigint', 'bigint', 'bigint'],
      'account_id, bucket_number, was, postings, available, held, used',
    )}
    where b.part = $1 and b.account_id = u.account_id and b.bucket_number = u.bucket_number
      and b.postings = u.was
    returning 1`,
  columns: (rows) => [
    numbersOf(rows, ({ accountId }) => accountId),
    numbersOf(rows, ({ bucket }) => bucket.number),
    numbersOf(rows, ({ was }) => was),
    numbersOf(rows, ({ bucket }) => bucket.postings),
    numbersOf(rows, ({ bucket }) => bucket.available),
    numbersOf(rows, ({ bucket }) => bucket.held),
    numbersOf(rows, ({ bucket }) => bucket.used),
  ],
};

/** One whose number another process has used meanwhile is left alone, and shows in the count. */
export const OPENED_BUCKETS: Section<BucketOf> = {
  name: 'opened_bucket',
  text: `
    insert into bucket
      (part, account_id, bucket_number, postings, kind, scope, origin, valid_from, expires_at,
       granted, available, held, used, given, expired, withdrawn)
    select $1, u.account_id, u.bucket_number, u.postings, u.kind, u.scope, u.origin,
           to_timestamp(u.valid_from / 1000), to_timestamp(u.expires_at / 1000),
           u.granted, u.available, u.held, u.used, u.given, u.expired, u.withdrawn
    from unnest(?::bigint[], ?::integer[], ?::integer[], ?::text[], ?::text[], ?::text[],
                ?::float8[], ?::float8[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[],
                ?::bigint[], ?::bigint[], ?::bigint[])
      as u (account_id, bucket_number, postings, kind, scope, origin, valid_from, expires_at,
            granted, available, held, used, given, expired, withdrawn)
    on conflict (part, account_id, bucket_number) do nothing
    returning 1`,
  columns: (rows) => [
    numbersOf(rows, ({ accountId }) => accountId),
    numbersOf(rows, ({ bucket }) => bucket.number),
    numbersOf(rows, ({ bucket }) => bucket.postings),
    texts(rows.map(({ bucket }) => bucket.kind)),
    texts(rows.map(({ bucket }) => bucket.scope)),
    texts(rows.map(({ bucket }) => bucket.origin)),
    numbersOf(rows, ({ bucket }) => bucket.validFrom),
    numbersOf(rows, ({ bucket }) => bucket.expiresAt),
    ...PLACES.map((place) => numbersOf(rows, ({ bucket }) => bucket[place])),
  ],
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
