// Accounts as the ledger last wrote them, so that the next command of a line that is in use needs no
// reading. Nothing is taken on trust: what is written proves that the account still was as it is remembered
// (statements/write-batch.ts), and what writes nothing is decided on what is read (batch.ts).

import type { AccountId } from '../kernel/public.ts';
import type { Account } from './account.ts';

/** One with more is rarely in use as a whole, and would cost many others their place. */
const MOST_ROWS = 20;

export type Memory = {
  recall(accountId: AccountId): Account | undefined;
  remember(account: Account): void;
  forget(accountIds: Iterable<AccountId>): void;
};

/**
 * Remembers at most so many accounts: those that were in use last. In two halves: when the newer one is
 * full it becomes the older one, whose accounts are forgotten unless they were in use meanwhile.
 */
export function createMemory(accounts: number): Memory {
  const most = Math.max(1, Math.floor(accounts / 2));
  let newer = new Map<AccountId, Account>();
  let older = new Map<AccountId, Account>();
  return {
    recall: (accountId) => newer.get(accountId) ?? older.get(accountId),
    remember(account) {
      const live = withoutTheFinished(account);
      if (live.buckets.length + live.holds.length > MOST_ROWS) {
        this.forget([account.id]);
        return;
      }
      if (newer.size >= most && !newer.has(account.id)) {
        older = newer;
        newer = new Map();
      }
      newer.set(account.id, live);
    },
    forget(accountIds) {
      for (const id of accountIds) {
        newer.delete(id);
        older.delete(id);
      }
    },
  };
}

/** What a command would be shown of the account: no spent bucket, no hold that has ended. */
function withoutTheFinished(account: Account): Account {
  const spent = account.buckets.some(({ available, held }) => available === 0 && held === 0);
  let ended = false;
  for (const hold of account.holds) ended ||= hold.closedAt !== null;
  if (!spent && !ended) return account;
  return {
    ...account,
    buckets: spent
      ? account.buckets.filter(({ available, held }) => available > 0 || held > 0)
      : account.buckets,
    holds: ended ? account.holds.filter(({ closedAt }) => closedAt === null) : account.holds,
  };
}
