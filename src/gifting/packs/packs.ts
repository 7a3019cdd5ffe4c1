// Buying a pack, for oneself or for somebody else. A pack for oneself, or for a line of one's own account
// holder or family, is delivered at once; anybody else is asked first, and what is not accepted is paid back.

import type { PoolClient } from 'pg';
import type { Catalog, Pack, Packs as PackCatalog } from '../../catalog/public.ts';
import type { Store } from '../../db/public.ts';
import {
  accept,
  DAY,
  HOUR,
  invariant,
  newId,
  octets,
  refuse,
  type AccountId,
  type Clock,
  type Result,
} from '../../kernel/public.ts';
import type { Ledger } from '../../ledger/public.ts';
import { maskedName, type Directory, type Line } from '../../subscribers/public.ts';
import { receiptNumber } from '../gift.ts';
import type { News } from '../news.ts';
import { packOrigin, type PackOrder } from './order.ts';
import { createOrders } from './orders.ts';
import type { PaymentPort } from './payment.ts';
import {
  createPurchaseDesk,
  type PackPreview,
  type PacksRefusal,
  type Purchase,
} from './purchase.ts';

export type PackMessage = Extract<News, { readonly pack: string }>;

export type PackPorts = {
  /** Has `advance` called for the order at that instant or soon after, also if we fall over meanwhile. */
  schedule(client: PoolClient, order: OrderName, at: number): Promise<void>;
  tell(line: Line, message: PackMessage): void;
};
export type OrderName = { readonly buyer: AccountId; readonly orderId: string };

type Answer<Value> = Promise<Result<Value, PacksRefusal>>;

export type PackShop = {
  packs(): Promise<readonly Pack[]>;
  /**
   * Refuses, in this order: pack_unknown, msisdn_invalid, receiver_not_found, not_authorised (who may not
   * spend the account's money, a minor among them), bill_unpaid; for somebody else also way_not_offered and
   * what is wrong with giver, receiver or what they are to each other.
   */
  preview(purchase: Purchase): Answer<PackPreview>;
  /** Refuses as preview does, then payment_declined, key_reused. */
  buy(purchase: Purchase & { readonly key: string }): Answer<PackOrder>;
  /** The receiver accepts or declines. Refuses, in this order: order_unknown, order_already_ended. */
  answer(receiver: AccountId, orderId: string, accepts: boolean): Answer<PackOrder>;
  /** The buyer takes back an offer that was not answered yet. Refuses as answer does. */
  cancel(buyer: AccountId, orderId: string): Answer<PackOrder>;
  order(account: AccountId, orderId: string): Answer<PackOrder>;
  orders(account: AccountId, limit: number): Promise<readonly PackOrder[]>;
  advance(order: OrderName): Promise<void>;
};

const OFFERED_HOURS = 72;

