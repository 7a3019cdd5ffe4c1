// Purchases as they are kept: with their buyer; the receiver has the way there.

import { transact, type Store } from '../../db/public.ts';
import { partOf, type AccountId, type Instant } from '../../kernel/public.ts';
import type { PoolClient } from 'pg';
import { orderOf, type PackOrder, type PackOrderState } from './order.ts';

export type Orders = {
  /** Keeps it, or finds the one that its key was used for before. */
  insert(order: PackOrder, schedule: (client: PoolClient) => Promise<void>): Promise<PackOrder>;
  find(buyer: AccountId, id: string): Promise<PackOrder | undefined>;
  findByKey(buyer: AccountId, key: string): Promise<PackOrder | undefined>;
  findOffered(receiver: AccountId, id: string): Promise<PackOrder | undefined>;
  /** Undefined when it is in another state by now. */
  change(
    order: Pick<PackOrder, 'buyer' | 'id'>,
    from: readonly PackOrderState[],
    to: Partial<Pick<PackOrder, 'state' | 'offeredUntil' | 'deliversAt' | 'endedAt' | 'reason'>>,
    also?: (client: PoolClient) => Promise<void>,
  ): Promise<PackOrder | undefined>;
  offer(order: PackOrder): Promise<void>;
  /** Bought by the line or for it, the newest first. */
  list(account: AccountId, limit: number): Promise<readonly PackOrder[]>;
};

const dateOrNull = (at: Instant | null): Date | null => (at === null ? null : new Date(at));

export function createOrders(store: Store): Orders {
  const { kysely, parts } = store;
  const at = (account: AccountId) => ({ part: partOf(account, parts), account_id: account });
  const offered = (receiver: AccountId) =>
    kysely
      .selectFrom('pack_offer')
      .innerJoin('pack_order', (join) =>
        join
          .onRef('pack_order.part', '=', 'pack_offer.buyer_part')
          .onRef('pack_order.account_id', '=', 'pack_offer.buyer_account_id')
          .onRef('pack_order.order_id', '=', 'pack_offer.order_id'),
      )
      .selectAll('pack_order')
      .where('pack_offer.part', '=', partOf(receiver, parts))
      .where('pack_offer.account_id', '=', receiver);
  const findByKey: Orders['findByKey'] = async (buyer, key) => {
    const row = await kysely
      .selectFrom('pack_order')
      .selectAll()
      .where((is) => is.and({ ...at(buyer), key }))
      .executeTakeFirst();
    return row === undefined ? undefined : orderOf(row);
  };
  return {
    findByKey,
    insert: (order, schedule) =>
      transact(store, async ({ client, kysely: within }) => {
        const inserted = await within
          .insertInto('pack_order')
          .values({
            ...at(order.buyer),
            order_id: order.id,
            key: order.key,
            receiver_account_id: order.receiver,
            pack_id: order.packId,
            octets: order.octets,
            scope: order.scope,
            validity_days: order.validityDays,
            price_cents: order.priceCents,
            state: order.state,
            asked_at: new Date(order.askedAt),
            offered_until: dateOrNull(order.offeredUntil),
          })
          .onConflict((conflict) => conflict.columns(['part', 'account_id', 'key']).doNothing())
          .returningAll()
          .executeTakeFirst();
        if (inserted !== undefined) {
          await schedule(client);
          return orderOf(inserted);
        }
        const known = await within
          .selectFrom('pack_order')
          .selectAll()
          .where((is) => is.and({ ...at(order.buyer), key: order.key }))
          .executeTakeFirstOrThrow();
        return orderOf(known);
      }),
    async find(buyer, id) {
      const row = await kysely
        .selectFrom('pack_order')
        .selectAll()
        .where((is) => is.and({ ...at(buyer), order_id: id }))
        .executeTakeFirst();
      return row === undefined ? undefined : orderOf(row);
    },
    async findOffered(receiver, id) {
      const row = await offered(receiver).where('pack_offer.order_id', '=', id).executeTakeFirst();
      return row === undefined ? undefined : orderOf(row);
    },
    change: (order, from, to, also) =>
      transact(store, async ({ client, kysely: within }) => {
        const row = await within
          .updateTable('pack_order')
          .set({
            ...(to.state === undefined ? {} : { state: to.state }),
            ...(to.offeredUntil === undefined
              ? {}
              : { offered_until: dateOrNull(to.offeredUntil) }),
            ...(to.deliversAt === undefined ? {} : { delivers_at: dateOrNull(to.deliversAt) }),
            ...(to.endedAt === undefined ? {} : { ended_at: dateOrNull(to.endedAt) }),
            ...(to.reason === undefined ? {} : { reason: to.reason }),
          })
          .where((is) => is.and({ ...at(order.buyer), order_id: order.id }))
          .where('state', 'in', from)
          .returningAll()
          .executeTakeFirst();
        if (row === undefined) return undefined;
        await also?.(client);
        return orderOf(row);
      }),
    async offer(order) {
      await kysely
        .insertInto('pack_offer')
        .values({
          ...at(order.receiver),
          order_id: order.id,
          buyer_part: partOf(order.buyer, parts),
          buyer_account_id: order.buyer,
        })
        .onConflict((conflict) => conflict.columns(['part', 'account_id', 'order_id']).doNothing())
        .execute();
    },
    async list(account, limit) {
      const [bought, got] = await Promise.all([
        kysely
          .selectFrom('pack_order')
          .selectAll()
          .where((is) => is.and(at(account)))
          .orderBy('order_id', 'desc')
          .limit(limit)
          .execute(),
        offered(account).orderBy('pack_offer.order_id', 'desc').limit(limit).execute(),
      ]);
      return [...bought, ...got]
        .map(orderOf)
        .toSorted((left, right) => (left.id < right.id ? 1 : -1))
        .slice(0, limit);
    },
  };
}
