// What is a member's own of what a pool has: what it put in and has not taken out itself. Where others took
// of what it put in, all who put in bear that in proportion; what has lapsed counts for nobody.

import { octets, type AccountId, type Octets } from '../../kernel/public.ts';

/** Octets that somebody put in, or took out, of those buckets of the pool that still have some. */
export type PutOrTaken = { readonly account: AccountId; readonly octets: number };

/**
 * The share of each of `members`, in octets. Together they are never more than `availableOctets`, and no
 * share is more than the member put in and did not take.
 */
export function sharesOf(
  members: readonly AccountId[],
  put: readonly PutOrTaken[],
  taken: readonly PutOrTaken[],
  availableOctets: Octets,
): ReadonlyMap<AccountId, Octets> {
  const own = new Map(
    members.map((account) => [account, Math.max(0, sumOf(put, account) - sumOf(taken, account))]),
  );
  const total = [...own.values()].reduce((sum, amount) => sum + amount, 0);
  const shares = new Map<AccountId, Octets>();
  for (const [account, amount] of own)
    shares.set(
      account,
      octets(total <= availableOctets ? amount : portion(amount, availableOctets, total)),
    );
  return shares;
}

const sumOf = (moved: readonly PutOrTaken[], account: AccountId): number =>
  moved.reduce((sum, each) => (each.account === account ? sum + each.octets : sum), 0);

/** Rounded down, exactly: the product of two amounts is beyond what a number holds. */
const portion = (amount: number, available: number, total: number): number =>
  Number((BigInt(amount) * BigInt(available)) / BigInt(total));
