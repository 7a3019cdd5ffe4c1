// How much the network is granted at once, and when it comes back. docs/decisions/quota.md says why.

import { HOUR, MINUTE, octets, SECOND, type Octets } from '../kernel/public.ts';
import type { QuotaRule } from '../ledger/public.ts';
import type { ServiceAnswer, ServiceUsage } from './request.ts';

export type QuotaSettings = QuotaRule & {
  /** How long a grant is good for when nothing is reported. */
  readonly validitySeconds: number;
  /** The same of a scarce one, which another session of the line may be waiting for. */
  readonly scarceValiditySeconds: number;
  /** A grant goes back when no octet passed for so long. */
  readonly holdingSeconds: number;
  readonly scarceHoldingSeconds: number;
  /** The network asks again when this part of a grant is left: 5 means a fifth. */
  readonly thresholdDivisor: number;
};

/**
 * An eighth of what is available at once, from 1 MB to 1 GB, divided by the sessions that share it. The
 * last slice of a line is at most the smallest one, and the last slices of its sessions are it together,
 * which is what bounds what a network element may let through when a line ends.
 */
export const DEFAULT_QUOTA: QuotaSettings = {
  smallestOctets: octets(1_000_000),
  largestOctets: octets(1_000_000_000),
  shareDivisor: 8,
  validitySeconds: HOUR / SECOND,
  scarceValiditySeconds: (10 * MINUTE) / SECOND,
  holdingSeconds: (10 * MINUTE) / SECOND,
  scarceHoldingSeconds: MINUTE / SECOND,
  thresholdDivisor: 5,
  sharing: { leastOctets: octets(100_000), awakeMilliseconds: 10 * MINUTE },
};

/** A slice of less than this many of the smallest ones is scarce: the line is near its end. */
const SCARCE = 4;

type Terms = Pick<
  ServiceAnswer & { readonly result: 'granted' },
  'validitySeconds' | 'thresholdOctets' | 'quotaHoldingSeconds'
>;

/** How a slice of this size is lent. */
export function termsOf(grantedOctets: Octets, isLast: boolean, quota: QuotaSettings): Terms {
  const isScarce = isLast || grantedOctets < SCARCE * quota.smallestOctets;
  if (isScarce)
    return {
      validitySeconds: quota.scarceValiditySeconds,
      // Only its end counts: of a last slice there is nothing more to ask for, of a tiny one no time.
      thresholdOctets: null,
      quotaHoldingSeconds: quota.scarceHoldingSeconds,
    };
  return {
    validitySeconds: quota.validitySeconds,
    thresholdOctets: octets(Math.floor(grantedOctets / quota.thresholdDivisor)),
    quotaHoldingSeconds: quota.holdingSeconds,
  };
}

/** The next slice of traffic that costs nothing: as large as the network likes, up to the largest. */
export const freeSlice = (
  { requestedOctets }: Pick<ServiceUsage, 'requestedOctets'>,
  { largestOctets }: QuotaSettings,
): Octets =>
  typeof requestedOctets === 'number'
    ? octets(Math.min(requestedOctets, largestOctets))
    : largestOctets;
