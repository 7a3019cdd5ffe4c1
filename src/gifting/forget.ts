// What is over for long leaves the store: links that ended, requests that were answered, reports that staff have
// had their time with. The gifts that came of them stay, with their receipts; so does every octet.
//
// Part by part, and so many rows at most of each part a run: after a long rest the next runs go on.

import { transact, type Store } from '../db/public.ts';
import type { Instant } from '../kernel/public.ts';
import { partOfHash } from './links/token.ts';

export type ForgetBefore = {
  /** Links that ended before this. */
  readonly links: Instant;
  /** Requests that were answered, withdrawn or lapsed before this, with what was written to them. */
  readonly requests: Instant;
  /** Messages that were reported before this. */
  readonly reports: Instant;
};
export type Forgotten = {
  readonly links: number;
  readonly requests: number;
  readonly reports: number;
};

export const FORGOTTEN_AT_ONCE = 1_000;

type Place = Pick<Store, 'pool' | 'parts'>;
type Named = {
  readonly account_id: number;
  readonly id: string;
  readonly token_hash: string | null;
};

export async function forgetOld(
  store: Place,
  before: ForgetBefore,
  limit = FORGOTTEN_AT_ONCE,
): Promise<Forgotten> {
  let [links, requests, reports] = [0, 0, 0];
  for (let part = 0; part < store.parts; part += 1) {
    const endedLinks = await read(store, ENDED_LINKS, part, before.links, limit);
    links += await remove(store, part, endedLinks, 'link_id', LINK_TABLES);
    const endedRequests = await read(store, ENDED_REQUESTS, part, before.requests, limit);
    requests += await remove(store, part, endedRequests, 'request_id', REQUEST_TABLES);
    for (const old of OLD_BESIDE_REQUESTS)
      await removeOld(store, old, part, before.requests, limit);
    reports += await removeOld(store, OLD_REPORTS, part, before.reports, limit);
  }
  return { links, requests, reports };
}

const ENDED_LINKS = `
  select account_id, link_id as id, token_hash from gift_link
  where part = $1 and state = 'ended' and ended_at < $2 limit $3`;
const ENDED_REQUESTS = `
  select account_id, request_id as id, token_hash from gift_request
  where part = $1 and state not in ('made', 'open') and ended_at < $2 limit $3`;
/** What lies with it goes first: cut off, the rest is found again. */
const LINK_TABLES = ['gift_link_try', 'gift_link_share', 'gift_link'] as const;
const REQUEST_TABLES = ['gift_request'] as const;

/** As those have them who were asked, in parts of their own; and what was written to them. */
const OLD_BESIDE_REQUESTS = [
  `gift_request_asked where part = $1 and asked_at < $2 and (state <> 'open' or expires_at < $2)`,
  `gift_message where part = $1 and subject = 'request' and sent_at < $2`,
];
const OLD_REPORTS = 'message_report where part = $1 and reported_at < $2';

async function read(
  { pool }: Place,
  sql: string,
  part: number,
  before: Instant,
  limit: number,
): Promise<readonly Named[]> {
  return (await pool.query<Named>(sql, [part, new Date(before), limit])).rows;
}

async function remove(
  store: Place,
  part: number,
  named: readonly Named[],
  column: 'link_id' | 'request_id',
  tables: readonly string[],
): Promise<number> {
  if (named.length === 0) return 0;
  // An address that leads nowhere is one that nobody has: its row may go before what it led to.
  const hashes = named.flatMap(({ token_hash: hash }) => (hash === null ? [] : [hash]));
  const ofPart = Map.groupBy(hashes, (hash) => partOfHash(hash, store.parts));
  for (const [tokenPart, each] of ofPart)
    await store.pool.query(
      'delete from gift_token where part = $1 and token_hash = any($2::text[])',
      [tokenPart, each],
    );
  const accounts = named.map((one) => one.account_id);
  const ids = named.map(({ id }) => id);
  return transact(store, async ({ client }) => {
    let count = 0;
    for (const table of tables) {
      const { rowCount } = await client.query(
        `delete from ${table} as t
         using unnest($2::bigint[], $3::uuid[]) as old (account_id, id)
         where t.part = $1 and t.account_id = old.account_id and t.${column} = old.id`,
        [part, accounts, ids],
      );
      count = rowCount ?? 0;
    }
    return count;
  });
}

async function removeOld(
  { pool }: Place,
  old: string,
  part: number,
  before: Instant,
  limit: number,
): Promise<number> {
  const { rowCount } = await pool.query(
    `delete from ${old} and ctid = any (array(select ctid from ${old} limit $3))`,
    [part, new Date(before), limit],
  );
  return rowCount ?? 0;
}
