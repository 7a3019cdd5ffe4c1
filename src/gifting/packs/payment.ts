// How what is bought is paid. The carrier's billing stands behind this port; what comes with Largesse puts it
// on the account's bill, in a table that is only ever added to and that billing reads (`bill_item`).

import { sql } from 'kysely';
import { transact, type Store } from '../../db/public.ts';
import {
  accept,
  newId,
  partOf,
  refuse,
  type AccountId,
  type Clock,
  type Instant,
  type Result,
} from '../../kernel/public.ts';

export type PaymentRefusal = {
  readonly code: 'payment_declined';
  /** `limit`: more than the account may buy on its bill before the next one. */
  readonly reason: 'limit' | 'declined';
  readonly limitCents?: number;
};

export type Payment = {
  readonly account: AccountId;
  /** The same key is paid, or paid back, once. */
  readonly key: string;
  /** In hundredths of the carrier's currency; above zero. */
  readonly cents: number;
  /** For the bill: `pack:day-1`. */
  readonly about: string;
};

/** Throws a Fault when it cannot be told whether it was paid: the same key may be tried again. */
export type PaymentPort = {
  charge(payment: Payment): Promise<Result<undefined, PaymentRefusal>>;
  /** Of a charge that was made with this key. Doing it twice does it once. */
  refund(payment: Payment): Promise<void>;
};

/** On the account's bill, up to so much since the bill's cycle began. */
export function billToAccount(options: {
  store: Store;
  clock: Clock;
  limitCents: number;
  cycleStartsAt: (account: AccountId) => Promise<Instant>;
}): PaymentPort {
  const { store, clock, limitCents, cycleStartsAt } = options;
  const itemOf = ({ account, about }: Payment, key: string, cents: number) => ({
    part: partOf(account, store.parts),
    account_id: account,
    item_id: newId(clock.now()),
    key,
    about,
    cents,
    at: new Date(clock.now()),
  });
  return {
    async charge(payment) {
      const { account, key, cents } = payment;
      const since = await cycleStartsAt(account);
      return transact(store, async ({ kysely }) => {
        // Two who buy at once on one account take turns, so that both are not the last that fits.
        await kysely
          .selectFrom('line')
          .select('account_id')
          .where('part', '=', partOf(account, store.parts))
          .where('account_id', '=', account)
          .forUpdate()
          .execute();
        const items = kysely
          .selectFrom('bill_item')
          .where('part', '=', partOf(account, store.parts))
          .where('account_id', '=', account);
        const known = await items.select('cents').where('key', '=', key).executeTakeFirst();
        if (known !== undefined) return accept(undefined);
        const { sum } = await items
          .select(sql<number>`coalesce(sum(cents), 0)::bigint`.as('sum'))
          .where('at', '>=', sql<never>`${new Date(since)}::timestamptz`)
          .executeTakeFirstOrThrow();
        if (sum + cents > limitCents)
          return refuse({ code: 'payment_declined', reason: 'limit', limitCents } as const);
        await kysely
          .insertInto('bill_item')
          .values(itemOf(payment, key, cents))
          .execute();
        return accept(undefined);
      });
    },
    async refund(payment) {
      await transact(store, async ({ kysely }) => {
        await kysely
          .insertInto('bill_item')
          .values(itemOf(payment, `${payment.key}:refund`, -payment.cents))
          .onConflict((conflict) => conflict.columns(['part', 'account_id', 'key']).doNothing())
          .execute();
      });
    },
  };
}
