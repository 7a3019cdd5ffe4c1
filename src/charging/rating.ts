// Which octets pay for a class of traffic: from the network's rating group and the network the line is
// in, to the scope that the ledger knows.

import type { RatingGroup } from '../catalog/public.ts';
import type { Scope } from '../ledger/public.ts';

export type Rating = {
  readonly ratingGroups: readonly RatingGroup[];
  /** MCC and MNC of the networks in which a line is at home. */
  readonly homeNetworks: readonly string[];
};

/** The ledger's slot for a service without a rating group, which is above every Unsigned32. */
const UNNAMED_SLOT = 2 ** 32;

export const slotOf = (ratingGroup: number | null): number => ratingGroup ?? UNNAMED_SLOT;

/**
 * The scope of a service, or undefined when the carrier has no price for its rating group. A service
 * without one is the carrier's general traffic. A line whose network is not told is taken to be at home.
 */
export function scopeOf(
  ratingGroup: number | null,
  servingNetwork: string | undefined,
  { ratingGroups, homeNetworks }: Rating,
): Scope | undefined {
  const group = ratingGroups.find((candidate) => candidate.ratingGroup === ratingGroup);
  if (ratingGroup !== null && group === undefined) return undefined;
  if (group?.scope === 'hotspot') return 'hotspot';
  return servingNetwork === undefined || homeNetworks.includes(servingNetwork)
    ? 'domestic'
    : 'roaming';
}
