// What a decision changes, and how an account looks afterwards.

import { octets, type Instant } from '../kernel/public.ts';
import type { Account, Bucket, Hold, Posting, Tally } from './account.ts';
import type { Answer } from './command.ts';
import type { LedgerRefusal } from './refusal.ts';

export type Changed = {
  readonly postings: readonly Posting[];
  /** Buckets that came into being, with nothing in them: their postings fill them. */
  readonly opened: readonly Bucket[];
  readonly holds: readonly Hold[];
  readonly tallies: { readonly [name: string]: Tally };
};

export type Decision =
  | { readonly ok: true; readonly answer: Answer; readonly changed: Changed }
  | { readonly ok: false; readonly refusal: LedgerRefusal };

/** What most commands change of an account's tallies. */
const NO_TALLIES: Changed['tallies'] = {};

export const NOTHING_CHANGED: Changed = {
  postings: [],
  opened: [],
  holds: [],
  tallies: NO_TALLIES,
};

export const decided = (
  answer: Answer,
  { postings = [], opened = [], holds = [], tallies = NO_TALLIES }: Partial<Changed>,
): Decision => ({ ok: true, answer, changed: { postings, opened, holds, tallies } });

/** An answer that changes nothing. */
export const answered = (answer: Answer): Decision => ({
  ok: true,
  answer,
  changed: NOTHING_CHANGED,
});

export const joined = (first: Changed, second: Changed): Changed => ({
  postings: [...first.postings, ...second.postings],
  opened: [...first.opened, ...second.opened],
  holds: [...first.holds, ...second.holds],
  tallies: first.tallies === NO_TALLIES ? second.tallies : { ...first.tallies, ...second.tallies },
});

/** The account after a change: the postings folded into its buckets, the holds replaced. */
export function applied(account: Account, changed: Changed): Account {
  const buckets =
    changed.opened.length > 0 ? [...account.buckets, ...changed.opened] : account.buckets.slice();
  for (const posting of changed.postings) {
    const at = buckets.findIndex(({ number }) => number === posting.bucketNumber);
    const bucket = buckets[at];
    if (bucket !== undefined) buckets[at] = posted(bucket, posting);
  }
  let { holds } = account;
  if (changed.holds.length > 0) {
    const replaced = holds.slice();
    for (const hold of changed.holds) {
      const at = replaced.findIndex(({ id }) => id === hold.id);
      if (at < 0) replaced.push(hold);
      else replaced[at] = hold;
    }
    holds = replaced;
  }
  return {
    id: account.id,
    version: account.version,
    nextBucketNumber: account.nextBucketNumber + changed.opened.length,
    tallies:
      changed.tallies === NO_TALLIES ? account.tallies : { ...account.tallies, ...changed.tallies },
    buckets,
    holds,
  };
}

/** A bucket with a posting folded in. Throws when a place would become negative: that is a bug. */
function posted(bucket: Bucket, { number: postings, changes }: Posting): Bucket {
  return {
    number: bucket.number,
    postings,
    kind: bucket.kind,
    scope: bucket.scope,
    origin: bucket.origin,
    validFrom: bucket.validFrom,
    expiresAt: bucket.expiresAt,
    keeps: bucket.keeps,
    granted: octets(bucket.granted + changes.granted),
    available: octets(bucket.available + changes.available),
    held: octets(bucket.held + changes.held),
    used: octets(bucket.used + changes.used),
    given: octets(bucket.given + changes.given),
    expired: octets(bucket.expired + changes.expired),
    withdrawn: octets(bucket.withdrawn + changes.withdrawn),
  };
}

export const emptyAccount = (id: number): Account => ({
  id,
  version: 0,
  nextBucketNumber: 1,
  tallies: {},
  buckets: [],
  holds: [],
});

/** A bucket as it is opened: named and dated, and empty. */
export function openedBucket(
  number: number,
  about: Pick<Bucket, 'kind' | 'scope' | 'origin'> & { validFrom: Instant; expiresAt: Instant },
): Bucket {
  const nothing = octets(0);
  return {
    number,
    postings: 0,
    kind: about.kind,
    scope: about.scope,
    origin: about.origin,
    validFrom: about.validFrom,
    expiresAt: about.expiresAt,
    keeps: null,
    granted: nothing,
    available: nothing,
    held: nothing,
    used: nothing,
    given: nothing,
    expired: nothing,
    withdrawn: nothing,
  };
}
