// Which of a carrier's policies judges a line's gifts.

import { invariant } from '../../kernel/public.ts';
import type { GiftPolicy } from '../gift-policy.ts';

type JudgedLine = { readonly planId: string; readonly brand: string };

/**
 * The narrowest that fits the giver's line: for its plan before for its brand, and either before for all.
 * Of two that are as narrow, the one that took effect last.
 */
export function policyFor(policies: readonly GiftPolicy[], line: JudgedLine): GiftPolicy {
  const found = findPolicyFor(policies, line);
  invariant(found !== undefined, 'a store with a carrier has a gift policy for every line');
  return found;
}

/** Undefined where none fits: among policies of which some are only drafts. */
export const findPolicyFor = (
  policies: readonly GiftPolicy[],
  line: JudgedLine,
): GiftPolicy | undefined =>
  policies
    .filter(
      ({ appliesTo }) =>
        appliesTo?.plans?.includes(line.planId) !== false &&
        appliesTo?.brands?.includes(line.brand) !== false,
    )
    .toSorted(
      (left, right) =>
        narrowness(right) - narrowness(left) || right.effectiveFrom - left.effectiveFrom,
    )[0];

const narrowness = ({ appliesTo }: GiftPolicy): number =>
  (appliesTo?.plans === undefined ? 0 : 2) + (appliesTo?.brands === undefined ? 0 : 1);
