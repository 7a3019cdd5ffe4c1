// Locks and reads, in account order, the buckets that a batch can touch: all that still have octets
// available or held, and those that its commands name. Whoever changes a bucket holds this lock, and so
// does whoever changes a hold on it. One that changed while we waited is read as it is then.

import type { PoolClient } from 'pg';
import type { AccountId, Octets } from '../../kernel/public.ts';
import type { Bucket, BucketKind, Scope } from '../account.ts';
import { numbers } from './arrays.ts';
import { instantIn, milliseconds } from './instant.ts';

type BucketRow = {
  account_id: AccountId;
  bucket_number: number;
  postings: number;
  kind: BucketKind;
  scope: Scope;
  origin: string;
  valid_from: number;
  expires_at: number;
  granted: Octets;
  available: Octets;
  held: Octets;
  used: Octets;
  given: Octets;
  expired: Octets;
  withdrawn: Octets;
};

const READ = `
  select account_id, bucket_number, postings, kind, scope, origin,
         ${milliseconds('valid_from')}, ${milliseconds('expires_at')},
         granted, available, held, used, given, expired, withdrawn
  from bucket
  where part = $1 and account_id = any($2::bigint[])
    and (available > 0 or held > 0 or bucket_number = any($3::integer[]))`;

const LOCK = `${READ}
  order by account_id, bucket_number
  for update`;

export type BucketOf = { readonly accountId: AccountId; readonly bucket: Bucket };

export const lockBuckets = (
  client: PoolClient,
  part: number,
  accountIds: readonly AccountId[],
  bucketNumbers: readonly number[],
): Promise<BucketOf[]> =>
  select(client, 'ledger_lock_buckets', LOCK, part, accountIds, bucketNumbers);

/** The same without a lock, to look at. */
export const readBuckets = (
  client: Pick<PoolClient, 'query'>,
  part: number,
  accountIds: readonly AccountId[],
): Promise<BucketOf[]> => select(client, 'ledger_read_buckets', READ, part, accountIds, []);

async function select(
  client: Pick<PoolClient, 'query'>,
  name: string,
  text: string,
  part: number,
  accountIds: readonly AccountId[],
  bucketNumbers: readonly number[],
): Promise<BucketOf[]> {
  const values = [part, numbers(accountIds), numbers(bucketNumbers)];
  const { rows } = await client.query<BucketRow>({ name, text, values });
  return rows.map((row) => ({ accountId: row.account_id, bucket: bucketOf(row) }));
}

const bucketOf = (row: BucketRow): Bucket => ({
  number: row.bucket_number,
  postings: row.postings,
  kind: row.kind,
  scope: row.scope,
  origin: row.origin,
  validFrom: instantIn(row.valid_from),
  expiresAt: instantIn(row.expires_at),
  granted: row.granted,
  available: row.available,
  held: row.held,
  used: row.used,
  given: row.given,
  expired: row.expired,
  withdrawn: row.withdrawn,
});
