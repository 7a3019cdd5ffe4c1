// Reads the buckets that a batch can touch: all that still have octets available or held, and those
// that its commands name. Takes no lock: the accounts are locked.

import type { PoolClient } from 'pg';
import type { AccountId, Instant, Octets } from '../../kernel/public.ts';
import type { Bucket, BucketKind, Scope } from '../account.ts';

type BucketRow = {
  account_id: AccountId;
  bucket_number: number;
  kind: BucketKind;
  scope: Scope;
  origin: string;
  valid_from: Instant;
  expires_at: Instant;
  granted: Octets;
  available: Octets;
  held: Octets;
  used: Octets;
  given: Octets;
  expired: Octets;
  withdrawn: Octets;
};

const SQL = `
  select account_id, bucket_number, kind, scope, origin, valid_from, expires_at,
         granted, available, held, used, given, expired, withdrawn
  from bucket
  where part = $1 and account_id = any($2::bigint[])
    and (available > 0 or held > 0 or bucket_number = any($3::integer[]))`;

export async function readBuckets(
  client: Pick<PoolClient, 'query'>,
  part: number,
  accountIds: readonly AccountId[],
  bucketNumbers: readonly number[],
): Promise<{ accountId: AccountId; bucket: Bucket }[]> {
  const { rows } = await client.query<BucketRow>({
    name: 'ledger_read_buckets',
    text: SQL,
    values: [part, accountIds, bucketNumbers],
  });
  return rows.map((row) => ({ accountId: row.account_id, bucket: bucketOf(row) }));
}

const bucketOf = (row: BucketRow): Bucket => ({
  number: row.bucket_number,
  kind: row.kind,
  scope: row.scope,
  origin: row.origin,
  validFrom: row.valid_from,
  expiresAt: row.expires_at,
  granted: row.granted,
  available: row.available,
  held: row.held,
  used: row.used,
  given: row.given,
  expired: row.expired,
  withdrawn: row.withdrawn,
});
