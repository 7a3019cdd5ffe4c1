// Which charging sessions a network has open, and how to reach them: what has to be told when octets
// arrive, and what the person on call wants to see.

import type { Pool } from 'pg';
import { octets, partOf, type AccountId, type Instant, type Octets } from '../kernel/public.ts';
import { instantIn } from './statements/instant.ts';
import { partsFromText } from './statements/hold-row.ts';

export type LedgerSession = {
  readonly accountId: AccountId;
  readonly session: string;
  /** In its network door's writing; null where it cannot be reached. */
  readonly contact: string | null;
  /** The number of its last request. */
  readonly sequence: number;
  readonly heldOctets: Octets;
  /** When its octets go back if nothing more is heard of it. */
  readonly expiresAt: Instant;
};

/** Where a list of sessions goes on. */
export type SessionCursor = Pick<LedgerSession, 'accountId' | 'session'>;

/** More of one line are a network gone wrong; the newest names are left out then. */
const MOST_OF_A_LINE = 100;

type Row = {
  account_id: AccountId;
  hold_id: string;
  contact: string | null;
  sequence: number;
  parts: string;
  expires_at: number;
};

const PREFIX = 'session:';
const COLUMNS = `account_id, hold_id, contact, sequence, parts::text as parts,
                 date_part('epoch', expires_at) * 1000 as expires_at`;

/** The open sessions of these accounts, at most a hundred of each. */
export async function sessionsOf(
  store: { readonly pool: Pool; readonly parts: number },
  accountIds: readonly AccountId[],
): Promise<LedgerSession[]> {
  const found: LedgerSession[] = [];
  for (const [part, ids] of Map.groupBy(accountIds, (id) => partOf(id, store.parts))) {
    const { rows } = await store.pool.query<Row>(
      `select h.* from unnest($2::bigint[]) as u (id)
       cross join lateral
         (select ${COLUMNS} from hold_now
          where part = $1 and account_id = u.id and closed_at is null
            and starts_with(hold_id, '${PREFIX}')
          order by hold_id limit ${MOST_OF_A_LINE}) as h`,
      [part, ids],
    );
    found.push(...rows.map(sessionIn));
  }
  return found;
}

/** Open sessions in the order of account and name, after `after`; at most `limit`. */
export async function listSessions(
  store: { readonly pool: Pool; readonly parts: number },
  options: { readonly after?: SessionCursor; readonly limit: number },
): Promise<LedgerSession[]> {
  const { after, limit } = options;
  const pages = await Promise.all(
    Array.from({ length: store.parts }, (_, part) =>
      store.pool.query<Row>(
        `select ${COLUMNS} from hold_now
         where part = $1 and (account_id, hold_id) > ($2::bigint, $3::text) and closed_at is null
           and starts_with(hold_id, '${PREFIX}')
         order by account_id, hold_id limit $4`,
        [part, after?.accountId ?? 0, after === undefined ? '' : PREFIX + after.session, limit],
      ),
    ),
  );
  return pages
    .flatMap(({ rows }) => rows)
    .map(sessionIn)
    .toSorted((left, right) => left.accountId - right.accountId) // each account's stay in their order
    .slice(0, limit);
}

const sessionIn = (row: Row): LedgerSession => ({
  accountId: row.account_id,
  session: row.hold_id.slice(PREFIX.length),
  contact: row.contact,
  sequence: row.sequence,
  heldOctets: octets(partsFromText(row.parts).reduce((sum, part) => sum + part.octets, 0)),
  expiresAt: instantIn(row.expires_at),
});
