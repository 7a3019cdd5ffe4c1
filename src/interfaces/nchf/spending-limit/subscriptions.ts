// Subscriptions as they are kept. The account stands in a subscription's id, so that each is found in its
// part of the store.

import { randomBytes } from 'node:crypto';
import type { Selectable } from 'kysely';
import { instantValue, type Database, type Store } from '../../../db/public.ts';
import { partOf, type AccountId, type Instant } from '../../../kernel/public.ts';

export type Subscription = {
  readonly id: string;
  readonly accountId: AccountId;
  readonly notifyUri: string;
  readonly notifyId: string | undefined;
  readonly supi: string;
  /** Undefined: every counter that the line has. */
  readonly counterIds: readonly string[] | undefined;
  /** Status by counter, as the subscriber was told last. */
  readonly statuses: Statuses;
  readonly expiresAt: Instant | undefined;
};
export type Statuses = { readonly [counterId: string]: string };

export type Subscriptions = {
  /** Writes it, new or in the place of what was there. */
  put(subscription: Subscription): Promise<void>;
  find(id: string): Promise<Subscription | undefined>;
  ofAccount(accountId: AccountId): Promise<readonly Subscription[]>;
  /** Whether there was one. */
  remove(id: string): Promise<boolean>;
  /** Records what the subscriber was told; nothing where the subscription is gone. */
  tell(id: string, statuses: Statuses): Promise<void>;
  /** Accounts with a subscription made at `since` or later. */
  accounts(since: Instant): Promise<readonly AccountId[]>;
  /** Removes what has expired. Gives the accounts concerned. */
  expire(): Promise<readonly AccountId[]>;
};

const RADIX = 36;

export const newSubscriptionId = (accountId: AccountId): string =>
  `${accountId.toString(RADIX)}-${randomBytes(12).toString('base64url')}`;

const ID = /^([0-9a-z]{1,11})-[\w-]{16}$/;

/** Undefined when no subscription of ours is named so. */
function accountIn(id: string): AccountId | undefined {
  const digits = ID.exec(id)?.[1];
  const accountId = digits === undefined ? Number.NaN : Number.parseInt(digits, RADIX);
  return Number.isSafeInteger(accountId) ? accountId : undefined;
}

export function createSubscriptions(
  { kysely, parts }: Pick<Store, 'kysely' | 'parts'>,
  now: () => Instant,
): Subscriptions {
  const one = (id: string) => {
    const accountId = accountIn(id);
    return accountId === undefined ? undefined : { accountId, part: partOf(accountId, parts) };
  };
  return {
    async put(subscription) {
      const { part, account_id, subscription_id, made_at, ...changing } = rowOf(
        subscription,
        parts,
        now(),
      );
      await kysely
        .insertInto('counter_subscription')
        .values({ part, account_id, subscription_id, made_at, ...changing })
        .onConflict((conflict) =>
          conflict.columns(['part', 'account_id', 'subscription_id']).doUpdateSet(changing),
        )
        .execute();
    },
    async find(id) {
      const place = one(id);
      if (place === undefined) return undefined;
      const row = await kysely
        .selectFrom('counter_subscription')
        .selectAll()
        .where('part', '=', place.part)
        .where('account_id', '=', place.accountId)
        .where('subscription_id', '=', id)
        .executeTakeFirst();
      return row === undefined || hasExpired(row, now()) ? undefined : subscriptionIn(row);
    },
    async ofAccount(accountId) {
      const rows = await kysely
        .selectFrom('counter_subscription')
        .selectAll()
        .where('part', '=', partOf(accountId, parts))
        .where('account_id', '=', accountId)
        .orderBy('subscription_id')
        .execute();
      return rows.filter((row) => !hasExpired(row, now())).map(subscriptionIn);
    },
    async remove(id) {
      const place = one(id);
      if (place === undefined) return false;
      const removed = await kysely
        .deleteFrom('counter_subscription')
        .where('part', '=', place.part)
        .where('account_id', '=', place.accountId)
        .where('subscription_id', '=', id)
        .returning('expires_at')
        .executeTakeFirst();
      return removed !== undefined && !hasExpired(removed, now());
    },
    async tell(id, statuses) {
      const place = one(id);
      if (place === undefined) return;
      await kysely
        .updateTable('counter_subscription')
        .set({ statuses: JSON.stringify(statuses) })
        .where('part', '=', place.part)
        .where('account_id', '=', place.accountId)
        .where('subscription_id', '=', id)
        .execute();
    },
    async accounts(since) {
      const rows = await kysely
        .selectFrom('counter_subscription')
        .select('account_id')
        .distinct()
        .where('made_at', '>=', instantValue(since))
        .execute();
      return rows.map((row) => row.account_id);
    },
    async expire() {
      const rows = await kysely
        .deleteFrom('counter_subscription')
        .where('expires_at', '<=', instantValue(now()))
        .returning('account_id')
        .execute();
      return rows.map((row) => row.account_id);
    },
  };
}

type Row = Selectable<Database['counter_subscription']>;

const hasExpired = ({ expires_at }: Pick<Row, 'expires_at'>, now: Instant): boolean =>
  expires_at !== null && expires_at <= now;

const rowOf = (subscription: Subscription, parts: number, now: Instant) => ({
  part: partOf(subscription.accountId, parts),
  account_id: subscription.accountId,
  subscription_id: subscription.id,
  notify_uri: subscription.notifyUri,
  notify_id: subscription.notifyId ?? null,
  supi: subscription.supi,
  counter_ids: subscription.counterIds === undefined ? null : [...subscription.counterIds],
  statuses: JSON.stringify(subscription.statuses),
  expires_at: subscription.expiresAt === undefined ? null : new Date(subscription.expiresAt),
  made_at: new Date(now),
});

const subscriptionIn = (row: Row): Subscription => ({
  id: row.subscription_id,
  accountId: row.account_id,
  notifyUri: row.notify_uri,
  notifyId: row.notify_id ?? undefined,
  supi: row.supi,
  counterIds: row.counter_ids ?? undefined,
  statuses: row.statuses as Statuses,
  expiresAt: row.expires_at ?? undefined,
});
