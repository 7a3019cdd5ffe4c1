// What the ledger knows of one line's account, as plain data.
//
// Octets live in buckets. In each bucket, what was granted always equals
// available + held + used + given + expired + withdrawn, and none of them is ever negative.

import type { AccountId, Instant, Octets } from '../kernel/public.ts';

/** Where a bucket's octets came from in the subscriber's words. */
export const BUCKET_KINDS = ['plan', 'pack', 'gift', 'bonus', 'goodwill'] as const;
export type BucketKind = (typeof BUCKET_KINDS)[number];

/** What a bucket's octets may be used for; `any` serves every traffic. */
export const SCOPES = ['any', 'domestic', 'roaming', 'hotspot'] as const;
export type Scope = (typeof SCOPES)[number];

/** The seven places an octet of a bucket is counted in. All but `granted` sum up to `granted`. */
export const PLACES = [
  'granted',
  'available',
  'held',
  'used',
  'given',
  'expired',
  'withdrawn',
] as const;
export type Place = (typeof PLACES)[number];
export type Balances = { readonly [place in Place]: Octets };

export type Bucket = Balances & {
  /** Counts the buckets of its account, from 1. */
  readonly number: number;
  /** How many postings it has. They are numbered from 1 without a gap, so a missing one shows. */
  readonly postings: number;
  readonly kind: BucketKind;
  readonly scope: Scope;
  /** What put it there: `plan:standard-20`, `gift:<gift id>`. */
  readonly origin: string;
  /** Its octets may be used from here on … */
  readonly validFrom: Instant;
  /** … and lapse here. */
  readonly expiresAt: Instant;
  /** The hold that stands in this bucket's row instead of its own; see keeping.ts. */
  readonly keeps: string | null;
};

/** Octets of one bucket set aside. `slot` is the rating group they were granted for, or 0. */
export type HoldPart = {
  readonly slot: number;
  readonly bucketNumber: number;
  readonly octets: Octets;
};

/** What one class of traffic of a session was told. */
export type SlotAnswer = {
  readonly slot: number;
  readonly grantedOctets: Octets;
  /** Nothing is left beyond this grant. */
  readonly last: boolean;
  /** What was used beyond all that the line had. */
  readonly overrunOctets: Octets;
};

/**
 * Octets set aside for a charging session or for a gift in escrow. A session's hold also carries the
 * number, the digest and the answer of its last request, which is what a repeat is answered from.
 */
export type Hold = {
  readonly id: string;
  readonly parts: readonly HoldPart[];
  readonly sequence: number;
  readonly digest: number;
  /** The answer to the request `sequence`, as it was given; empty for a gift. */
  readonly answer: readonly SlotAnswer[];
  /** When its octets go back by themselves. */
  readonly expiresAt: Instant;
  /** Set when nothing more may happen to it. */
  readonly closedAt: Instant | null;
  /** How its session can be reached. Written when the hold opens; nothing is decided by it. */
  readonly contact: string | null;
};

const SESSION_PREFIX = 'session:';
export const sessionHoldId = (session: string): string => SESSION_PREFIX + session;
export const isSessionHold = ({ id }: Pick<Hold, 'id'>): boolean => id.startsWith(SESSION_PREFIX);

/** How often and how much in one period, for limits that must hold under any race. */
export type Tally = { readonly period: string; readonly count: number; readonly octets: Octets };

export type Account = {
  readonly id: AccountId;
  /** Counts the writes of what its own row has: the next two. */
  readonly version: number;
  readonly nextBucketNumber: number;
  readonly tallies: { readonly [name: string]: Tally };
  /** Every bucket that still has octets available or held, and those that the commands name. */
  readonly buckets: readonly Bucket[];
  /** Open ones, and those that the commands name. Few, so a list: a map costs more to copy than it finds. */
  readonly holds: readonly Hold[];
};

export const holdOf = ({ holds }: Pick<Account, 'holds'>, id: string): Hold | undefined =>
  holds.find((hold) => hold.id === id);

/** The bucket of this number; a loop, for every charge asks. */
export function bucketOf(
  { buckets }: Pick<Account, 'buckets'>,
  number: number,
): Bucket | undefined {
  for (const bucket of buckets) if (bucket.number === number) return bucket;
  return undefined;
}

export type PostingReason =
  | 'grant'
  | 'charge'
  | 'expiry'
  | 'hold_lapse'
  | 'gift_hold'
  | 'gift_release'
  | 'gift_settle'
  | 'gift_receive'
  | 'gift_withdraw'
  | 'gift_return'
  | 'withdraw_adjustment'
  | 'withdraw_chargeback'
  | 'withdraw_closing';

/** An immutable record that octets moved in a bucket, as the change of each of its places. */
export type Posting = {
  /** Counts the postings of its bucket, from 1; 0 where there is no bucket. */
  readonly number: number;
  /** Null in a posting of overrun only, which no bucket covers. */
  readonly bucketNumber: number | null;
  readonly reason: PostingReason;
  /** The session, gift or order that caused it. */
  readonly reference: string;
  readonly at: Instant;
  readonly changes: { readonly [place in Place]: number };
  readonly overrunOctets: Octets;
};
