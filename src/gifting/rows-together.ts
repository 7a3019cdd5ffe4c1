// What many gifts have kept at the same moment, kept together: one statement, and one commit, for all of them.
// A gift alone pays a round trip and a flush for each step; of fifty at once each pays a fiftieth.

import type { Selectable } from 'kysely';
import type { PoolClient } from 'pg';
import {
  createGather,
  lanesOf,
  transact,
  transactAlone,
  type Database,
  type Store,
} from '../db/public.ts';
import { partOf, type AccountId, type Instant } from '../kernel/public.ts';
import { receiptNumber, type Gift, type GiftSource } from './gift.ts';
import { GIFT_COLUMNS, giftOf } from './gift-row.ts';
import type { GiftingPorts } from './ports.ts';

export type NewGift = {
  readonly gift: Gift;
  /** Within the transaction that keeps it. */
  readonly also?: ((client: PoolClient) => Promise<void>) | undefined;
};

/** How a gift that had only been asked for has arrived. */
export type Arrived = {
  readonly gift: Gift;
  readonly sources: readonly GiftSource[];
  readonly deliveredAt: Instant;
  readonly expiresAt: Instant;
  readonly also?: ((client: PoolClient) => Promise<void>) | undefined;
};

export type RowsTogether = {
  findByKey(giver: AccountId, key: string): Promise<Gift | undefined>;
  /** Whether it is kept: false where its key was used before. */
  insert(gift: NewGift): Promise<boolean>;
  /** The row by which its receiver finds it. Twice is as once. */
  link(gift: Gift): Promise<void>;
  /** From asked to delivered. Undefined where it is in another state by now. */
  deliver(arrived: Arrived): Promise<Gift | undefined>;
};

export function createRowsTogether(
  store: Store,
  { emit, emitAll }: Pick<GiftingPorts, 'emit' | 'emitAll'> = {},
): RowsTogether {
  const lanes = lanesOf(store);
  const { parts } = store;
  const findByKey = createGather<GiverKey, Gift | undefined>({
    lanes,
    async run(keys) {
      const { rows } = await store.pool.query<Selectable<Database['gift']>>({
        name: 'gifting_by_key',
        text: BY_KEY,
        values: [
          keys.map(({ giver }) => partOf(giver, parts)),
          keys.map(({ giver }) => giver),
          keys.map(({ key }) => key),
        ],
      });
      const found = rows.map(giftOf);
      return keys.map(({ giver, key }) =>
        found.find((gift) => gift.giver === giver && gift.key === key),
      );
    },
  });
  const insert = createGather<NewGift, boolean>({
    lanes,
    run: (wanted) =>
      transact(store, async ({ client }) => {
        const kept = await insertRows(client, parts, wanted);
        for (const { gift, also } of wanted) if (kept.has(gift.id)) await also?.(client);
        return wanted.map(({ gift }) => kept.has(gift.id));
      }),
  });
  const link = createGather<Gift, void>({
    lanes,
    async run(gifts) {
      await transactAlone(store.pool, (database) =>
        database.query({
          name: 'gifting_link',
          text: LINK,
          values: [JSON.stringify(inOrder(gifts.map((gift) => linkRow(gift, parts))))],
        }),
      );
      return gifts.map(() => undefined);
    },
  });
  const deliver = createGather<Arrived, Gift | undefined>({
    lanes,
    run: (all) =>
      transact(store, async ({ client }) => {
        const { rows } = await client.query<{ gift_id: string }>({
          name: 'gifting_deliver',
          text: DELIVER,
          values: [JSON.stringify(inOrder(all.map((one) => arrivedRow(one, parts))))],
        });
        const changed = new Set(rows.map((row) => row.gift_id));
        const gifts = all.map((one) => (changed.has(one.gift.id) ? delivered(one) : undefined));
        for (const { gift, also } of all) if (changed.has(gift.id)) await also?.(client);
        const told = gifts.filter((gift) => gift !== undefined);
        if (emitAll !== undefined) await emitAll(client, told);
        else for (const gift of told) await emit?.(client, gift);
        return gifts;
      }),
  });
  const partOfGiver = (gift: Gift): number => partOf(gift.giver, parts);
  return {
    findByKey: (giver, key) => findByKey(partOf(giver, parts), { giver, key }),
    insert: (wanted) => insert(partOfGiver(wanted.gift), wanted),
    link: (gift) => link(partOf(gift.receiver, parts), gift),
    deliver: (arrived) => deliver(partOfGiver(arrived.gift), arrived),
  };
}

