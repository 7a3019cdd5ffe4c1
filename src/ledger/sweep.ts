// Brings home what lapsed on accounts that nobody touches, and lets finished holds and old keys leave
// the hot tables. Called every few seconds; each round is bounded, and the next one goes on from there.

import type { Log, Store } from '../db/public.ts';
import { DAY, MINUTE, type AccountId, type Clock, type Instant } from '../kernel/public.ts';
import type { Lapse } from './command.ts';
import { keepMonthsAhead } from './months.ts';

const ROWS_A_ROUND = 2_000;
/** A finished session still answers repeats for a quarter of an hour, a gift's hold for a month. */
const CLOSED_KEPT = { session: 15 * MINUTE, gift: 30 * DAY };
const KEYS_KEPT = 30 * DAY;

type Execute = (command: Lapse) => Promise<unknown>;
type Cursor = { accountId: AccountId; holdId: string };
const START: Cursor = { accountId: 0, holdId: '' };

export type Sweeper = {
  /** One round over all parts. Answers how many accounts had something due. */
  round(): Promise<number>;
};

export function createSweeper(store: Store, clock: Clock, execute: Execute, log: Log): Sweeper {
  const cursors = Array.from({ length: store.parts }, () => START);
  return {
    async round() {
      const now = clock.now();
      let touched = 0;
      const { left } = await keepMonthsAhead(store, now);
      if (left.length > 0)
        log.warn({ months: left }, 'postings of these months go to posting_other for now');
      for (let part = 0; part < store.parts; part += 1) {
        const walked = await walkHolds(store, part, cursors[part] ?? START, now);
        cursors[part] = walked.next;
        const due = new Set([...walked.due, ...(await expiredBuckets(store, part, now, execute))]);
        await Promise.all(
          [...walked.due].map((accountId) => execute({ name: 'lapse', accountId })),
        );
        await purgeKeys(store, part, now);
        touched += due.size;
      }
      return touched;
    },
  };
}

/** Walks the holds by their key, a bounded stretch each round: deletes the finished, finds the due. */
async function walkHolds(store: Store, part: number, cursor: Cursor, now: Instant) {
  const { rows } = await store.pool.query<{
    account_id: AccountId;
    hold_id: string;
    expires_at: Instant;
    closed_at: Instant | null;
  }>(
    `select account_id, hold_id, expires_at, closed_at
     from hold_now
     where part = $1 and (account_id, hold_id) > ($2::bigint, $3::text)
     order by account_id, hold_id
     limit ${ROWS_A_ROUND}`,
    [part, cursor.accountId, cursor.holdId],
  );
  const due = new Set<AccountId>();
  const finished: Cursor[] = [];
  for (const row of rows) {
    const kept = row.hold_id.startsWith('gift:') ? CLOSED_KEPT.gift : CLOSED_KEPT.session;
    if (row.closed_at === null && row.expires_at <= now) due.add(row.account_id);
    else if (row.closed_at !== null && row.closed_at + kept <= now)
      finished.push({ accountId: row.account_id, holdId: row.hold_id });
  }
  if (finished.length > 0)
    await store.pool.query(
      `delete from hold h
       using unnest($2::bigint[], $3::text[]) as u (account_id, hold_id)
       where h.part = $1 and h.account_id = u.account_id and h.hold_id = u.hold_id
         and h.closed_at is not null`,
      [part, finished.map(({ accountId }) => accountId), finished.map(({ holdId }) => holdId)],
    );
  const last = rows.at(-1);
  const more = rows.length === ROWS_A_ROUND && last !== undefined;
  return { due, next: more ? { accountId: last.account_id, holdId: last.hold_id } : START };
}

/**
 * Lapses buckets whose validity ended since the last round. Every command leaves nothing available in a
 * bucket that has ended, so what lies before the mark never needs to be looked at again.
 */
async function expiredBuckets(
  store: Store,
  part: number,
  now: Instant,
  execute: Execute,
): Promise<AccountId[]> {
  const { rows } = await store.pool.query<{ account_id: AccountId; expires_at: Instant }>(
    `select account_id, expires_at
     from bucket
     where part = $1 and available > 0
       and expires_at > coalesce((select swept_until from sweep_mark where part = $1), '-infinity')
       and expires_at <= to_timestamp($2::float8 / 1000)
     order by expires_at
     limit ${ROWS_A_ROUND}`,
    [part, now],
  );
  const accountIds = [...new Set(rows.map((row) => row.account_id))];
  await Promise.all(accountIds.map((accountId) => execute({ name: 'lapse', accountId })));
  // A full round may have cut a group of equal instants: the mark stays just before its last one.
  const last = rows.at(-1);
  const sweptUntil = rows.length === ROWS_A_ROUND && last !== undefined ? last.expires_at - 1 : now;
  await store.pool.query(
    `insert into sweep_mark (part, swept_until) values ($1, to_timestamp($2::float8 / 1000))
     on conflict (part) do update
     set swept_until = greatest(sweep_mark.swept_until, excluded.swept_until)`,
    [part, sweptUntil],
  );
  return accountIds;
}

async function purgeKeys(store: Store, part: number, now: Instant): Promise<void> {
  await store.pool.query(
    `delete from command_key where part = $1 and (account_id, key) in (
       select account_id, key from command_key
       where part = $1 and at < to_timestamp($2::float8 / 1000)
       limit ${ROWS_A_ROUND})`,
    [part, now - KEYS_KEPT],
  );
}
