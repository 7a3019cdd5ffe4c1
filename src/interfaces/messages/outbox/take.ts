// Taking from the outbox, and saying what became of it. Whoever takes a message has it for five minutes: if
// they are gone by then, the next one who looks takes it again.

import type { Updateable } from 'kysely';
import {
  createGather,
  lanesOf,
  transact,
  transactAlone,
  type Database,
  type Store,
} from '../../../db/public.ts';
import {
  DAY,
  HOUR,
  MINUTE,
  partOf,
  SECOND,
  type AccountId,
  type Clock,
  type Instant,
} from '../../../kernel/public.ts';
import { ABOUTS, isSecret, type About } from '../message.ts';
import type { WayName } from '../ways/way.ts';
import type { Wake } from './outbox.ts';

export type Taken = {
  readonly accountId: AccountId;
  readonly messageId: string;
  readonly about: About;
  readonly facts: object;
  readonly refusedWays: readonly WayName[];
  /** How often it was taken, this time too. */
  readonly attempts: number;
  readonly toldAt: Instant;
  readonly lapsesAt: Instant;
};

export type MessageName = Pick<Taken, 'accountId' | 'messageId'>;

export type Take = {
  /** At most so many of a part that are due, the longest due first. Those that lapsed are ended here. */
  take(part: number, limit: number): Promise<readonly Taken[]>;
  sent(taken: Taken, way: WayName, segmentNames: readonly string[]): Promise<void>;
  /** To be tried again, later each time. */
  again(taken: Taken, problem: string, afterSeconds?: number): Promise<void>;
  /** A way refused it for good: to be tried by the next. */
  refusedBy(taken: Taken, way: WayName, problem: string): Promise<void>;
  /** It reaches nobody. */
  failed(taken: Taken, problem: string): Promise<void>;
  /** No longer true, or of no use. */
  lapsed(taken: Taken): Promise<void>;
  /** When the next of a part is due. */
  nextDue(part: number): Promise<Instant | undefined>;
  /** Wakes parts with something due, and deletes what ended long ago. */
  sweep(): Promise<void>;
};

/** Longer than any way may take over all that was taken at once: nobody is told twice by two at work. */
const TAKEN_FOR = 5 * MINUTE;
const KEPT = 30 * DAY;
const SEGMENTS_KEPT = 7 * DAY;
const SWEPT_AT_ONCE = 10_000;

/** 5 s, 15 s, 45 s … an hour, and up to a quarter more, so that those that failed together part. */
export function pauseAfter(attempts: number, random: () => number): number {
  const pause = Math.min(HOUR, 5 * SECOND * 3 ** Math.min(attempts - 1, 10));
  return Math.round(pause * (1 + random() / 4));
}

const forgetting = (about: About): { facts?: null } => (isSecret(about) ? { facts: null } : {});

