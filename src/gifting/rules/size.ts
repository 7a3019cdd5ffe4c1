// How large one gift may be, and what it costs.

import { listedSizes, smallestGift, type Fee, type GiftRules } from '../../catalog/public.ts';
import { octets, type Octets } from '../../kernel/public.ts';
import type { GiftRefusal } from '../refusal.ts';

/** Refuses, in this order: size_not_offered, below_minimum, above_maximum, not_a_step. */
export function wrongSize(
  asked: Octets,
  { giving }: Pick<GiftRules, 'giving'>,
): GiftRefusal | undefined {
  const listed = listedSizes(giving);
  if (listed !== undefined)
    return listed.includes(asked)
      ? undefined
      : {
          code: 'size_not_offered',
          rule: 'giving.allowedOctets',
          allowedOctets: listed,
          askedOctets: asked,
        };
  if (asked < smallestGift(giving))
    return {
      code: 'below_minimum',
      rule: 'giving.minimumOctets',
      limitOctets: smallestGift(giving),
      askedOctets: asked,
    };
  if (asked > giving.maximumOctets)
    return {
      code: 'above_maximum',
      rule: 'giving.maximumOctets',
      limitOctets: octets(giving.maximumOctets),
      askedOctets: asked,
    };
  if (asked % giving.stepOctets !== 0)
    return {
      code: 'not_a_step',
      rule: 'giving.stepOctets',
      stepOctets: octets(giving.stepOctets),
      askedOctets: asked,
    };
  return undefined;
}

/** What a gift costs its giver, with what a longer expiry costs on top. In hundredths of the currency. */
export function feeCents(
  asked: Octets,
  { fee, expiryChoices }: Pick<GiftRules, 'fee' | 'expiryChoices'>,
  choice: string | undefined,
): number {
  const chosen = expiryChoices?.find(({ name }) => name === choice)?.cents ?? 0;
  return (fee === undefined ? 0 : centsOf(fee, asked)) + chosen;
}

function centsOf(fee: Fee, asked: Octets): number {
  if ('cents' in fee) return fee.cents;
  const step = fee.bySize.find(({ upToOctets }) => asked <= upToOctets) ?? fee.bySize.at(-1);
  return step?.cents ?? 0;
}
