// Who is told of what, and how that went.

import { randomBytes } from 'node:crypto';
import { transact, transactAlone, type Store } from '../../db/public.ts';
import {
  accept,
  DAY,
  idOfWords,
  newId,
  refuse,
  type Clock,
  type Instant,
  type Result,
} from '../../kernel/public.ts';
import type { Reach, UrlRefusal } from './address.ts';
import type { Format } from './event.ts';

export type Subscription = {
  readonly id: string;
  readonly clientId: string;
  readonly format: Format;
  readonly url: string;
  /** Empty: every type of its format. */
  readonly types: readonly string[];
  /** As a TMF hub was given it. */
  readonly query: string | null;
  readonly secret: Buffer;
  readonly madeAt: Instant;
};

/** How its deliveries stand, of the last thirty days. */
export type Watched = Subscription & {
  readonly waiting: number;
  readonly delivered: number;
  readonly failed: number;
  /** Of the last delivery that was tried. */
  readonly lastAnswer: string | null;
};

export type SubscriptionRefusal =
  | UrlRefusal
  | { readonly code: 'subscriptions_full'; readonly limit: number }
  | { readonly code: 'key_reused'; readonly key: string };

export type Subscriptions = {
  /** The same key makes the same. Refuses, in this order: url_not_reachable, key_reused, subscriptions_full. */
  add(
    wanted: Pick<Subscription, 'clientId' | 'format' | 'url' | 'types' | 'query'> & {
      readonly key: string | undefined;
    },
  ): Promise<Result<Subscription, SubscriptionRefusal>>;
  /** Those that have not ended: of one partner, or of all. */
  list(clientId?: string): Promise<readonly Watched[]>;
  /** False when the partner has none of this id. */
  end(clientId: string, id: string): Promise<boolean>;
  /** Deletes events, with their deliveries, that nobody will ask for again. Answers how many. */
  forget(): Promise<number>;
};

const OF_A_PARTNER = 20;
const LISTED = 1_000;
const KEPT = 30 * DAY;
const FORGOTTEN_AT_ONCE = 10_000;

type Row = {
  readonly subscription_id: string;
  readonly client_id: string;
  readonly format: Format;
  readonly url: string;
  readonly types: string[];
  readonly query: string | null;
  readonly secret: Buffer;
  readonly made_at: Instant;
};

export function createSubscriptions(
  store: Pick<Store, 'pool'>,
  clock: Clock,
  reach: Reach,
): Subscriptions {
  const { pool } = store;
  return {
    async add({ clientId, format, url, types, query, key }) {
      const checked = reach.check(url);
      if (!checked.ok) return checked;
      const id = key === undefined ? newId(clock.now()) : idOfWords(clientId, format, key);
      return transact(store, async ({ client }) => {
        // Its partner's row makes two who add at once take turns, so that both see how many there are.
        await client.query('select from partner where client_id = $1 for update', [clientId]);
        const { rows: known } = await client.query<Row & { ended_at: Instant | null }>(
          `select * from event_subscription where subscription_id = $1
           union all
           (select * from event_subscription
            where client_id = $2 and ended_at is null and subscription_id <> $1
            limit ${OF_A_PARTNER})`,
          [id, clientId],
        );
        const same = known.find((row) => row.subscription_id === id);
        if (same !== undefined)
          return same.url === url && same.query === query && isSameSet(same.types, types)
            ? accept(subscriptionOf(same))
            : refuse({ code: 'key_reused', key: key ?? '' } as const);
        if (known.length >= OF_A_PARTNER)
          return refuse({ code: 'subscriptions_full', limit: OF_A_PARTNER } as const);
        const { rows } = await client.query<Row>(
          `insert into event_subscription
             (subscription_id, client_id, format, url, types, query, secret, made_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8) returning *`,
          [id, clientId, format, url, types, query, randomBytes(32), new Date(clock.now())],
        );
        const [row] = rows;
        if (row === undefined) throw new Error('what is inserted is returned');
        return accept(subscriptionOf(row));
      });
    },
    async list(clientId) {
      const { rows } = await pool.query<
        Row & { waiting: number; delivered: number; failed: number; last_answer: string | null }
      >(
        `select s.*, d.waiting, d.delivered, d.failed, d.last_answer
         from event_subscription s
         cross join lateral (
           select count(*) filter (where state = 'waiting')::integer as waiting,
                  count(*) filter (where state = 'delivered')::integer as delivered,
                  count(*) filter (where state = 'failed')::integer as failed,
                  (array_agg(answer order by changed_at desc)
                     filter (where answer is not null))[1] as last_answer
           from event_delivery where subscription_id = s.subscription_id) d
         where s.ended_at is null and ($1::text is null or s.client_id = $1)
         order by s.client_id, s.made_at, s.subscription_id limit ${LISTED}`,
        [clientId ?? null],
      );
      return rows.map((row) => ({
        ...subscriptionOf(row),
        waiting: row.waiting,
        delivered: row.delivered,
        failed: row.failed,
        lastAnswer: row.last_answer,
      }));
    },
    async end(clientId, id) {
      const { rowCount } = await transactAlone(pool, (database) =>
        database.query(
          `update event_subscription set ended_at = $3
           where subscription_id = $1 and client_id = $2 and ended_at is null`,
          [id, clientId, new Date(clock.now())],
        ),
      );
      return rowCount === 1;
    },
    async forget() {
      const { rowCount } = await transactAlone(pool, (database) =>
        database.query(
          `with old as (
             select part, event_id from partner_event where at < $1 limit ${FORGOTTEN_AT_ONCE}
           ), deliveries as (
             delete from event_delivery d using old
             where d.part = old.part and d.event_id = old.event_id
           )
           delete from partner_event e using old where e.part = old.part and e.event_id = old.event_id`,
          [new Date(clock.now() - KEPT)],
        ),
      );
      return rowCount ?? 0;
    },
  };
}

const isSameSet = (left: readonly string[], right: readonly string[]): boolean =>
  left.length === right.length && left.every((item) => right.includes(item));

const subscriptionOf = (row: Row): Subscription => ({
  id: row.subscription_id,
  clientId: row.client_id,
  format: row.format,
  url: row.url,
  types: row.types,
  query: row.query,
  secret: row.secret,
  madeAt: row.made_at,
});
