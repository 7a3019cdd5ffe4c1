// What the slider and the chips offer, from the policy and from what the giver has.

import type { GiftPolicy } from '../api/types.ts';
import { GIGABYTE, MEGABYTE } from './octets.ts';

/** What bounds an amount. */
export type AmountRules = Pick<
  GiftPolicy,
  'minimumOctets' | 'maximumOctets' | 'stepOctets' | 'givableOctets'
>;

export type Range = {
  readonly least: number;
  readonly most: number;
  /** What one step of the slider adds; always whole steps of the policy. */
  readonly step: number;
};

const OFFERED = [250 * MEGABYTE, 500 * MEGABYTE, GIGABYTE, 2 * GIGABYTE, 5 * GIGABYTE] as const;
const SLIDER_POSITIONS = 100;

/** The amounts that can be given now, or null when not even the least of them can. */
export function givable(policy: AmountRules): Range | null {
  const unit = Math.max(1, policy.stepOctets);
  const least = Math.max(unit, Math.ceil(policy.minimumOctets / unit) * unit);
  const ceiling = Math.min(policy.maximumOctets, policy.givableOctets);
  const most = Math.floor(ceiling / unit) * unit;
  if (most < least) return null;
  // A policy may count in single octets; a thumb can not.
  const coarse = (most - least) / SLIDER_POSITIONS;
  const wanted = [MEGABYTE, 10 * MEGABYTE, 50 * MEGABYTE, 100 * MEGABYTE, 500 * MEGABYTE].find(
    (step) => step >= coarse && step % unit === 0,
  );
  return { least, most, step: Math.max(unit, wanted ?? Math.ceil(coarse / unit) * unit) };
}

/** The handful of round amounts worth a tap, the largest one last. */
export function offeredAmounts(range: Range, stepOctets: number): number[] {
  const unit = Math.max(1, stepOctets);
  const round = OFFERED.filter(
    (octets) => octets >= range.least && octets < range.most && octets % unit === 0,
  );
  return [...round.slice(-4), range.most];
}

/** Where the slider starts: one gigabyte, or as near to it as can be given. */
export const firstAmount = (range: Range): number =>
  Math.min(range.most, Math.max(range.least, GIGABYTE));
