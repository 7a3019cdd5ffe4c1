// How much the network is granted at once.
//
// Generous when there is plenty, so that the network seldom asks; small near the end, because what a
// network element may let through between two reports is at most about one slice.

import { octets, ZERO_OCTETS, type Octets } from '../kernel/public.ts';
import type { Hold } from './account.ts';
import type { Charge, QuotaRule } from './command.ts';

const SESSION = 'session:';

/**
 * The next slice, in octets: what is wanted, but at most a share of what is available, at least the
 * smallest slice, at most the largest one, and never more than there is. Where sessions share the account,
 * the share and the smallest slice are divided by how many they are.
 */
export function quotaOctets(
  available: Octets,
  wanted: Octets | 'any' | 'nothing',
  rule: QuotaRule,
  sharers: number,
): Octets {
  if (wanted === 'nothing') return ZERO_OCTETS;
  const asked = wanted === 'any' ? rule.largestOctets : Math.min(wanted, rule.largestOctets);
  const share = Math.floor(available / (rule.shareDivisor * sharers));
  return octets(Math.min(asked, Math.max(smallestFor(rule, sharers), share), available));
}

/** Together the last slices of all sessions are one smallest slice, until they would be too small to be worth asking for. */
function smallestFor({ smallestOctets, sharing }: QuotaRule, sharers: number): number {
  if (sharing === undefined || sharers === 1) return smallestOctets;
  const least = Math.min(sharing.leastOctets, smallestOctets);
  return Math.max(least, Math.floor(smallestOctets / sharers));
}

/**
 * How many sessions share the account with the one that asks, itself included: those that hold octets, and
 * those that were heard of lately, since one that was left without asks again. One that sleeps without
 * octets does not make the others' slices smaller. Only a size is decided by it, so nothing has to prove it.
 */
export function sharersOf(
  holds: readonly Hold[],
  own: string,
  { quota: { sharing }, holdUntil }: Pick<Charge, 'quota' | 'holdUntil'>,
): number {
  let sharers = 1;
  if (sharing === undefined) return sharers;
  for (const { id, parts, expiresAt, closedAt } of holds) {
    if (id === own || closedAt !== null || !id.startsWith(SESSION)) continue;
    // Both count from a last request and for as long, so they are as far apart as the requests were.
    if (parts.length > 0 || Math.abs(holdUntil - expiresAt) < sharing.awakeMilliseconds)
      sharers += 1;
  }
  return sharers;
}
