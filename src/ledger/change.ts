// What a batch did to an account, for those who act on it once it is durable: the network is told when
// octets arrive, counters change their status.

import { octets, type AccountId, type Instant, type Octets } from '../kernel/public.ts';
import { bucketOf, type Account, type Posting, type PostingReason } from './account.ts';

export type AccountChange = {
  readonly accountId: AccountId;
  /** Octets came that may be used: issued, given, or given back. */
  readonly arrived: boolean;
  /** Octets went that might have been used: set aside for a gift, taken back, lapsed. */
  readonly left: boolean;
  /** A session gave back what it had not used, where nothing was available at home before. */
  readonly freed: boolean;
  /**
   * What may be used at home now, beyond what sessions have been granted; the largest safe number where it
   * is more.
   */
  readonly availableOctets: Octets;
};

const ARRIVING: ReadonlySet<PostingReason> = new Set<PostingReason>([
  'grant',
  'gift_receive',
  'gift_release',
  'gift_return',
]);
const LEAVING: ReadonlySet<PostingReason> = new Set<PostingReason>([
  'expiry',
  'gift_hold',
  'gift_withdraw',
  'withdraw_adjustment',
  'withdraw_chargeback',
  'withdraw_closing',
]);

export function changeOf(
  account: Account,
  postings: readonly Posting[],
  now: Instant,
): AccountChange {
  let available = 0;
  for (const bucket of account.buckets)
    if (
      (bucket.scope === 'any' || bucket.scope === 'domestic') &&
      bucket.validFrom <= now &&
      now < bucket.expiresAt
    )
      available += bucket.available;
  return {
    accountId: account.id,
    arrived: postings.some(({ reason }) => ARRIVING.has(reason)),
    left: postings.some(({ reason }) => LEAVING.has(reason)),
    freed: available > 0 && isGivenBack(account, postings, available),
    availableOctets: octets(Math.min(available, Number.MAX_SAFE_INTEGER)),
  };
}

/** Whether sessions' octets are all that is available: what these postings made so is as much as there is. */
function isGivenBack(
  account: Account,
  postings: readonly Posting[],
  availableAtHome: number,
): boolean {
  let givenBack = 0;
  for (const { reason, bucketNumber, changes } of postings) {
    if (reason !== 'charge' && reason !== 'hold_lapse') continue;
    const bucket = bucketNumber === null ? undefined : bucketOf(account, bucketNumber);
    if (bucket?.scope === 'any' || bucket?.scope === 'domestic') givenBack += changes.available;
  }
  return givenBack >= availableAtHome;
}
