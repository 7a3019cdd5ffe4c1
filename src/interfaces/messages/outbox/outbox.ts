// The outbox: what people are to be told, kept in the store until it has reached them. Anybody may write
// it, in a transaction of their own too; whoever delivers takes from it.

import type { PoolClient } from 'pg';
import { instantValue, transact, type Store } from '../../../db/public.ts';
import {
  DAY,
  HOUR,
  idOfWords,
  MINUTE,
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

/** Has a part's messages delivered, now or then; in the transaction that keeps them. */
export type Wake = (client: Queries, part: number, at?: Instant) => Promise<void>;

/** A connection within a transaction, or a pool. */
export type Queries = { query(text: string, values: unknown[]): Promise<unknown> };

const LIFE = 2 * DAY;
const CODE_LIFE = 5 * MINUTE;
/** One line's that are due and not sent. What is more is dropped: it would only be a heap to come. */
export const WAITING_OF_A_LINE = 100;

export function createOutbox(options: { store: Store; clock: Clock; wake: Wake }): Outbox {
  const { store, clock, wake } = options;
  const { kysely, parts } = store;

  async function insert(
    client: PoolClient,
    part: number,
    entries: readonly Entry[],
  ): Promise<void> {
    const now = clock.now();
    const rows = entries.map(({ accountId, message, once, dueAt, lapsesAt }) => {
      const { about, ...facts } = message;
      const life = provesNumber(about) ? CODE_LIFE : LIFE;
      const due = Math.max(now, dueAt ?? now);
      return {
        accountId,
        id: once === undefined ? newId(now) : idOfWords(String(accountId), about, once),
        about,
        facts: JSON.stringify(facts),
        due,
        lapses: lapsesAt ?? due + life,
      };
    });
    await client.query(
      // Takes no lock but those of its own new rows. The count reads the line's rows by the primary key.
      `insert into message (part, account_id, message_id, about, facts, state, told_at, due_at, lapses_at)
       select $1, u.account_id, u.message_id, u.about, u.facts, 'waiting', $2, u.due_at, u.lapses_at
       from unnest($3::bigint[], $4::uuid[], $5::text[], $6::jsonb[], $7::timestamptz[],
                   $8::timestamptz[]) as u (account_id, message_id, about, facts, due_at, lapses_at)
       where (select count(*) from message as w
              where w.part = $1 and w.account_id = u.account_id and w.state = 'waiting'
                and w.due_at <= $2::timestamptz + interval '1 hour') < $9
       on conflict do nothing`,
      [
        part,
        new Date(now),
        rows.map(({ accountId }) => accountId),
        rows.map(({ id }) => id),
        rows.map(({ about }) => about),
        rows.map(({ facts }) => facts),
        rows.map(({ due }) => new Date(due)),
        rows.map(({ lapses }) => new Date(lapses)),
        WAITING_OF_A_LINE,
      ],
    );
    // Those for later are found by the sweep, which looks every minute.
    if (rows.some(({ due }) => due <= now)) await wake(client, part);
  }

  return {
    async put(entries) {
      for (const [part, ofPart] of byPart(entries, parts))
        await transact(store, ({ client }) => insert(client, part, ofPart));
    },
    async putWithin(client, entries) {
      for (const [part, ofPart] of byPart(entries, parts)) await insert(client, part, ofPart);
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
