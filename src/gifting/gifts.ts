// Gifts as they are kept. A gift lives in its giver's part; a change of state names the states that it
// may come from, so that of two who change it at once only one does.

import type { Kysely } from 'kysely';
import type { PoolClient } from 'pg';
import { transact, type Database, type Store, type Transaction } from '../db/public.ts';
import type { Cycle } from '../catalog/public.ts';
import {
  accept,
  DAY,
  invariant,
  partOf,
  refuse,
  type AccountId,
  type Instant,
  type Result,
} from '../kernel/public.ts';
import type { Gift, GiftState } from './gift.ts';
import { changesOf, giftOf, rowOf } from './gift-row.ts';
import type { GiftingPorts } from './ports.ts';
import type { GiftRefusal } from './refusal.ts';
import { createRowsTogether, type Arrived } from './rows-together.ts';
import type { History } from './rules/side.ts';

export type Gifts = {
  /**
   * Keeps a gift that was just asked for, with others of the same moment, or finds the one that its key was
   * used for before.
   */
  insert(gift: Gift, schedule?: (client: PoolClient) => Promise<void>): Promise<Gift>;
  /** The same within a transaction of somebody else's. */
  insertWithin(
    transaction: Transaction,
    gift: Gift,
    schedule?: (client: PoolClient) => Promise<void>,
  ): Promise<Gift>;
  /**
   * Keeps it only if `check` finds nothing against it in what the giver gave of late. Nobody else's gift
   * of the same giver comes between the check and the keeping.
   */
  insertChecked(
    gift: Gift,
    cycle: Pick<Cycle, 'startsOn' | 'startsAt'>,
    schedule: ((client: PoolClient) => Promise<void>) | undefined,
    check: (history: History) => GiftRefusal | undefined,
  ): Promise<Result<Gift, GiftRefusal>>;
  /** What a giver gave of late: the receivers in the cycle, and when it last gave. */
  history(
    giver: AccountId,
    cycle: Pick<Cycle, 'startsOn' | 'startsAt'>,
    now: Instant,
  ): Promise<History>;
  /** Several that a line received; what is unknown is left out. */
  findReceivedAll(receiver: AccountId, giftIds: readonly string[]): Promise<readonly Gift[]>;
  /** A gift that the ledger refused to hold was never one. */
  forget(gift: Pick<Gift, 'giver' | 'id'>): Promise<void>;
  find(giver: AccountId, giftId: string): Promise<Gift | undefined>;
  findByKey(giver: AccountId, key: string): Promise<Gift | undefined>;
  /** A gift by its receiver, who has a row of it once it was delivered. */
  findReceived(receiver: AccountId, giftId: string): Promise<Gift | undefined>;
  /** Changes a gift that is in one of these states. Undefined when it is in another by now. */
  change(
    gift: Pick<Gift, 'giver' | 'id'>,
    from: readonly GiftState[],
    to: Partial<Gift>,
    also?: (client: PoolClient) => Promise<void>,
  ): Promise<Gift | undefined>;
  /** The row by which its receiver finds it once it has left its giver. Twice is as once. */
  linkReceived(gift: Gift): Promise<void>;
  /** From asked to delivered, with others of the same moment. Undefined when it is in another state by now. */
  deliver(arrived: Arrived): Promise<Gift | undefined>;
  /** The newest first, at most `limit`, from before the gift named. */
  list(
    account: AccountId,
    page: { limit: number; before?: string | undefined },
  ): Promise<readonly Gift[]>;
};

