// Tells both sides of a gift what became of it: whoever watches, by a hint; people, in words.

import { invariant, type Octets } from '../kernel/public.ts';
import { maskedName, type Line } from '../subscribers/public.ts';
import type { Parts } from './advance.ts';
import { receiptNumber, type Gift } from './gift.ts';
import type { News } from './news.ts';
import { isShared } from './pools/shared-account.ts';
import { CLOSING_PLAN } from './tanks/policy.ts';

export const announce = ({ ports }: Parts, gift: Gift): void =>
  ports.announce([
    { accountId: gift.giver, giftId: gift.id },
    { accountId: gift.receiver, giftId: gift.id },
  ]);

export type Sides = { readonly giver: Line; readonly receiver: Line };

/** Tells one side of a gift what became of it. Looks both up where they are not at hand. */
export async function tell(
  parts: Parts,
  gift: Gift,
  about: Extract<News, { readonly giftId: string }>['about'],
  amount: Octets,
  sides?: Sides,
): Promise<void> {
  const { giver, receiver } = sides ?? (await sidesOf(parts, gift));
  const isReceivers = about === 'gift_arrived' || about === 'gift_sent_back';
  const [to, other] = isReceivers ? [receiver, giver] : [giver, receiver];
  // A pool has no phone, and who draws from one need not be told so each time.
  if (isShared(to) || (isReceivers && isShared(other))) return;
  // Whoever gave to a tank that closes is told so, once, of all that comes back.
  if (about === 'gift_declined' && other.planId === CLOSING_PLAN) return;
  const facts = {
    giftId: gift.id,
    octets: amount,
    // A pool is no person: whoever gives to it knows its name.
    other: isShared(other) ? other.name : maskedName(other.name),
    receipt: receiptNumber(gift.id),
  };
  const say = (news: News): void => parts.ports.tell(to, news);
  switch (about) {
    case 'gift_given':
      return say({ about, ...facts, undoUntil: gift.undoUntil });
    case 'gift_arrived':
    case 'gift_expires_soon':
      return say({ about, ...facts, expiresAt: gift.expiresAt ?? gift.undoUntil });
    case 'gift_returned':
      return say({ about, ...facts, reason: gift.reason ?? 'other' });
    default:
      return say({ about, ...facts });
  }
}

export async function sidesOf(parts: Parts, gift: Gift): Promise<Sides> {
  const [giver, receiver] = await Promise.all([
    lineOf(parts, gift.giver),
    lineOf(parts, gift.receiver),
  ]);
  return { giver, receiver };
}

/** A line that a gift names. */
export async function lineOf(parts: Parts, accountId: number): Promise<Line> {
  const line = await parts.directory.line(accountId);
  invariant(line !== undefined, 'both sides of a gift are lines');
  return line;
}
