// A gift as its row.

import type { Insertable, Selectable, Updateable } from 'kysely';
import type { Database } from '../db/public.ts';
import type { Way } from '../catalog/public.ts';
import { partOf, type Octets } from '../kernel/public.ts';
import type { HoldGift, ReceiveGift } from '../ledger/public.ts';
import type { GiftFacts } from './facts.ts';
import { receiptNumber, type Gift, type GiftSource, type GiftState } from './gift.ts';

const instant = (at: number | null): Date | null => (at === null ? null : new Date(at));

export const rowOf = (gift: Gift, parts: number): Insertable<Database['gift']> => ({
  part: partOf(gift.giver, parts),
  account_id: gift.giver,
  gift_id: gift.id,
  key: gift.key,
  receiver_account_id: gift.receiver,
  octets: gift.octets,
  way: gift.way,
  choice: gift.choice,
  fee_cents: gift.feeCents,
  hold: gift.hold === null ? null : JSON.stringify(gift.hold),
  facts: gift.facts === null ? null : JSON.stringify(gift.facts),
  state: gift.state,
  receipt: receiptNumber(gift.id),
  policy_id: gift.policyId,
  policy_version: gift.policyVersion,
  period: gift.period,
  sources: JSON.stringify(gift.sources),
  delivery: gift.delivery === null ? null : JSON.stringify(gift.delivery),
  asked_at: new Date(gift.askedAt),
  undo_until: new Date(gift.undoUntil),
  delivered_at: instant(gift.deliveredAt),
  ended_at: instant(gift.endedAt),
  expires_at: instant(gift.expiresAt),
  returned_octets: gift.returnedOctets,
  reason: gift.reason,
});

/** Only what a gift's life changes; the rest is as it was asked for. */
export function changesOf(to: Partial<Gift>): Updateable<Database['gift']> {
  const row: Updateable<Database['gift']> = {};
  if (to.state !== undefined) row.state = to.state;
  if (to.sources !== undefined) row.sources = JSON.stringify(to.sources);
  if (to.delivery !== undefined) row.delivery = JSON.stringify(to.delivery);
  if (to.deliveredAt !== undefined) row.delivered_at = instant(to.deliveredAt);
  if (to.endedAt !== undefined) row.ended_at = instant(to.endedAt);
  if (to.expiresAt !== undefined) row.expires_at = instant(to.expiresAt);
  if (to.returnedOctets !== undefined) row.returned_octets = to.returnedOctets;
  if (to.reason !== undefined) row.reason = to.reason;
  return row;
}

export const giftOf = (row: Selectable<Database['gift']>): Gift => ({
  id: row.gift_id,
  key: row.key,
  giver: row.account_id,
  receiver: row.receiver_account_id,
  octets: row.octets as Octets,
  way: row.way as Way,
  choice: row.choice,
  feeCents: row.fee_cents,
  hold: row.hold as HoldGift | null,
  facts: row.facts as GiftFacts | null,
  state: row.state as GiftState,
  policyId: row.policy_id,
  policyVersion: row.policy_version,
  period: row.period,
  sources: row.sources as GiftSource[],
  delivery: row.delivery as ReceiveGift | null,
  askedAt: row.asked_at,
  undoUntil: row.undo_until,
  deliveredAt: row.delivered_at,
  endedAt: row.ended_at,
  expiresAt: row.expires_at,
  returnedOctets: row.returned_octets as Octets | null,
  reason: row.reason,
});

export const GIFT_COLUMNS = [
  'part',
  'account_id',
  'gift_id',
  'key',
  'receiver_account_id',
  'octets',
  'way',
  'choice',
  'fee_cents',
  'hold',
  'facts',
  'state',
  'receipt',
  'policy_id',
  'policy_version',
  'period',
  'sources',
  'delivery',
  'asked_at',
  'undo_until',
  'delivered_at',
  'ended_at',
  'expires_at',
  'returned_octets',
  'reason',
] as const satisfies readonly (keyof Database['gift'])[];
