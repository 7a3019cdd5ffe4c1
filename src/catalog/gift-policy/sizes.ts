// Which sizes a gift may have.

import { octets, type Octets } from '../../kernel/public.ts';
import type { GiftPolicyBody } from './schema.ts';

type Giving = GiftPolicyBody['giving'];

const fits = (giving: Giving, size: number): boolean =>
  size > 0 &&
  size >= giving.minimumOctets &&
  size <= giving.maximumOctets &&
  size % giving.stepOctets === 0;

/** The sizes on the list that pass the other rules, ascending; undefined where there is no list. */
export const listedSizes = (giving: Giving): readonly Octets[] | undefined =>
  giving.allowedOctets
    ?.filter((size) => fits(giving, size))
    .toSorted((left, right) => left - right)
    .map(octets);

/** The smallest that is a whole step, not below the minimum, and listed where there is a list. */
export const smallestGift = (giving: Giving): Octets =>
  listedSizes(giving)?.[0] ??
  octets(Math.max(1, Math.ceil(giving.minimumOctets / giving.stepOctets)) * giving.stepOctets);

/** The largest that a gift of at most this may have; zero when there is none. */
export function largestGift(giving: Giving, most: number): Octets {
  const listed = listedSizes(giving);
  if (listed !== undefined) return listed.findLast((size) => size <= most) ?? octets(0);
  const bounded = Math.max(0, Math.min(most, giving.maximumOctets));
  const steps = Math.floor(bounded / giving.stepOctets) * giving.stepOctets;
  return octets(steps < smallestGift(giving) ? 0 : steps);
}
