// Where given octets began. A gift of what was itself a gift keeps who gave it first, of what, and how many
// gifts it took: so a policy can end chains, and nobody need ask where octets come from.

import type { AccountId } from '../kernel/public.ts';
import { giftOrigin, type Balance, type GiftPart } from '../ledger/public.ts';
import type { GiftSource } from './gift.ts';
import type { Gifts } from './gifts.ts';
import type { Lineage, Side } from './rules/side.ts';

/** The lineage of each bucket of a line that came by gift. */
export async function lineageOf(
  gifts: Pick<Gifts, 'findReceivedAll'>,
  receiver: AccountId,
  { buckets }: Balance,
): Promise<{ [bucketNumber: string]: Lineage }> {
  const byGift = new Map(
    buckets
      .filter(({ kind }) => kind === 'gift')
      .map(({ origin }) => [origin.slice(giftOrigin('').length), origin] as const),
  );
  if (byGift.size === 0) return {};
  const lineage: { [bucketNumber: string]: Lineage } = {};
  for (const gift of await gifts.findReceivedAll(receiver, [...byGift.keys()]))
    for (const source of gift.sources)
      if (source.receivedAs !== undefined && source.lineage !== undefined)
        lineage[String(source.receivedAs)] = source.lineage;
  return lineage;
}

/** What was held for a gift, with where each part began. */
export const withLineage = (
  parts: readonly GiftPart[],
  giver: Pick<Side, 'line' | 'balance' | 'lineage'>,
): readonly GiftSource[] =>
  parts.map((part) => {
    const bucket = giver.balance.buckets.find(({ number }) => number === part.bucketNumber);
    // Only a gift cut off before it was judged whole has parts that its judge did not see.
    if (bucket === undefined) return part;
    const before = giver.lineage?.[String(bucket.number)];
    const lineage: Lineage =
      before === undefined
        ? {
            generation: bucket.kind === 'gift' ? 2 : 1,
            firstGiver: giver.line.accountId,
            firstOrigin: bucket.origin,
            firstKind: bucket.kind,
          }
        : { ...before, generation: before.generation + 1 };
    return { ...part, lineage };
  });
