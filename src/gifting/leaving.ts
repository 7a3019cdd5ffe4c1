// How a gift leaves its giver.

import type { GiftPart, SettleGift } from '../ledger/public.ts';
import type { Gift } from './gift.ts';

export const settleCommand = (gift: Pick<Gift, 'giver' | 'id'>): SettleGift => ({
  name: 'settle_gift',
  accountId: gift.giver,
  key: `gift:${gift.id}:settle`,
  giftId: gift.id,
});

/**
 * Whether the octets that left are those that it was judged by. If so they arrive as it was judged, whoever
 * delivers them; if the giver's buckets have changed in between, how they arrive is decided anew and kept.
 */
export const leftAsJudged = (
  { sources, delivery }: Pick<Gift, 'sources' | 'delivery'>,
  left: readonly GiftPart[],
): boolean =>
  delivery !== null &&
  sources.length === left.length &&
  sources.every(
    (source, at) =>
      source.bucketNumber === left[at]?.bucketNumber &&
      source.octets === left[at].octets &&
      source.expiresAt === left[at].expiresAt &&
      source.scope === left[at].scope,
  );
