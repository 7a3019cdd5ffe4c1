// The outbox: what people are to be told, kept in the store until it has reached them. Anybody may write
// it, in a transaction of their own too; whoever delivers takes from it.

import type { PoolClient } from 'pg';
import { instantValue, lanesOf, transact, type Store } from '../../../db/public.ts';
import {
  DAY,
  HOUR,
  idOfWords,
  MINUTE,
  SECOND,
  newId,
  partOf,
  type AccountId,
  type Clock,
  type Instant,
} from '../../../kernel/public.ts';
import { provesNumber, type About, type Message } from '../message.ts';
import type { WayName } from '../ways/way.ts';

export type MessageState = 'waiting' | 'sent' | 'delivered' | 'failed' | 'lapsed';

export type Entry = {
  readonly accountId: AccountId;
  readonly message: Message;
  /** The same message under the same name is kept once. */
  readonly once?: string;
  /** To be told then; at once when left out. */
  readonly dueAt?: Instant;
  /** Of no use after. */
  readonly lapsesAt?: Instant;
};

export type Kept = {
  readonly accountId: AccountId;
  readonly messageId: string;
  readonly about: About;
  /** Null once forgotten. */
  readonly facts: object | null;
  readonly state: MessageState;
  readonly way: WayName | null;
  readonly refusedWays: readonly WayName[];
  readonly attempts: number;
  readonly toldAt: Instant;
  readonly lapsesAt: Instant;
  readonly problem: string | null;
};

export type Outbox = {
  /** Keeps messages, each part's in a transaction of its own, and has them delivered. */
  put(entries: readonly Entry[]): Promise<void>;
  /** The same within a transaction of one part, so that a message is as certain as what it tells of. */
  putWithin(client: PoolClient, entries: readonly Entry[]): Promise<void>;
  /** The newest first. */
  recent(limit: number): Promise<readonly Kept[]>;
  /** How many there are in each state, and since when the oldest waits that is due. */
  status(): Promise<{
    readonly states: { readonly [state in MessageState]?: number };
    /** Of those that wait: how many are for another day, such as reminders. */
    readonly forLater: number;
    readonly oldestDueAt: Instant | null;
  }>;
};

/**
 * Has a part's messages delivered, now or then; in the transaction that keeps them. What is asked for `soon`
 * waits for others, and is not put off by them.
 */
export type Wake = (client: Queries, part: number, at?: Instant, soon?: 'soon') => Promise<void>;

/** A connection within a transaction, or a pool. */
export type Queries = { query(text: string, values: unknown[]): Promise<unknown> };

/** News may wait for so long, so that a part's are delivered together; a code, for which somebody waits, may not. */
const SOON = SECOND / 2;
const LIFE = 2 * DAY;
const CODE_LIFE = 5 * MINUTE;
/** One line's that are due and not sent. What is more is dropped: it would only be a heap to come. */
export const WAITING_OF_A_LINE = 100;

