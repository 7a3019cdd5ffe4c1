// The one place that says which octets go first.
//
// 1. A bucket bound to this traffic goes before one that serves any: roaming octets before general
//    ones while roaming, because the general ones would still be good at home.
// 2. What lapses first goes first.
// 3. Of what lapses at the same instant, gifts go first: a gift is meant to be used.
// 4. Then the older bucket.

import type { Instant } from '../kernel/public.ts';
import type { Bucket, Scope } from './account.ts';

/** Whether a bucket's octets may serve this traffic at this instant. */
export const serves = (bucket: Bucket, scope: Scope, now: Instant): boolean =>
  (bucket.scope === 'any' || bucket.scope === scope) &&
  bucket.validFrom <= now &&
  now < bucket.expiresAt;

const scopeRank = (bucket: Bucket): number => (bucket.scope === 'any' ? 1 : 0);
const kindRank = (bucket: Bucket): number => (bucket.kind === 'gift' ? 0 : 1);

/** Negative when `left` is consumed before `right`. Total: no two buckets of an account are equal. */
export const consumptionOrder = (left: Bucket, right: Bucket): number =>
  scopeRank(left) - scopeRank(right) ||
  left.expiresAt - right.expiresAt ||
  kindRank(left) - kindRank(right) ||
  left.number - right.number;
