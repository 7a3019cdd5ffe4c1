// Reads accounts with all that a command can touch: every bucket that still has octets available or held,
// those that are named by number, and every open hold.
//
// One statement for all three, so one round trip. Without a lock: what is written later proves that it
// still is as it was read, so nothing that another process did in between is lost.
//
// A row comes as one text: the driver's work is by the column, whatever is in it. Names come last in it, for
// anything may be in them.

import type { Pool } from 'pg';
import { invariant, type AccountId, type Octets } from '../../kernel/public.ts';
import type { Account, Bucket, BucketKind, Hold, Scope } from '../account.ts';
import { numbers } from './arrays.ts';
import { HOLD_AS_TEXT, HOLD_NOW, holdIn } from './hold-row.ts';
import { instantIn } from './instant.ts';

const SQL = `
  select concat_ws(',', 'account', account_id, next_bucket_number, version, tallies) as line
  from account
  where part = $1 and account_id = any($2::bigint[])
  union all
  select concat_ws(',', 'bucket', account_id, bucket_number, postings,
                   date_part('epoch', valid_from) * 1000, date_part('epoch', expires_at) * 1000,
                   granted, available, held, used, given, expired, withdrawn, kind, scope, origin)
  from bucket
  where part = $1 and account_id = any($2::bigint[])
    and (available > 0 or held > 0 or bucket_number = any($3::integer[]))
  union all
  select ${HOLD_AS_TEXT}
  from ${HOLD_NOW} h
  where h.account_id = any($2::bigint[]) and h.closed_at is null`;

type Readable = Pick<Pool, 'query'>;
type Growing = { account: Account; readonly buckets: Bucket[]; readonly holds: Hold[] };

/** Those of the accounts that there are. */
export async function readAccounts(
  database: Readable,
  part: number,
  accountIds: readonly AccountId[],
  bucketNumbers: readonly number[],
): Promise<Account[]> {
  const { rows } = await database.query<{ line: string }>({
    name: 'ledger_read_accounts',
    text: SQL,
    values: [part, numbers(accountIds), numbers(bucketNumbers)],
  });
  const found = new Map<AccountId, Growing>();
  for (const { line } of rows)
    if (line.startsWith('account')) {
      const growing = accountIn(line);
      found.set(growing.account.id, growing);
    }
  for (const { line } of rows) {
    if (line.startsWith('account')) continue;
    const isBucket = line.startsWith('bucket');
    const growing = found.get(isBucket ? secondNumber(line, ',') : secondNumber(line, '|'));
    invariant(growing !== undefined, 'buckets and holds belong to an account');
    if (isBucket) growing.buckets.push(bucketIn(line));
    else {
      const { hold, keptIn } = holdIn(line);
      growing.holds.push(hold);
      // The statement names buckets before holds.
      const at = growing.buckets.findIndex(({ number }) => number === keptIn);
      const keeper = growing.buckets[at];
      if (keeper !== undefined) growing.buckets[at] = { ...keeper, keeps: hold.id };
    }
  }
  for (const { buckets } of found.values())
    if (buckets.length > 1) buckets.sort((left, right) => left.number - right.number);
  return Array.from(found.values(), ({ account }) => account);
}

/** The account id, which is the second field of every line. */
function secondNumber(line: string, separator: string): number {
  const from = line.indexOf(separator) + 1;
  return Number(line.slice(from, line.indexOf(separator, from)));
}

const TALLIES_FROM = 4;

function accountIn(line: string): Growing {
  const fields = line.split(',');
  const buckets: Bucket[] = [];
  const holds: Hold[] = [];
  const tallies = fields.slice(TALLIES_FROM).join(',');
  const account = {
    id: Number(fields[1]),
    version: Number(fields[3]),
    nextBucketNumber: Number(fields[2]),
    tallies: tallies === '{}' ? NO_TALLIES : (JSON.parse(tallies) as Account['tallies']),
    buckets,
    holds,
  };
  return { account, buckets, holds };
}

const NO_TALLIES: Account['tallies'] = {};

const TEXTS_FROM = 13;

function bucketIn(line: string): Bucket {
  const fields = line.split(',');
  const number = (at: number): number => Number(fields[at]);
  const octets = (at: number): Octets => number(at) as Octets;
  return {
    number: number(2),
    postings: number(3),
    kind: fields[TEXTS_FROM] as BucketKind,
    scope: fields[TEXTS_FROM + 1] as Scope,
    origin: fields.slice(TEXTS_FROM + 2).join(','),
    validFrom: instantIn(number(4)),
    expiresAt: instantIn(number(5)),
    keeps: null, // unless a hold says so
    granted: octets(6),
    available: octets(7),
    held: octets(8),
    used: octets(9),
    given: octets(10),
    expired: octets(11),
    withdrawn: octets(12),
  };
}
