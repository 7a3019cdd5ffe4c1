// The partners of a carrier: who may come to the partner port, with which rights, and how often.

import { transactAlone, type Store } from '../../db/public.ts';
import { accept, refuse, type Clock, type Instant, type Result } from '../../kernel/public.ts';
import type { Scope } from './scopes.ts';
import { hashOfNobody, hashSecret, isSecret, newSecret } from './secrets.ts';

export type Partner = {
  readonly clientId: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly requestsAMinute: number;
  readonly addedAt: Instant;
  readonly removedAt: Instant | null;
};

export type PartnerRefusal =
  | { readonly code: 'client_id_malformed'; readonly clientId: string }
  | { readonly code: 'client_id_taken'; readonly clientId: string };

export type Partners = {
  /**
   * Lets a partner in, and gives its secret, which is shown this once. Refuses, in this order:
   * client_id_malformed, client_id_taken (also by one who was removed: ids name the same for ever).
   */
  add(
    partner: Pick<Partner, 'clientId' | 'name' | 'scopes' | 'requestsAMinute'>,
  ): Promise<Result<{ readonly secret: string }, PartnerRefusal>>;
  /** In the order of their ids, those who were removed among them. */
  list(): Promise<readonly Partner[]>;
  /** Shuts a partner out at once: its tokens are good for nothing more. False when it is unknown. */
  remove(clientId: string): Promise<boolean>;
  /** Undefined when it is unknown or was removed. */
  find(clientId: string): Promise<Partner | undefined>;
  /** The partner of these credentials. Takes as long for one that there is as for one that is not. */
  authenticate(clientId: string, secret: string): Promise<Partner | undefined>;
};

const LISTED = 1_000;
const COLUMNS =
  'client_id, name, secret_hash, scopes, requests_a_minute, added_at, removed_at' as const;

type Row = {
  readonly client_id: string;
  readonly name: string;
  readonly secret_hash: string;
  readonly scopes: Scope[];
  readonly requests_a_minute: number;
  readonly added_at: Instant;
  readonly removed_at: Instant | null;
};

export function createPartners({ pool }: Pick<Store, 'pool'>, clock: Clock): Partners {
  const rowOf = async (clientId: string): Promise<Row | undefined> => {
    // PostgreSQL keeps no NUL in a text, so nobody is called by one.
    if (!isClientId(clientId)) return undefined;
    const { rows } = await pool.query<Row>(
      `select ${COLUMNS} from partner where client_id = $1 and removed_at is null`,
      [clientId],
    );
    return rows[0];
  };
  return {
    async add({ clientId, name, scopes, requestsAMinute }) {
      if (!isClientId(clientId)) return refuse({ code: 'client_id_malformed', clientId });
      const secret = newSecret();
      const hash = await hashSecret(secret);
      const { rowCount } = await transactAlone(pool, (database) =>
        database.query(
          `insert into partner (client_id, name, secret_hash, scopes, requests_a_minute, added_at)
           values ($1, $2, $3, $4, $5, $6) on conflict (client_id) do nothing`,
          [clientId, name, hash, scopes, requestsAMinute, new Date(clock.now())],
        ),
      );
      return rowCount === 1 ? accept({ secret }) : refuse({ code: 'client_id_taken', clientId });
    },
    async list() {
      const { rows } = await pool.query<Row>(
        `select ${COLUMNS} from partner order by client_id limit ${LISTED}`,
      );
      return rows.map(partnerOf);
    },
    async remove(clientId) {
      const { rowCount } = await transactAlone(pool, (database) =>
        database.query(
          `with ended as (
             update event_subscription set ended_at = $2
             where client_id = $1 and ended_at is null)
           update partner set removed_at = $2 where client_id = $1 and removed_at is null`,
          [clientId, new Date(clock.now())],
        ),
      );
      return rowCount === 1;
    },
    async find(clientId) {
      const row = await rowOf(clientId);
      return row === undefined ? undefined : partnerOf(row);
    },
    async authenticate(clientId, secret) {
      const row = await rowOf(clientId);
      const isRight = await isSecret(secret, row?.secret_hash ?? (await hashOfNobody()));
      return row !== undefined && isRight ? partnerOf(row) : undefined;
    },
  };
}

const isClientId = (text: string): boolean => /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(text);

const partnerOf = (row: Row): Partner => ({
  clientId: row.client_id,
  name: row.name,
  scopes: row.scopes,
  requestsAMinute: row.requests_a_minute,
  addedAt: row.added_at,
  removedAt: row.removed_at,
});