export function createTake(options: {
  store: Store;
  clock: Clock;
  wake: Wake;
  random?: () => number;
}): Take {
  const { store, clock, wake } = options;
  const random = options.random ?? Math.random;
  const { kysely, pool, parts } = store;

  const change = (
    { accountId, messageId }: MessageName,
    columns: Updateable<Database['message']>,
  ) =>
    kysely
      .updateTable('message')
      .set(columns)
      .where('part', '=', partOf(accountId, parts))
      .where('account_id', '=', accountId)
      .where('message_id', '=', messageId)
      // Whoever was slower than that may find that another has sent it.
      .where('state', '=', 'waiting')
      .execute();
  const ending = () => new Date(clock.now());
  const send = createGather<Sent, void>({
    lanes: lanesOf(store),
    async run(all) {
      await transactAlone(pool, (database) =>
        database.query({
          name: 'messages_sent',
          text: SENT,
          values: [
            all.map(({ taken }) => partOf(taken.accountId, parts)),
            all.map(({ taken }) => taken.accountId),
            all.map(({ taken }) => taken.messageId),
            all.map(({ way }) => way),
            all.map(({ segments }) => segments),
            // The page of the demo is where a code is read.
            all.map(({ taken, way }) => way !== 'outbox' && isSecret(taken.about)),
            ending(),
          ],
        }),
      );
      return all.map(() => undefined);
    },
  });

  return {
    async take(part, limit) {
      const now = clock.now();
      const { rows } = await pool.query<Row>(
        // Locks the rows it takes, and waits for nobody: whoever delivers beside us has others.
        `update message as m
         set attempts = least(m.attempts + 1, 32000),
             due_at = case when m.lapses_at <= $2 then m.due_at else $3 end,
             state = case when m.lapses_at <= $2 then 'lapsed' else m.state end,
             ended_at = case when m.lapses_at <= $2 then $2 end,
             facts = case when m.lapses_at <= $2 and m.about = any ($5) then null else m.facts end
         from (select account_id, message_id from message
               where part = $1 and state = 'waiting' and due_at <= $2
               order by due_at limit $4 for update skip locked) as d
         where m.part = $1 and m.account_id = d.account_id and m.message_id = d.message_id
         returning m.account_id, m.message_id, m.about, m.facts, m.refused_ways, m.attempts,
                   m.told_at, m.lapses_at, m.state`,
        [part, new Date(now), new Date(now + TAKEN_FOR), limit, ABOUTS.filter(isSecret)],
      );
      return rows
        .filter(({ state, facts }) => state === 'waiting' && facts !== null)
        .map((row) => ({
          accountId: row.account_id,
          messageId: row.message_id,
          about: row.about as About,
          facts: row.facts ?? {},
          refusedWays: row.refused_ways as WayName[],
          attempts: row.attempts,
          toldAt: row.told_at,
          lapsesAt: row.lapses_at,
        }));
    },
    sent: (taken, way, segmentNames) =>
      send(partOf(taken.accountId, parts), { taken, way, segments: segmentNames.length }),
    async again(taken, problem, afterSeconds) {
      const pause =
        afterSeconds === undefined ? pauseAfter(taken.attempts, random) : afterSeconds * SECOND;
      await change(taken, { due_at: new Date(clock.now() + pause), problem });
    },
    async refusedBy(taken, way, problem) {
      await change(taken, {
        due_at: ending(),
        refused_ways: [...new Set([...taken.refusedWays, way])],
        problem: `${way}: ${problem}`,
      });
    },
    async failed(taken, problem) {
      await change(taken, {
        state: 'failed',
        ended_at: ending(),
        problem,
        ...forgetting(taken.about),
      });
    },
    async lapsed(taken) {
      await change(taken, { state: 'lapsed', ended_at: ending(), ...forgetting(taken.about) });
    },
    async nextDue(part) {
      const row = await kysely
        .selectFrom('message')
        .select('due_at')
        .where('part', '=', part)
        .where('state', '=', 'waiting')
        .orderBy('due_at')
        .limit(1)
        .executeTakeFirst();
      return row?.due_at;
    },
    async sweep() {
      const now = clock.now();
      const due = await pool.query<{ part: number }>(
        `select part from generate_series(0, $1 - 1) as part
         where exists (select 1 from message as m
                       where m.part = part.part and m.state = 'waiting' and m.due_at <= $2)`,
        [parts, new Date(now)],
      );
      for (const { part } of due.rows) await transact(store, ({ client }) => wake(client, part));
      await deleteOld('message', 'told_at', now - KEPT, `and state <> 'waiting'`);
      await deleteOld('message_segment', 'seen_at', now - SEGMENTS_KEPT, '');
    },
  };

  /** Bounded, so that a sweep after a long rest does not hold the store. The next one goes on. */
  async function deleteOld(table: string, column: string, before: Instant, and: string) {
    await pool.query(
      `delete from ${table} where ctid = any (array(
         select ctid from ${table} where ${column} < $1 ${and} limit ${SWEPT_AT_ONCE}))`,
      [new Date(before)],
    );
  }
}

type Sent = {
  readonly taken: Pick<Taken, 'accountId' | 'messageId' | 'about'>;
  readonly way: WayName;
  readonly segments: number;
};

/** Many messages at once. Whoever was slower may find that another has sent it. */
const SENT = `
  update message as m
  set state = 'sent', way = u.way, segments = u.segments, problem = null, ended_at = $7,
      facts = case when u.forget then null else m.facts end
  from unnest($1::smallint[], $2::bigint[], $3::uuid[], $4::text[], $5::integer[], $6::boolean[])
         as u (part, account_id, message_id, way, segments, forget)
  where m.part = u.part and m.account_id = u.account_id and m.message_id = u.message_id
    and m.state = 'waiting'`;

type Row = {
  account_id: number;
  message_id: string;
  about: string;
  facts: object | null;
  refused_ways: string[];
  attempts: number;
  told_at: Instant;
  lapses_at: Instant;
  state: string;
};
