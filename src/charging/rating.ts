// Which octets pay for a class of traffic: from the network's rating group and the network the line is
// in, to the scope that the ledger knows.

import type { ChargingRules, ChargingSettings, NetworkRule, Treatment } from '../catalog/public.ts';
import type { Scope } from '../ledger/public.ts';

/** Octets of a scope; nothing, for traffic that is free; or no price at all. */
export type Price =
  | { readonly of: 'octets'; readonly scope: Scope }
  | { readonly of: 'nothing' }
  | { readonly of: 'unknown' };

/** The ledger's slot for a service without a rating group, which is above every Unsigned32. */
const UNNAMED_SLOT = 2 ** 32;

/** A slot that no traffic has: it keeps a session open in which nothing could be granted. */
export const SESSION_SLOT = UNNAMED_SLOT + 1;

export const slotOf = (ratingGroup: number | null): number => ratingGroup ?? UNNAMED_SLOT;

const FREE: Price = { of: 'nothing' };
const UNKNOWN: Price = { of: 'unknown' };

/** What a service costs where the line is. One without a rating group is the carrier's general traffic. */
export function priceOf(
  ratingGroup: number | null,
  place: Treatment,
  { ratingGroups }: Pick<ChargingSettings, 'ratingGroups'>,
): Price {
  const group = ratingGroups.find((candidate) => candidate.ratingGroup === ratingGroup);
  if (ratingGroup !== null && group === undefined) return UNKNOWN;
  if (group?.scope === 'free') return FREE;
  if (group?.scope === 'hotspot') return { of: 'octets', scope: 'hotspot' };
  return { of: 'octets', scope: place === 'included' ? 'domestic' : 'roaming' };
}

/** How traffic in a network is treated. A line whose network is not told is taken to be at home. */
export function placeOf(
  servingNetwork: string | undefined,
  { homeNetworks }: Pick<ChargingSettings, 'homeNetworks'>,
  { networks }: Pick<ChargingRules, 'networks'>,
): Treatment {
  if (servingNetwork === undefined || homeNetworks.includes(servingNetwork)) return 'included';
  const country = servingNetwork.slice(0, 3);
  return ruleOf(networks, servingNetwork) ?? ruleOf(networks, country) ?? networks.elsewhere;
}

const ruleOf = ({ places }: NetworkRule, network: string): Treatment | undefined =>
  places.find((place) => place.network === network)?.is;
