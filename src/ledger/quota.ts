// How much the network is granted at once.
//
// Generous when there is plenty, so that the network seldom asks; small near the end, because what a
// network element may let through between two reports is at most about one slice.

import { octets, ZERO_OCTETS, type Octets } from '../kernel/public.ts';
import type { QuotaRule } from './command.ts';

/**
 * The next slice, in octets: what is wanted, but at most a share of what is available, at least the
 * smallest slice, at most the largest one, and never more than there is.
 */
export function quotaOctets(
  available: Octets,
  wanted: Octets | 'any' | 'nothing',
  rule: QuotaRule,
): Octets {
  if (wanted === 'nothing') return ZERO_OCTETS;
  const asked = wanted === 'any' ? rule.largestOctets : Math.min(wanted, rule.largestOctets);
  const share = Math.max(rule.smallestOctets, Math.floor(available / rule.shareDivisor));
  return octets(Math.min(asked, share, available));
}
