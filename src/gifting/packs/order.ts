// One purchase of a pack, and its states.
//
//   asked ─▶ delivering ─▶ delivered
//     │ │        │
//     │ ▼        ▼
//     │ offered ─▶ refunding ─▶ refunded
//     ▼
//   not_paid
//
// It is paid before it is offered or delivered, so that what somebody accepts cannot bounce; and from every
// state where it is paid it is either delivered or paid back.

import type { Selectable } from 'kysely';
import type { Database } from '../../db/public.ts';
import type { AccountId, Instant, Octets } from '../../kernel/public.ts';
import type { Scope } from '../../ledger/public.ts';

export type PackOrderState =
  'asked' | 'offered' | 'delivering' | 'delivered' | 'refunding' | 'refunded' | 'not_paid';

export type PackOrder = {
  readonly id: string;
  readonly key: string;
  readonly buyer: AccountId;
  readonly receiver: AccountId;
  readonly packId: string;
  /** What the pack was when it was bought. */
  readonly octets: Octets;
  readonly scope: Scope;
  readonly validityDays: number;
  readonly priceCents: number;
  readonly state: PackOrderState;
  readonly askedAt: Instant;
  /** Until then the receiver may accept; null where its consent is not needed. */
  readonly offeredUntil: Instant | null;
  /** Fixed before it is delivered, so that a repeat grants the very same. */
  readonly deliversAt: Instant | null;
  readonly endedAt: Instant | null;
  /** Why it was paid back, or not paid. */
  readonly reason: string | null;
};

/** The origin of its octets at the receiver. */
export const packOrigin = (order: Pick<PackOrder, 'id' | 'packId'>): string =>
  `pack:${order.packId}:${order.id}`;

export const orderOf = (row: Selectable<Database['pack_order']>): PackOrder => ({
  id: row.order_id,
  key: row.key,
  buyer: row.account_id,
  receiver: row.receiver_account_id,
  packId: row.pack_id,
  octets: row.octets as Octets,
  scope: row.scope as Scope,
  validityDays: row.validity_days,
  priceCents: row.price_cents,
  state: row.state as PackOrderState,
  askedAt: row.asked_at,
  offeredUntil: row.offered_until,
  deliversAt: row.delivers_at,
  endedAt: row.ended_at,
  reason: row.reason,
});