export function createOutbox(options: { store: Store; clock: Clock; wake: Wake }): Outbox {
  const { store, clock, wake } = options;
  const { kysely, parts } = store;

  /** Until then somebody is asked to wake the part, who looks at what was committed before. */
  const soonAt = new Map<number, Instant>();
  const isAsleep = (part: number): boolean => (soonAt.get(part) ?? 0) <= clock.now();
  const wakeSoon = async (part: number): Promise<void> => {
    const at = clock.now() + SOON;
    await wake(store.pool, part, at, 'soon');
    soonAt.set(part, at);
  };

  /** Gives the parts in which something is due: those where somebody waits for it, and the others. */
  async function insert(
    client: PoolClient,
    entries: readonly Entry[],
  ): Promise<{ readonly atOnce: readonly number[]; readonly soon: readonly number[] }> {
    const now = clock.now();
    const rows = entries.map(({ accountId, message, once, dueAt, lapsesAt }) => {
      const { about, ...facts } = message;
      const life = provesNumber(about) ? CODE_LIFE : LIFE;
      const due = Math.max(now, dueAt ?? now);
      return {
        part: partOf(accountId, parts),
        accountId,
        id: once === undefined ? newId(now) : idOfWords(String(accountId), about, once),
        about,
        facts: JSON.stringify(facts),
        due,
        lapses: lapsesAt ?? due + life,
      };
    });
    await client.query({
      name: 'messages_insert',
      // Takes no lock but those of its own new rows. The count reads the line's rows by the primary key.
      text: `insert into message (part, account_id, message_id, about, facts, state, told_at, due_at,
                                  lapses_at)
       select u.part, u.account_id, u.message_id, u.about, u.facts, 'waiting', $2, u.due_at, u.lapses_at
       from unnest($1::smallint[], $3::bigint[], $4::uuid[], $5::text[], $6::jsonb[],
                   $7::timestamptz[], $8::timestamptz[])
              as u (part, account_id, message_id, about, facts, due_at, lapses_at)
       where (select count(*) from message as w
              where w.part = u.part and w.account_id = u.account_id and w.state = 'waiting'
                and w.due_at <= $2::timestamptz + interval '1 hour') < $9
       on conflict do nothing`,
      values: [
        rows.map(({ part }) => part),
        new Date(now),
        rows.map(({ accountId }) => accountId),
        rows.map(({ id }) => id),
        rows.map(({ about }) => about),
        rows.map(({ facts }) => facts),
        rows.map(({ due }) => new Date(due)),
        rows.map(({ lapses }) => new Date(lapses)),
        WAITING_OF_A_LINE,
      ],
    });
    // Those for later are found by the sweep, which looks every minute.
    const due = rows.filter((row) => row.due <= now);
    const atOnce = new Set(due.filter(({ about }) => provesNumber(about)).map(({ part }) => part));
    const others = due.filter(({ part }) => !atOnce.has(part)).map(({ part }) => part);
    return { atOnce: [...atOnce], soon: [...new Set(others)] };
  }

  /**
   * Wakes whoever delivers once it is committed: together with it, many parts' jobs would stay locked for as long,
   * and a runner that ends its jobs would wait for them. Where this is cut off in between, the sweep wakes them.
   */
  async function keep(entries: readonly Entry[]): Promise<void> {
    const { atOnce, soon } = await transact(store, ({ client }) => insert(client, entries));
    for (const part of atOnce) await wake(store.pool, part);
    for (const part of soon) if (isAsleep(part)) await wakeSoon(part);
  }

  return {
    async put(entries) {
      if (lanesOf(store) === 1) await keep(entries);
      else for (const ofPart of byPart(entries, parts).values()) await keep(ofPart);
    },
    async putWithin(client, entries) {
      const { atOnce, soon } = await insert(client, entries);
      for (const part of [...atOnce, ...soon]) await wake(client, part);
    },
    async recent(limit) {
      const rows = await kysely
        .selectFrom('message')
        .selectAll()
        // What is to be told later is nobody's news yet.
        .where((is) =>
          is.or([
            is('state', '<>', 'waiting'),
            is('due_at', '<=', instantValue(clock.now() + HOUR)),
          ]),
        )
        .orderBy('told_at', 'desc')
        .limit(limit)
        .execute();
      return rows.map((row) => ({
        accountId: row.account_id,
        messageId: row.message_id,
        about: row.about as About,
        facts: row.facts as object | null,
        state: row.state as MessageState,
        way: row.way as WayName | null,
        refusedWays: row.refused_ways as WayName[],
        attempts: row.attempts,
        toldAt: row.told_at,
        lapsesAt: row.lapses_at,
        problem: row.problem,
      }));
    },
    async status() {
      const states = await kysely
        .selectFrom('message')
        .select(({ fn }) => ['state', fn.countAll<number>().as('count')])
        .groupBy('state')
        .execute();
      const oldest = await kysely
        .selectFrom('message')
        .select(({ fn }) => fn.min('due_at').as('at'))
        .where('state', '=', 'waiting')
        .executeTakeFirst();
      const later = await kysely
        .selectFrom('message')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .where('state', '=', 'waiting')
        .where('due_at', '>', instantValue(clock.now() + HOUR))
        .executeTakeFirst();
      const at = oldest?.at ?? null;
      return {
        states: Object.fromEntries(states.map(({ state, count }) => [state, count])),
        forLater: later?.count ?? 0,
        oldestDueAt: at !== null && at <= clock.now() ? at : null,
      };
    },
  };
}

function byPart(entries: readonly Entry[], parts: number): ReadonlyMap<number, Entry[]> {
  const groups = new Map<number, Entry[]>();
  for (const entry of entries) {
    const part = partOf(entry.accountId, parts);
    const group = groups.get(part);
    if (group === undefined) groups.set(part, [entry]);
    else group.push(entry);
  }
  return groups;
}
