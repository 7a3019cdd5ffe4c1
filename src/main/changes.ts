// Tells open pages that something of an account has changed, whichever process changed it: a NOTIFY of
// PostgreSQL that every process listens to. Only a hint, which may be lost: pages also ask by themselves.
// The connection that listens also hears what other parts of the product say to each other.

import pg from 'pg';
import type { Store } from '../db/public.ts';
import { SECOND, type AccountId } from '../kernel/public.ts';
import type { Log } from './log.ts';

type Change = { readonly accountId: AccountId; readonly giftId?: string };
type Listener = (change: { readonly giftId?: string }) => void;

export type Changes = {
  readonly announce: (changes: readonly Change[]) => void;
  readonly watch: (accountId: AccountId, listener: Listener) => () => void;
  readonly close: () => Promise<void>;
};

const RECONNECT_AFTER = SECOND;
const ANNOUNCE_AFTER = 25;
/** A NOTIFY carries at most 8,000 octets; a change takes some seventy. */
const CHANGES_IN_PAYLOAD = 80;

/** What else is heard on the same connection. */
export type Ear = { readonly channel: string; readonly heard: (payload: string) => void };

export async function openChanges(store: Store, log: Log, ears: readonly Ear[]): Promise<Changes> {
  const channel = `${store.schema}_changed`;
  const listeners = new Map<AccountId, Set<Listener>>();
  let client: pg.Client | undefined;
  let reconnecting: NodeJS.Timeout | undefined;
  let closed = false;

  const heard = (payload: string): void => {
    for (const { accountId, ...change } of JSON.parse(payload) as readonly Change[])
      for (const listener of listeners.get(accountId) ?? []) listener(change);
  };
  const listen = async (): Promise<void> => {
    const next = new pg.Client({ connectionString: store.databaseUrl, keepAlive: true });
    const lost = (error?: Error): void => {
      if (client !== next || closed) return;
      client = undefined;
      if (error !== undefined) log.warn({ err: error }, 'no longer hears of changes');
      reconnecting = setTimeout(() => void listen(), RECONNECT_AFTER);
    };
    client = next;
    next.on('error', lost);
    next.on('end', () => lost());
    next.on('notification', ({ channel: named, payload = '' }) => {
      if (named === channel) heard(payload);
      else ears.find((ear) => ear.channel === named)?.heard(payload);
    });
    try {
      await next.connect();
      for (const name of [channel, ...ears.map((ear) => ear.channel)])
        await next.query(`listen ${name}`);
    } catch (error) {
      lost(error as Error);
    }
  };
  await listen();

  // Every commit that notifies waits for every other such commit in the database, so several changes go in
  // one, and those of one account and gift once.
  const waiting = new Set<string>();
  let sending: NodeJS.Timeout | undefined;
  const send = (): void => {
    sending = undefined;
    const changes = [...waiting];
    waiting.clear();
    const payloads: string[] = [];
    for (let at = 0; at < changes.length; at += CHANGES_IN_PAYLOAD)
      payloads.push(`[${changes.slice(at, at + CHANGES_IN_PAYLOAD).join()}]`);
    store.pool
      .query('select pg_notify($1, payload) from unnest($2::text[]) as u (payload)', [
        channel,
        payloads,
      ])
      .catch((error: unknown) => log.warn({ err: error }, 'a change was not announced'));
  };

  return {
    announce(changes) {
      for (const change of changes) waiting.add(JSON.stringify(change));
      if (!closed) sending ??= setTimeout(send, ANNOUNCE_AFTER);
    },
    watch(accountId, listener) {
      const others = listeners.get(accountId) ?? new Set();
      listeners.set(accountId, others.add(listener));
      return () => {
        others.delete(listener);
        if (others.size === 0) listeners.delete(accountId);
      };
    },
    async close() {
      closed = true;
      clearTimeout(reconnecting);
      if (sending !== undefined) {
        clearTimeout(sending);
        send();
      }
      await client?.end();
    },
  };
}
