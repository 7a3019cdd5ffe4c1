// What an account has, as of an instant. Reads only: a bucket whose validity is over by then counts no
// more, though the posting that says so comes with the account's next command.

import type { Pool } from 'pg';
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

/** Undefined when there is no such account. */
export async function readBalance(
  store: { pool: Pool; parts: number },
  accountId: AccountId,
  now: Instant,
): Promise<Balance | undefined> {
  const part = partOf(accountId, store.parts);
  const [account] = await readAccounts(store.pool, part, [accountId], []);
  if (account === undefined) return undefined;
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