export function createGifts(
  store: Store,
  ports: Pick<GiftingPorts, 'emit' | 'emitAll'> = {},
): Gifts {
  const { kysely, parts } = store;
  const { emit } = ports;
  const together = createRowsTogether(store, ports);
  const at = (gift: Pick<Gift, 'giver' | 'id'>) => ({
    part: partOf(gift.giver, parts),
    account_id: gift.giver,
    gift_id: gift.id,
  });
  const findByKey = async (within: Kysely<Database>, giver: AccountId, key: string) => {
    const row = await within
      .selectFrom('gift')
      .selectAll()
      .where((is) => is.and({ part: partOf(giver, parts), account_id: giver, key }))
      .executeTakeFirst();
    return row === undefined ? undefined : giftOf(row);
  };
  const insertWithin = async (
    { client, kysely: within }: Transaction,
    gift: Gift,
    schedule?: (client: PoolClient) => Promise<void>,
  ): Promise<Gift> => {
    const inserted = await within
      .insertInto('gift')
      .values(rowOf(gift, parts))
      .onConflict((conflict) => conflict.columns(['part', 'account_id', 'key']).doNothing())
      .returningAll()
      .executeTakeFirst();
    if (inserted !== undefined) {
      await schedule?.(client);
      return giftOf(inserted);
    }
    const known = await findByKey(within, gift.giver, gift.key);
    invariant(known !== undefined, 'a key that was used has its gift');
    return known;
  };
  return {
    async insert(gift, schedule) {
      if (await together.insert({ gift, also: schedule })) return gift;
      const known = await findByKey(kysely, gift.giver, gift.key);
      invariant(known !== undefined, 'a key that was used has its gift');
      return known;
    },
    insertWithin,
    insertChecked: (gift, cycle, schedule, check) =>
      transact(store, async (transaction) => {
        const within = transaction.kysely;
        await within
          .selectFrom('line')
          .select('account_id')
          .where((is) => is.and({ part: partOf(gift.giver, parts), account_id: gift.giver }))
          .forUpdate()
          .execute();
        const known = await findByKey(within, gift.giver, gift.key);
        if (known !== undefined) return accept(known);
        const refusal = check(await historyOf(within, parts, gift.giver, cycle, gift.askedAt));
        if (refusal !== undefined) return refuse(refusal);
        return accept(await insertWithin(transaction, gift, schedule));
      }),
    history: (giver, cycle, now) => historyOf(kysely, parts, giver, cycle, now),
    async forget(gift) {
      await kysely
        .deleteFrom('gift')
        .where((is) => is.and({ ...at(gift), state: 'asked' }))
        .execute();
    },
    async find(giver, giftId) {
      const row = await kysely
        .selectFrom('gift')
        .selectAll()
        .where((is) => is.and(at({ giver, id: giftId })))
        .executeTakeFirst();
      return row === undefined ? undefined : giftOf(row);
    },
    findByKey: (giver, key) => together.findByKey(giver, key),
    async findReceived(receiver, giftId) {
      const row = await received(kysely, receiver, parts)
        .where('gift_received.gift_id', '=', giftId)
        .executeTakeFirst();
      return row === undefined ? undefined : giftOf(row);
    },
    async findReceivedAll(receiver, giftIds) {
      const rows = await received(kysely, receiver, parts)
        .where('gift_received.gift_id', 'in', giftIds)
        .execute();
      return rows.map(giftOf);
    },
    async change(gift, from, to, also) {
      return transact(store, async ({ client, kysely: within }) => {
        const row = await within
          .updateTable('gift')
          .set(changesOf(to))
          .where((is) => is.and(at(gift)))
          .where('state', 'in', from)
          .returningAll()
          .executeTakeFirst();
        if (row === undefined) return undefined;
        await also?.(client);
        const changed = giftOf(row);
        await emit?.(client, changed);
        return changed;
      });
    },
    linkReceived: (gift) => together.link(gift),
    deliver: (arrived) => together.deliver(arrived),
    async list(account, { limit, before }) {
      let given = kysely
        .selectFrom('gift')
        .selectAll()
        .where('part', '=', partOf(account, parts))
        .where('account_id', '=', account)
        .where('state', '<>', 'asked')
        .orderBy('gift_id', 'desc')
        .limit(limit);
      let got = received(kysely, account, parts)
        .orderBy('gift_received.gift_id', 'desc')
        .limit(limit);
      if (before !== undefined) {
        given = given.where('gift_id', '<', before);
        got = got.where('gift_received.gift_id', '<', before);
      }
      const [givenRows, gotRows] = await Promise.all([given.execute(), got.execute()]);
      // Ids are of version 7: by id is by time.
      return [...givenRows, ...gotRows]
        .map(giftOf)
        .toSorted((left, right) => (left.id < right.id ? 1 : -1))
        .slice(0, limit);
    },
  };
}

const received = (kysely: Kysely<Database>, receiver: AccountId, parts: number) =>
  kysely
    .selectFrom('gift_received')
    .innerJoin('gift', (join) =>
      join
        .onRef('gift.part', '=', 'gift_received.giver_part')
        .onRef('gift.account_id', '=', 'gift_received.giver_account_id')
        .onRef('gift.gift_id', '=', 'gift_received.gift_id'),
    )
    .selectAll('gift')
    .where('gift_received.part', '=', partOf(receiver, parts))
    .where('gift_received.account_id', '=', receiver)
    // What has not arrived is nothing to its receiver, though the way to it may be kept already.
    .where('gift.state', 'in', ['in_transit', 'delivered', 'declining', 'declined']);

/** A gift id of version 7 begins with its instant: from this one on are those asked for from then on. */
const firstIdFrom = (at: Instant): string => {
  const hex = Math.max(0, at).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
};

async function historyOf(
  within: Kysely<Database>,
  parts: number,
  giver: AccountId,
  cycle: Pick<Cycle, 'startsOn' | 'startsAt'>,
  now: Instant,
): Promise<History> {
  // The longest time that may have to pass between two gifts is a month.
  const since = Math.min(cycle.startsAt, now - 31 * DAY);
  const rows = await within
    .selectFrom('gift')
    .select((row) => [
      'receiver_account_id',
      row.fn.max('asked_at').as('asked_at'),
      row.fn.max('period').as('period'),
    ])
    .where('part', '=', partOf(giver, parts))
    .where('account_id', '=', giver)
    .where('gift_id', '>=', firstIdFrom(since))
    .where('state', 'not in', ['undone', 'returned'])
    .groupBy('receiver_account_id')
    .execute();
  return {
    receivers: rows
      .filter(({ period }) => period === cycle.startsOn)
      .map((row) => row.receiver_account_id),
    lastAskedAt: rows.length === 0 ? null : Math.max(...rows.map((row) => row.asked_at)),
  };
}
