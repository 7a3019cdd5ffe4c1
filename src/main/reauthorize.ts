// Brings the news that octets arrived, or that a line was suspended, to whichever process can tell the network of it.
//
// The process that committed tells its own doors at once. What it cannot reach it passes on by a NOTIFY of
// PostgreSQL to the others, one of which may have the connection. Only a hint, which may be lost: a session
// that is never told asks by itself when its grant is used up or its validity ends.

import { randomUUID } from 'node:crypto';
import { DEFAULT_QUOTA, REPORT_MARGIN, type Arrival } from '../charging/public.ts';
import type { Store } from '../db/public.ts';
import { SECOND, type AccountId, type Instant } from '../kernel/public.ts';
import type { Log } from './log.ts';

/**
 * What another process says of lines: that octets `arrived`, that octets arrived and it wants the network to
 * be `told`, or that the line itself has `changed`.
 */
export type About = 'arrived' | 'told' | 'changed';
export type Hint = { readonly arrivals: readonly Arrival[]; readonly about: About };

export type Hints = {
  readonly channel: string;
  /** Says it to the other processes soon. Neither waits nor throws. */
  announce(arrivals: readonly Arrival[], about: About): void;
  /** Reads what came in on the channel; undefined when it is our own. */
  read(payload: string): Hint | undefined;
  /** Resolves when all that was announced is sent. */
  close(): Promise<void>;
};

type Message = {
  readonly from: string;
  readonly about: About;
  readonly arrivals: readonly (readonly [AccountId, Instant])[];
};

const ABOUTS: readonly About[] = ['changed', 'told', 'arrived'];

/** A NOTIFY carries at most 8,000 octets; an arrival takes some thirty. */
const ARRIVALS_IN_MESSAGE = 150;
/** Hints beyond so many are left out: the sessions then ask by themselves. */
const MOST_WAITING = 20_000;

export function createHints(store: Pick<Store, 'pool' | 'schema'>, log: Pick<Log, 'warn'>): Hints {
  const from = randomUUID();
  const channel = `${store.schema}_arrived`;
  const waiting: { readonly [about in About]: Map<AccountId, Instant> } = {
    changed: new Map(),
    told: new Map(),
    arrived: new Map(),
  };
  let sending: Promise<void> | undefined;

  const taken = (): string[] =>
    ABOUTS.flatMap((about) => {
      const arrivals = [...waiting[about]];
      waiting[about].clear();
      return chunksOf(arrivals, ARRIVALS_IN_MESSAGE).map((chunk) =>
        JSON.stringify({ from, about, arrivals: chunk } satisfies Message),
      );
    });

  // One statement at a time, with all that has come meanwhile: a NOTIFY is a commit of its own.
  const send = async (): Promise<void> => {
    for (let payloads = taken(); payloads.length > 0; payloads = taken()) {
      try {
        await store.pool.query(
          'select pg_notify($1, payload) from unnest($2::text[]) as u (payload)',
          [channel, payloads],
        );
      } catch (error) {
        log.warn({ err: error }, 'other processes were not told what happened to lines');
      }
    }
    sending = undefined;
  };
  return {
    channel,
    announce(arrivals, about) {
      for (const { accountId, since } of arrivals) {
        // Whom the network is to be told of is looked at everywhere as well.
        if (about === 'arrived' && waiting.told.has(accountId)) continue;
        if (about === 'told') waiting.arrived.delete(accountId);
        const before = waiting[about].get(accountId);
        if (before === undefined && waiting[about].size >= MOST_WAITING) break;
        waiting[about].set(accountId, before ?? since);
      }
      if (ABOUTS.some((each) => waiting[each].size > 0)) sending ??= send();
    },
    read(payload) {
      const message = JSON.parse(payload) as Message;
      if (message.from === from) return undefined;
      const arrivals = message.arrivals.map(([accountId, since]) => ({ accountId, since }));
      return { arrivals, about: message.about };
    },
    close: async () => sending,
  };
}

/** What a session's octets are held for after each request, as charging does it. */
const HELD_FOR = DEFAULT_QUOTA.validitySeconds * SECOND + REPORT_MARGIN;
const MOST_MISSED = 10_000;

/**
 * Lines with a session that has not been heard of since octets arrived for it: what a process that was
 * killed between commit and telling, or one that was down, has left untold. Looks at what is new, a gift
 * or a pack, not at what came back by an undo. One walk over the open sessions of each part, at the start.
 */
export async function findUntold(
  store: Pick<Store, 'pool' | 'parts'>,
  now: Instant,
): Promise<Arrival[]> {
  const found: Arrival[] = [];
  for (let part = 0; part < store.parts && found.length < MOST_MISSED; part += 1) {
    const { rows } = await store.pool.query<{ account_id: AccountId; since: Instant }>(
      `select h.account_id, max(b.valid_from) as since
       from hold_now h
       join bucket b on b.part = h.part and b.account_id = h.account_id
       where h.part = $1 and h.closed_at is null and h.contact is not null
         and starts_with(h.hold_id, 'session:')
         and b.available > 0
         and b.valid_from > h.expires_at - $3::float8 * interval '1 millisecond'
         and b.valid_from <= to_timestamp($2::float8 / 1000)
       group by h.account_id
       limit $4`,
      [part, now, HELD_FOR, MOST_MISSED - found.length],
    );
    found.push(...rows.map(({ account_id: accountId, since }) => ({ accountId, since })));
  }
  return found;
}

/**
 * Lines of one part that are not served and have a session with octets in hand: what no hint has told, above
 * all a line that another system's hand has suspended in the store. A session without octets needs no telling.
 */
export async function findUnserved(
  store: Pick<Store, 'pool'>,
  part: number,
): Promise<readonly AccountId[]> {
  const { rows } = await store.pool.query<{ account_id: AccountId }>(
    `select distinct h.account_id
     from hold_now h
     join line l on l.part = h.part and l.account_id = h.account_id
     where h.part = $1 and h.closed_at is null and h.contact is not null
       and starts_with(h.hold_id, 'session:') and cardinality(h.parts) > 0
       and l.status <> 'active'
     limit $2`,
    [part, MOST_MISSED],
  );
  return rows.map(({ account_id: accountId }) => accountId);
}

function chunksOf<Value>(values: readonly Value[], most: number): Value[][] {
  const chunks: Value[][] = [];
  for (let at = 0; at < values.length; at += most) chunks.push(values.slice(at, at + most));
  return chunks;
}
