// A gift without an undo window, given in the request that asks for it: held and settled at the giver,
// received, and kept as delivered. What it will be is kept before any octet moves, so wherever this is cut
// off, `advance` finds it as asked for and does the rest by the very same commands.

import { accept, invariant, refuse, type Result } from '../kernel/public.ts';
import { advanceGift, announce, holdCommand, type Parts } from './advance.ts';
import type { Gift, GiftSource } from './gift.ts';
import { leftAsJudged, settleCommand } from './leaving.ts';
import { refusalOfHold } from './rules/limits.ts';
import type { GiftRefusal } from './refusal.ts';
import { tell, type Sides } from './tell.ts';

/** Undefined when it was given up meanwhile. Refuses as the hold does. */
export async function giveAtOnce(
  parts: Parts,
  gift: Gift,
  sides: Sides,
): Promise<Result<Gift | undefined, GiftRefusal>> {
  const { ledger, gifts } = parts;
  // Both are of one account, so they are decided in this order, and most often in one batch.
  const [held, settled] = await Promise.all([
    ledger.execute(await holdCommand(parts, gift)),
    ledger.execute(settleCommand(gift)),
  ]);
  if (!held.ok) {
    await gifts.forget(gift);
    return refuse(refusalOfHold(held.refusal));
  }
  const { delivery } = gift;
  if (settled.ok && delivery !== null && leftAsJudged(gift, settled.value.parts)) {
    const [received] = await Promise.all([ledger.execute(delivery), gifts.linkReceived(gift)]);
    if (received.ok) return accept(await keep(parts, gift, sides, received.value.bucketNumbers));
  }
  return accept(await advanceGift(parts, gift));
}

async function keep(
  parts: Parts,
  gift: Gift,
  sides: Sides,
  bucketNumbers: readonly number[],
): Promise<Gift | undefined> {
  const { gifts, ports, clock } = parts;
  const { delivery, feeCents } = gift;
  invariant(delivery !== null, 'what has arrived knew how');
  const now = clock.now();
  const fee = { giver: gift.giver, giftId: gift.id, cents: feeCents, dueAt: now };
  const arrived = await gifts.deliver({
    gift,
    sources: gift.sources.map((source, at): GiftSource => {
      const receivedAs = bucketNumbers[at];
      return receivedAs === undefined ? source : { ...source, receivedAs };
    }),
    deliveredAt: now,
    expiresAt: Math.min(...delivery.parts.map(({ expiresAt }) => expiresAt)),
    also: feeCents > 0 ? async (client) => ports.chargeFee?.(client, fee) : undefined,
  });
  // A job took it for cut off, and has moved it on itself.
  if (arrived === undefined) return advanceGift(parts, await gifts.find(gift.giver, gift.id));
  announce(parts, arrived);
  await tell(parts, arrived, 'gift_arrived', arrived.octets, sides);
  await tell(parts, arrived, 'gift_delivered', arrived.octets, sides);
  return arrived;
}
