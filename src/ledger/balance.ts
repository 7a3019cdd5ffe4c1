// What an account has, as of an instant. Reads only: a bucket whose validity is over by then counts no
// more, though the posting that says so comes with the account's next command.

import type { Pool } from 'pg';
import { createGather } from '../db/public.ts';
import { partOf, sumOctets, type AccountId, type Instant, type Octets } from '../kernel/public.ts';
import type { Account, Bucket } from './account.ts';
import { consumptionOrder } from './order.ts';
import { readAccounts } from './statements/read-accounts.ts';

export type Balance = {
  readonly asOf: Instant;
  readonly availableOctets: Octets;
  readonly heldOctets: Octets;
  readonly tallies: Account['tallies'];
  /** Buckets with octets available or held, in the order in which they are consumed. */
  readonly buckets: readonly Bucket[];
};

/**
 * Reads accounts as they are, those of a part that are asked for at the same time together. Undefined where
 * there is no such account. `seen` is told of each.
 */
export function createAccountReader(
  store: { readonly pool: Pool; readonly parts: number },
  seen: (account: Account) => void,
  /** So many of its statements are on their way, each of one part. */
  atOnce = 2,
): (accountId: AccountId) => Promise<Account | undefined> {
  const gather = createGather<AccountId, Account | undefined>({
    lanes: store.parts,
    atOnce,
    async run(accountIds, part) {
      const accounts = await readAccounts(store.pool, part, [...new Set(accountIds)], []);
      accounts.forEach(seen);
      const found = new Map(accounts.map((account) => [account.id, account]));
      return accountIds.map((id) => found.get(id));
    },
  });
  return (accountId) => gather(partOf(accountId, store.parts), accountId);
}

/** What an account has. */
export function balanceOf(account: Account, now: Instant): Balance {
  const live = account.buckets
    .filter((bucket) => bucket.held > 0 || bucket.expiresAt > now)
    .toSorted(consumptionOrder);
  const usable = live.filter(({ validFrom, expiresAt }) => validFrom <= now && now < expiresAt);
  return {
    asOf: now,
    availableOctets: sumOctets(usable.map(({ available }) => available)),
    heldOctets: sumOctets(live.map(({ held }) => held)),
    tallies: account.tallies,
    buckets: live,
  };
}

/** What has become of the octets that came from somewhere: a gift, a plan's cycle. */
export type Use = {
  readonly origin: string;
  readonly grantedOctets: Octets;
  readonly usedOctets: Octets;
  readonly availableOctets: Octets;
  /** Granted to the network just now, or in escrow. */
  readonly heldOctets: Octets;
};

/** By origin, spent buckets included; nothing for an origin that the account has no bucket of. */
export async function readUse(
  store: { pool: Pool; parts: number },
  accountId: AccountId,
  origins: readonly string[],
): Promise<Use[]> {
  const { rows } = await store.pool.query<{
    origin: string;
    granted: Octets;
    used: Octets;
    available: Octets;
    held: Octets;
  }>(
    `select origin, sum(granted)::bigint as granted, sum(used)::bigint as used,
            sum(available)::bigint as available, sum(held)::bigint as held
     from bucket
     where part = $1 and account_id = $2 and origin = any($3::text[])
     group by origin`,
    [partOf(accountId, store.parts), accountId, origins],
  );
  return rows.map((row) => ({
    origin: row.origin,
    grantedOctets: row.granted,
    usedOctets: row.used,
    availableOctets: row.available,
    heldOctets: row.held,
  }));
}
