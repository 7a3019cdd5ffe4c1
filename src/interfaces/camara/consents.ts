// What the owner of a line lets a partner know of it. Without a consent a line is as one that is not.

import { transactAlone, type Store } from '../../db/public.ts';
import { partOf, type AccountId, type Clock, type Instant } from '../../kernel/public.ts';

/** Why a partner asks. One purpose so far; a row of another gives no right to this one. */
export const PURPOSE = 'device-data-volume';

export type Consent = {
  readonly clientId: string;
  readonly purpose: string;
  readonly givenAt: Instant;
  readonly withdrawnAt: Instant | null;
};

export type Consents = {
  /** Given twice is as once; given after it was withdrawn, it begins anew. */
  give(accountId: AccountId, clientId: string): Promise<void>;
  withdraw(accountId: AccountId, clientId: string): Promise<void>;
  isGiven(accountId: AccountId, clientId: string): Promise<boolean>;
  /** All that an owner ever gave, to be shown to that owner. */
  list(accountId: AccountId): Promise<readonly Consent[]>;
};

const LISTED = 1_000;

export function createConsents(
  { pool, parts }: Pick<Store, 'pool' | 'parts'>,
  clock: Clock,
): Consents {
  const placeOf = (accountId: AccountId) => [partOf(accountId, parts), accountId];
  return {
    async give(accountId, clientId) {
      await transactAlone(pool, (database) =>
        database.query(
          `insert into line_consent (part, account_id, client_id, purpose, given_at)
           values ($1, $2, $3, $4, $5)
           on conflict (part, account_id, client_id, purpose)
           do update set given_at = excluded.given_at, withdrawn_at = null
           where line_consent.withdrawn_at is not null`,
          [...placeOf(accountId), clientId, PURPOSE, new Date(clock.now())],
        ),
      );
    },
    async withdraw(accountId, clientId) {
      await transactAlone(pool, (database) =>
        database.query(
          `update line_consent set withdrawn_at = $5
           where part = $1 and account_id = $2 and client_id = $3 and purpose = $4
             and withdrawn_at is null`,
          [...placeOf(accountId), clientId, PURPOSE, new Date(clock.now())],
        ),
      );
    },
    async isGiven(accountId, clientId) {
      const { rowCount } = await pool.query(
        `select from line_consent
         where part = $1 and account_id = $2 and client_id = $3 and purpose = $4
           and withdrawn_at is null`,
        [...placeOf(accountId), clientId, PURPOSE],
      );
      return rowCount === 1;
    },
    async list(accountId) {
      const { rows } = await pool.query<{
        client_id: string;
        purpose: string;
        given_at: Instant;
        withdrawn_at: Instant | null;
      }>(
        `select client_id, purpose, given_at, withdrawn_at from line_consent
         where part = $1 and account_id = $2 order by client_id, purpose limit ${LISTED}`,
        placeOf(accountId),
      );
      return rows.map((row) => ({
        clientId: row.client_id,
        purpose: row.purpose,
        givenAt: row.given_at,
        withdrawnAt: row.withdrawn_at,
      }));
    },
  };
}