type GiverKey = { readonly giver: AccountId; readonly key: string };

/** Most keys are new. Its columns by name, so that one that a later version adds changes nothing. */
const BY_KEY = `
  select ${GIFT_COLUMNS.map((column) => `g.${column}`).join(', ')}
  from unnest($1::smallint[], $2::bigint[], $3::text[]) as u (part, account_id, key)
  join gift g on g.part = u.part and g.account_id = u.account_id and g.key = u.key`;

const COLUMNS = `part, account_id, gift_id, key, receiver_account_id, octets, way, choice, fee_cents, hold,
  facts, state, receipt, policy_id, policy_version, period, sources, delivery, asked_at, undo_until`;

/** Locks nothing but its own new rows; of two with one key the second waits for the first one's end. */
const INSERT = `
  insert into gift (${COLUMNS})
  select ${COLUMNS} from json_populate_recordset(null::gift, $1::json)
  on conflict (part, account_id, key) do nothing
  returning gift_id`;

const LINK = `
  insert into gift_received (part, account_id, gift_id, giver_part, giver_account_id)
  select part, account_id, gift_id, giver_part, giver_account_id
  from json_populate_recordset(null::gift_received, $1::json)
  on conflict (part, account_id, gift_id) do nothing`;

/** Locks the gifts in the order of their accounts. */
const DELIVER = `
  update gift as g
  set state = 'delivered', sources = u.sources, delivered_at = u.delivered_at,
      expires_at = u.expires_at
  from json_populate_recordset(null::gift, $1::json) as u
  where g.part = u.part and g.account_id = u.account_id and g.gift_id = u.gift_id
    and g.state = 'asked'
  returning g.gift_id`;

async function insertRows(
  client: PoolClient,
  parts: number,
  wanted: readonly NewGift[],
): Promise<ReadonlySet<string>> {
  const { rows } = await client.query<{ gift_id: string }>({
    name: 'gifting_insert',
    text: INSERT,
    values: [JSON.stringify(inOrder(wanted.map(({ gift }) => newRow(gift, parts))))],
  });
  return new Set(rows.map((row) => row.gift_id));
}

type Keyed = { readonly part: number; readonly account_id: AccountId; readonly gift_id: string };

/** Whoever takes several locks takes them in this order, so that two never wait for each other. */
const inOrder = <Row extends Keyed>(rows: readonly Row[]): readonly Row[] =>
  rows.toSorted(
    (left, right) =>
      left.part - right.part ||
      left.account_id - right.account_id ||
      (left.gift_id < right.gift_id ? -1 : 1),
  );

const keyOf = (gift: Gift, parts: number): Keyed => ({
  part: partOf(gift.giver, parts),
  account_id: gift.giver,
  gift_id: gift.id,
});

const newRow = (gift: Gift, parts: number) => ({
  ...keyOf(gift, parts),
  key: gift.key,
  receiver_account_id: gift.receiver,
  octets: gift.octets,
  way: gift.way,
  choice: gift.choice,
  fee_cents: gift.feeCents,
  hold: gift.hold,
  facts: gift.facts,
  state: gift.state,
  receipt: receiptNumber(gift.id),
  policy_id: gift.policyId,
  policy_version: gift.policyVersion,
  period: gift.period,
  sources: gift.sources,
  delivery: gift.delivery,
  asked_at: new Date(gift.askedAt),
  undo_until: new Date(gift.undoUntil),
});

const linkRow = (gift: Gift, parts: number) => ({
  part: partOf(gift.receiver, parts),
  account_id: gift.receiver,
  gift_id: gift.id,
  giver_part: partOf(gift.giver, parts),
  giver_account_id: gift.giver,
});

const arrivedRow = ({ gift, sources, deliveredAt, expiresAt }: Arrived, parts: number) => ({
  ...keyOf(gift, parts),
  sources,
  delivered_at: new Date(deliveredAt),
  expires_at: new Date(expiresAt),
});

const delivered = ({ gift, sources, deliveredAt, expiresAt }: Arrived): Gift => ({
  ...gift,
  state: 'delivered',
  sources,
  deliveredAt,
  expiresAt,
});
