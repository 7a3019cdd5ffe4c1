// Reads the buckets that a batch can touch: all that still have octets available or held, and those that
// its commands name.
//
// Without a lock by default: the write takes a bucket only as it was read, so nothing that another process
// did in between is lost, and the batch is then done again with locks. A lock would be one more write of
// each row, for a race that only two processes on one part can have.
//
// A row comes as one text: the driver's work is by the column, whatever is in it.

import type { PoolClient } from 'pg';
import type { AccountId, Octets } from '../../kernel/public.ts';
import type { Bucket, BucketKind, Scope } from '../account.ts';
import { numbers } from './arrays.ts';
import { instantIn } from './instant.ts';

const READ = `
  select concat_ws(',', account_id, bucket_number, postings, date_part('epoch', valid_from) * 1000,
                   date_part('epoch', expires_at) * 1000, granted, available, held, used, given,
                   expired, withdrawn, kind, scope, origin) as bucket
  from bucket
  where part = $1 and account_id = any($2::bigint[])
    and (available > 0 or held > 0 or bucket_number = any($3::integer[]))
  order by account_id, bucket_number`;

/** In account order, so that two who lock cannot wait for each other. */
const LOCK = `${READ}
  for update`;

export type BucketOf = { readonly accountId: AccountId; readonly bucket: Bucket };

export const readBuckets = (
  client: Pick<PoolClient, 'query'>,
  part: number,
  accountIds: readonly AccountId[],
  bucketNumbers: readonly number[],
): Promise<BucketOf[]> =>
  select(client, 'ledger_read_buckets', READ, part, accountIds, bucketNumbers);

/** The same, locked until the transaction ends; one that changed while we waited is read as it is then. */
export const lockBuckets = (
  client: PoolClient,
  part: number,
  accountIds: readonly AccountId[],
  bucketNumbers: readonly number[],
): Promise<BucketOf[]> =>
  select(client, 'ledger_lock_buckets', LOCK, part, accountIds, bucketNumbers);

async function select(
  client: Pick<PoolClient, 'query'>,
  name: string,
  text: string,
  part: number,
  accountIds: readonly AccountId[],
  bucketNumbers: readonly number[],
): Promise<BucketOf[]> {
  const values = [part, numbers(accountIds), numbers(bucketNumbers)];
  const { rows } = await client.query<{ bucket: string }>({ name, text, values });
  return rows.map(({ bucket }) => bucketIn(bucket));
}

const TEXTS_FROM = 12;

function bucketIn(text: string): BucketOf {
  const fields = text.split(',');
  const number = (at: number): number => Number(fields[at]);
  const octets = (at: number): Octets => number(at) as Octets;
  return {
    accountId: number(0),
    bucket: {
      number: number(1),
      postings: number(2),
      validFrom: instantIn(number(3)),
      expiresAt: instantIn(number(4)),
      granted: octets(5),
      available: octets(6),
      held: octets(7),
      used: octets(8),
      given: octets(9),
      expired: octets(10),
      withdrawn: octets(11),
      kind: fields[TEXTS_FROM] as BucketKind,
      scope: fields[TEXTS_FROM + 1] as Scope,
      origin: fields.slice(TEXTS_FROM + 2).join(','), // what names an origin may have commas in it
    },
  };
}
