// Brings the news that octets arrived to whichever process can tell the network of it.
//
// The process that committed tells its own doors at once. What it cannot reach it passes on by a NOTIFY of
// PostgreSQL to the others, one of which may have the connection. Only a hint, which may be lost: a session
// that is never told asks by itself when its grant is used up or its validity ends.

import { randomUUID } from 'node:crypto';
import { DEFAULT_QUOTA, REPORT_MARGIN, type Arrival } from '../charging/public.ts';
import type { Store } from '../db/public.ts';
import { SECOND, type AccountId, type Instant } from '../kernel/public.ts';
import type { Log } from './log.ts';

/** What another process says: for whom something arrived, and whether it wants the network told. */
export type Hint = { readonly arrivals: readonly Arrival[]; readonly isToTell: boolean };

export type Hints = {
  readonly channel: string;
  /** Says it to the other processes soon. Neither waits nor throws. */
  announce(arrivals: readonly Arrival[], isToTell: boolean): void;
  /** Reads what came in on the channel; undefined when it is our own. */
  read(payload: string): Hint | undefined;
  /** Resolves when all that was announced is sent. */
  close(): Promise<void>;
};

type Message = {
  readonly from: string;
  readonly isToTell: boolean;
  readonly arrivals: readonly (readonly [AccountId, Instant])[];
};

/** A NOTIFY carries at most 8,000 octets; an arrival takes some thirty. */
const ARRIVALS_IN_MESSAGE = 150;
/** Hints beyond so many are left out: the sessions then ask by themselves. */
const MOST_WAITING = 20_000;

export function createHints(store: Pick<Store, 'pool' | 'schema'>, log: Pick<Log, 'warn'>): Hints {
  const from = randomUUID();
  const channel = `${store.schema}_arrived`;
  const waiting = new Map<AccountId, { since: Instant; isToTell: boolean }>();
  let sending: Promise<void> | undefined;

  // One statement at a time, with all that has come meanwhile: a NOTIFY is a commit of its own.
  const send = async (): Promise<void> => {
    while (waiting.size > 0) {
      const arrivals = [...waiting];
      waiting.clear();
      const payloads = [true, false].flatMap((isToTell) =>
        chunksOf(
          arrivals.filter(([, about]) => about.isToTell === isToTell),
          ARRIVALS_IN_MESSAGE,
        ).map((chunk) => {
          const said = chunk.map(([accountId, { since }]) => [accountId, since] as const);
          return JSON.stringify({ from, isToTell, arrivals: said } satisfies Message);
        }),
      );
      try {
        await store.pool.query(
          'select pg_notify($1, payload) from unnest($2::text[]) as u (payload)',
          [channel, payloads],
        );
      } catch (error) {
        log.warn({ err: error }, 'other processes were not told that octets arrived');
      }
    }
    sending = undefined;
  };
  return {
    channel,
    announce(arrivals, isToTell) {
      for (const { accountId, since } of arrivals) {
        const before = waiting.get(accountId);
        if (before === undefined && waiting.size >= MOST_WAITING) break;
        waiting.set(accountId, {
          since: before?.since ?? since,
          isToTell: isToTell || before?.isToTell === true,
        });
      }
      if (waiting.size > 0) sending ??= send();
    },
    read(payload) {
      const message = JSON.parse(payload) as Message;
      if (message.from === from) return undefined;
      const arrivals = message.arrivals.map(([accountId, since]) => ({ accountId, since }));
      return { arrivals, isToTell: message.isToTell };
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
       from hold h
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

function chunksOf<Value>(values: readonly Value[], most: number): Value[][] {
  const chunks: Value[][] = [];
  for (let at = 0; at < values.length; at += most) chunks.push(values.slice(at, at + most));
  return chunks;
}
