// One command, one transaction, row by row: the statements of the plain way, each prepared once a
// connection. Written as one would who cares: what can be read together is read together.

import type { PoolClient } from 'pg';
import type { AccountId, Instant } from '../../src/kernel/public.ts';
import { PLAN_BUCKET } from './seed.ts';

export type LockedBucket = {
  readonly postings: number;
  readonly available: number;
  readonly held: number;
  readonly used: number;
  readonly given: number;
  /** Of the hold that was asked for; null when there is none. */
  readonly sequence: number | null;
  readonly hold_parts: readonly number[] | null;
};
export type Place = { readonly part: number; readonly accountId: AccountId };

const run = (client: PoolClient, name: string, text: string, values: readonly unknown[]) =>
  client.query({ name: `bench_plain_${name}`, text, values: [...values] });

/** The plan's bucket, locked, and the session's or gift's hold with it: duplicates show here. */
export async function lockBucket(
  client: PoolClient,
  { part, accountId }: Place,
  holdId: string,
): Promise<LockedBucket> {
  const { rows } = await run(
    client,
    'lock_bucket',
    `select b.postings, b.available, b.held, b.used, b.given, h.sequence, h.parts as hold_parts
     from bucket b
       left join hold h on h.part = b.part and h.account_id = b.account_id and h.hold_id = $3
     where b.part = $1 and b.account_id = $2 and b.bucket_number = ${PLAN_BUCKET}
     for update of b`,
    [part, accountId, holdId],
  );
  const [bucket] = rows as LockedBucket[];
  if (bucket === undefined) throw new Error('a line of the bench has its plan');
  return bucket;
}

export const updateBucket = (
  client: PoolClient,
  { part, accountId }: Place,
  bucket: Pick<LockedBucket, 'postings' | 'available' | 'held' | 'used' | 'given'>,
) =>
  run(
    client,
    'update_bucket',
    `update bucket set postings = $3, available = $4, held = $5, used = $6, given = $7
     where part = $1 and account_id = $2 and bucket_number = ${PLAN_BUCKET}`,
    [part, accountId, bucket.postings, bucket.available, bucket.held, bucket.used, bucket.given],
  );

export type PlainHold = {
  readonly holdId: string;
  readonly sequence: number;
  readonly digest: number;
  readonly parts: string;
  readonly answer: string;
  readonly expiresAt: Instant;
  readonly closedAt: Instant | null;
};

const holdValues = ({ part, accountId }: Place, hold: PlainHold) => [
  part,
  accountId,
  hold.holdId,
  hold.sequence,
  hold.digest,
  hold.parts,
  hold.answer,
  new Date(hold.expiresAt),
  hold.closedAt === null ? null : new Date(hold.closedAt),
];

export const insertHold = (client: PoolClient, place: Place, hold: PlainHold) =>
  run(
    client,
    'insert_hold',
    `insert into hold
       (part, account_id, hold_id, sequence, digest, parts, answer, expires_at,
        closed_at)
     values ($1, $2, $3, $4::bigint, $5, $6, $7, $8, $9)`,
    holdValues(place, hold),
  );

export const updateHold = (client: PoolClient, place: Place, hold: PlainHold) =>
  run(
    client,
    'update_hold',
    `update hold
     set sequence = $4::bigint, digest = $5, parts = $6, answer = $7, expires_at = $8, closed_at = $9
     where part = $1 and account_id = $2 and hold_id = $3`,
    holdValues(place, hold),
  );

export type PlainPosting = {
  readonly bucketNumber: number;
  readonly number: number;
  readonly at: Instant;
  readonly granted?: number;
  readonly available?: number;
  readonly held?: number;
  readonly used?: number;
  readonly given?: number;
  readonly reason: string;
  readonly reference: string;
};

export const insertPosting = (
  client: PoolClient,
  { part, accountId }: Place,
  posting: PlainPosting,
) =>
  run(
    client,
    'insert_posting',
    `insert into posting
       (part, account_id, bucket_number, posting_number, at, granted, available, held, used, given,
        expired, withdrawn, overrun_octets, reason, reference)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, 0, 0, $11, $12)`,
    [
      part,
      accountId,
      posting.bucketNumber,
      posting.number,
      new Date(posting.at),
      posting.granted ?? 0,
      posting.available ?? 0,
      posting.held ?? 0,
      posting.used ?? 0,
      posting.given ?? 0,
      posting.reason,
      posting.reference,
    ],
  );

/** Says whether the key is new. */
export async function insertKey(
  client: PoolClient,
  { part, accountId }: Place,
  key: string,
  answer: object,
): Promise<boolean> {
  const { rowCount } = await run(
    client,
    'insert_key',
    `insert into command_key (part, account_id, key, digest, outcome, at)
     values ($1, $2, $3, 0, $4, now()) on conflict do nothing`,
    [part, accountId, key, JSON.stringify(answer)],
  );
  return rowCount === 1;
}

/** The account's row, locked: gifts are counted there, and buckets numbered. */
export async function lockAccount(client: PoolClient, place: Place): Promise<number> {
  const { rows } = await run(
    client,
    'lock_account',
    `select next_bucket_number, tallies from account where part = $1 and account_id = $2 for update`,
    [place.part, place.accountId],
  );
  const [account] = rows as { next_bucket_number: number }[];
  if (account === undefined) throw new Error('a line of the bench has an account');
  return account.next_bucket_number;
}

export const updateAccount = (
  client: PoolClient,
  { part, accountId }: Place,
  nextBucketNumber: number,
  tallies: object,
) =>
  run(
    client,
    'update_account',
    `update account set next_bucket_number = $3, tallies = $4 where part = $1 and account_id = $2`,
    [part, accountId, nextBucketNumber, JSON.stringify(tallies)],
  );

export const insertGiftBucket = (
  client: PoolClient,
  { part, accountId }: Place,
  bucketNumber: number,
  octets: number,
  origin: string,
) =>
  run(
    client,
    'insert_gift_bucket',
    `insert into bucket
       (part, account_id, bucket_number, postings, granted, available, held, used, given, expired,
        withdrawn, valid_from, expires_at, kind, scope, origin)
     values ($1, $2, $3, 1, $4, $4, 0, 0, 0, 0, 0, now(), now() + interval '30 days', 'gift', 'any', $5)`,
    [part, accountId, bucketNumber, octets, origin],
  );