export function createPackShop(options: {
  store: Store;
  ledger: Ledger;
  catalog: Catalog;
  packs: PackCatalog;
  directory: Directory;
  payment: PaymentPort;
  ports: PackPorts;
  clock: Clock;
  timeZone: string;
  country: string;
}): PackShop {
  const { ledger, packs, directory, payment, ports, clock } = options;
  const orders = createOrders(options.store);

  const desk = createPurchaseDesk(options);

  async function lineOf(account: AccountId): Promise<Line> {
    const line = await directory.line(account);
    invariant(line !== undefined, 'both sides of a purchase are lines');
    return line;
  }

  const isSame = async (order: PackOrder, purchase: Purchase): Promise<boolean> => {
    if (order.packId !== purchase.packId) return false;
    const to = await desk.receiverOf(purchase, await lineOf(purchase.buyer));
    return to.ok && to.value.accountId === order.receiver;
  };

  const step = async (order: PackOrder): Promise<PackOrder | undefined> => {
    switch (order.state) {
      case 'asked':
        return pay(order);
      case 'offered':
        return clock.now() < (order.offeredUntil ?? 0) ? order : giveBack(order, 'not_accepted');
      case 'delivering':
        return deliver(order);
      case 'refunding':
        return refund(order);
      default:
        return order;
    }
  };

  const advance = async ({ buyer, orderId }: OrderName): Promise<PackOrder | undefined> => {
    let order = await orders.find(buyer, orderId);
    for (let round = 0; round < 6 && order !== undefined; round += 1) {
      const next = await step(order);
      if (next === order) return order;
      order = next ?? (await orders.find(buyer, orderId));
    }
    return order;
  };

  async function pay(order: PackOrder): Promise<PackOrder | undefined> {
    const paid =
      order.priceCents === 0 ? accept(undefined) : await payment.charge(paymentOf(order));
    if (!paid.ok)
      return orders.change(order, ['asked'], {
        state: 'not_paid',
        reason: paid.refusal.reason,
        endedAt: clock.now(),
      });
    const { buyer, id: orderId, offeredUntil } = order;
    if (order.receiver !== buyer) await orders.offer(order);
    if (offeredUntil === null)
      return orders.change(order, ['asked'], { state: 'delivering', deliversAt: clock.now() });
    const offered = await orders.change(order, ['asked'], { state: 'offered' }, (client) =>
      ports.schedule(client, { buyer, orderId }, offeredUntil),
    );
    if (offered !== undefined)
      await tell(order, 'pack_offered', order.receiver, buyer, offeredUntil);
    return offered;
  }

  async function deliver(order: PackOrder): Promise<PackOrder | undefined> {
    const { deliversAt, buyer, receiver } = order;
    invariant(deliversAt !== null, 'when an order is delivered is fixed before it is');
    const to = await lineOf(receiver);
    // A line that is suspended gets what it or its family bought; one that is closed can use nothing.
    if (to.status === 'closed') return giveBack(order, 'line_cannot_receive');
    const granted = await ledger.execute({
      name: 'grant',
      accountId: receiver,
      key: packOrigin(order),
      kind: 'pack',
      scope: order.scope,
      origin: packOrigin(order),
      octets: order.octets,
      validFrom: deliversAt,
      expiresAt: deliversAt + order.validityDays * DAY,
    });
    if (!granted.ok) return giveBack(order, granted.refusal.code);
    const delivered = await orders.change(order, ['delivering'], {
      state: 'delivered',
      endedAt: clock.now(),
    });
    if (delivered === undefined) return undefined;
    const about = receiver === buyer ? 'pack_bought' : 'pack_received';
    await tell(order, about, receiver, buyer, deliversAt + order.validityDays * DAY);
    return delivered;
  }

  const giveBack = (order: PackOrder, reason: string): Promise<PackOrder | undefined> =>
    orders.change(order, ['offered', 'delivering'], { state: 'refunding', reason });

  async function refund(order: PackOrder): Promise<PackOrder | undefined> {
    if (order.priceCents > 0) await payment.refund(paymentOf(order));
    const refunded = await orders.change(order, ['refunding'], {
      state: 'refunded',
      endedAt: clock.now(),
    });
    if (refunded !== undefined) await tell(order, 'pack_refunded', order.buyer, order.receiver);
    return refunded;
  }

  async function tell(
    order: PackOrder,
    about: PackMessage['about'],
    to: AccountId,
    other: AccountId,
    expiresAt = 0,
  ): Promise<void> {
    const [line, named, pack] = await Promise.all([
      lineOf(to),
      lineOf(other),
      packs.pack(order.packId),
    ]);
    const facts = {
      pack: pack?.name[line.language === 'fr' ? 'fr' : 'en'] ?? order.packId,
      octets: order.octets,
      receipt: receiptNumber(order.id),
    };
    const by = { other: maskedName(named.name) };
    if (about === 'pack_bought') ports.tell(line, { about, ...facts, expiresAt });
    else if (about === 'pack_refunded') ports.tell(line, { about, ...facts, ...by });
    else ports.tell(line, { about, ...facts, ...by, expiresAt });
  }

  /** From `offered` on, as whoever may say so wants. */
  async function decide(
    order: PackOrder | undefined,
    to: 'delivering' | 'refunding',
    reason: string | null,
  ): Answer<PackOrder> {
    if (order === undefined) return refuse({ code: 'order_unknown' });
    const wanted = to === 'delivering' ? ['delivering', 'delivered'] : ['refunding', 'refunded'];
    if (order.state === 'offered' && clock.now() < (order.offeredUntil ?? 0)) {
      const { buyer, id: orderId } = order;
      await orders.change(
        order,
        ['offered'],
        { state: to, reason, ...(to === 'delivering' ? { deliversAt: clock.now() } : {}) },
        (client) => ports.schedule(client, { buyer, orderId }, clock.now()),
      );
    }
    const after = await advance({ buyer: order.buyer, orderId: order.id });
    invariant(after !== undefined, 'an order is kept');
    return wanted.includes(after.state) ? accept(after) : ended(after);
  }

  return {
    packs: () => packs.sold(),
    preview: (purchase) => desk.preview(purchase),
    async buy({ key, ...purchase }) {
      const { buyer } = purchase;
      const known = await orders.findByKey(buyer, key);
      let order = known;
      if (known !== undefined && !(await isSame(known, purchase)))
        return refuse({ code: 'key_reused', key });
      if (order === undefined) {
        const previewed = await desk.preview(purchase);
        if (!previewed.ok) return previewed;
        const { pack, receiver, needsConsent, policy } = previewed.value;
        const now = clock.now();
        const id = newId(now);
        const wait = (policy.claim?.hours ?? OFFERED_HOURS) * HOUR;
        order = await orders.insert(
          {
            id,
            key,
            buyer,
            receiver: receiver.accountId,
            packId: pack.id,
            octets: octets(pack.octets),
            scope: pack.scope,
            validityDays: pack.validityDays,
            priceCents: pack.priceCents,
            state: 'asked',
            askedAt: now,
            offeredUntil: needsConsent ? now + wait : null,
            deliversAt: null,
            endedAt: null,
            reason: null,
          },
          (client) => ports.schedule(client, { buyer, orderId: id }, now),
        );
        if (order.id !== id && !(await isSame(order, purchase)))
          return refuse({ code: 'key_reused', key });
      }
      const after = (await advance({ buyer, orderId: order.id })) ?? order;
      return after.state === 'not_paid'
        ? refuse({
            code: 'payment_declined',
            reason: after.reason === 'limit' ? 'limit' : 'declined',
          })
        : accept(after);
    },
    answer: async (receiver, orderId, accepts) =>
      decide(
        await orders.findOffered(receiver, orderId),
        accepts ? 'delivering' : 'refunding',
        accepts ? null : 'declined',
      ),
    cancel: async (buyer, orderId) =>
      decide(await orders.find(buyer, orderId), 'refunding', 'cancelled'),
    async order(account, orderId) {
      const order =
        (await orders.find(account, orderId)) ?? (await orders.findOffered(account, orderId));
      return order === undefined ? refuse({ code: 'order_unknown' }) : accept(order);
    },
    orders: (account, limit) => orders.list(account, limit),
    async advance(name) {
      await advance(name);
    },
  };
}

const paymentOf = ({ buyer, id, priceCents, packId }: PackOrder) => ({
  account: buyer,
  key: `pack:${id}`,
  cents: priceCents,
  about: `pack:${packId}`,
});

const ended = (order: PackOrder) =>
  refuse({ code: 'order_already_ended', state: order.state } as const);
