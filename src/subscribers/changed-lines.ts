// Which lines have changed, whoever changed them: one look at the store for all that a process remembers.

import type { Store } from '../db/public.ts';
import type { AccountId } from '../kernel/public.ts';

export type ChangedLines = {
  /** Lines that were changed since the last time, or that they are too many to name. New ones are none. */
  since(): Promise<readonly AccountId[] | 'too many'>;
};

/**
 * A line bears the time of its change, but shows only once that is committed. No transaction of ours may
 * take this long, so whatever was hidden at one look is within reach of the next ones.
 */
const LONGEST_TRANSACTION_SECONDS = 60;
const MOST = 10_000;

export function createChangedLines(store: Pick<Store, 'pool'>): ChangedLines {
  /** The database's own clock at the last look. */
  let lookedAt: string | null = null;
  /** What was told already, with the time of its change. */
  let told = new Map<AccountId, string>();
  return {
    async since() {
      const { rows } = await store.pool.query<{
        now: string;
        account_id: AccountId | null;
        changed_at: string | null;
      }>({
        name: 'changed_lines',
        text: `select clock.now::text as now, l.account_id, l.changed_at::text as changed_at
               from (select clock_timestamp() as now) as clock
               left join lateral
                 (select account_id, changed_at from line
                  where changed_at > coalesce($1::timestamptz, clock.now)
                                       - interval '${LONGEST_TRANSACTION_SECONDS} seconds'
                  limit ${MOST + 1}) as l on true`,
        values: [lookedAt],
      });
      lookedAt = rows[0]?.now ?? lookedAt;
      if (rows.length > MOST) {
        told = new Map();
        return 'too many';
      }
      const seen = new Map<AccountId, string>();
      const changed: AccountId[] = [];
      for (const { account_id: accountId, changed_at: changedAt } of rows) {
        if (accountId === null || changedAt === null) continue;
        seen.set(accountId, changedAt);
        if (told.get(accountId) !== changedAt) changed.push(accountId);
      }
      told = seen;
      return changed;
    },
  };
}
