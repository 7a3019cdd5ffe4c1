// Accounts in the statement that writes a batch: those whose tallies or number of buckets changed, and
// those in which no other process may have opened a bucket meanwhile.

import type { AccountId } from '../../kernel/public.ts';
import type { Account } from '../account.ts';
import { BinaryNumbers, texts } from './arrays.ts';
import { numbered, numbersOf, type Section } from './section.ts';

export type ChangedAccount = { readonly account: Account; readonly was: number };

const NUMBERS = ['account_id', 'next_bucket_number', 'was'] as const;
const { n, from } = numbered(NUMBERS, ['tallies']);

export const CHANGED_ACCOUNTS: Section<ChangedAccount> = {
  name: 'changed_account',
  text: `
    update account a
    set next_bucket_number = ${n('next_bucket_number')}::integer, tallies = u.tallies::jsonb,
        version = ${n('was')}::integer + 1
    from ${from}
    where a.part = $1 and a.account_id = ${n('account_id')} and a.version = ${n('was')}
    returning 1`,
  columns(rows) {
    const flat = new BinaryNumbers(rows.length * NUMBERS.length);
    for (const { account, was } of rows) {
      flat.push(account.id);
      flat.push(account.nextBucketNumber);
      flat.push(was);
    }
    return [texts(rows.map(({ account }) => JSON.stringify(account.tallies))), flat.parameter()];
  },
};

export type NextBucket = { readonly accountId: AccountId; readonly bucketNumber: number };

/** Accounts decided from memory: one row for each that still has no bucket of that number. */
export const NEXT_BUCKETS: Section<NextBucket> = {
  name: 'next_bucket',
  text: `
    select 1
    from unnest(?::bigint[], ?::integer[]) as u (account_id, bucket_number)
    left join lateral
      (select true as there from bucket
       where part = $1 and account_id = u.account_id and bucket_number = u.bucket_number
       limit 1) as b on true
    where b.there is null`,
  columns: (rows) => [
    numbersOf(rows, ({ accountId }) => accountId),
    numbersOf(rows, ({ bucketNumber }) => bucketNumber),
  ],
};
