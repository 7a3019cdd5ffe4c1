// The rules of giving, as data: dated, versioned, and kept by every gift that they judged.

import { Errors } from 'typebox/value';
import { accept, refuse, type Instant, type Result } from '../kernel/public.ts';
import { contradictionIn, type Contradiction } from './gift-policy/contradictions.ts';
import { GiftPolicyBody } from './gift-policy/schema.ts';

export { USUAL_ROLES, type LineRules, type RoleRules } from './gift-policy/line-rules.ts';
export type { ExpiryRule, SimpleExpiryRule } from './gift-policy/expiry-rule.ts';
export { rulesFor, type GiftRules } from './gift-policy/rules.ts';
export {
  GiftPolicyBody,
  WAYS,
  type FamilyCount,
  type Fee,
  type OnClosing,
  type PoolRules,
  type Way,
} from './gift-policy/schema.ts';
export { largestGift, listedSizes, smallestGift } from './gift-policy/sizes.ts';

export type GiftPolicy = GiftPolicyBody & {
  readonly id: string;
  readonly version: number;
  readonly effectiveFrom: Instant;
};

export type GiftPolicyRefusal =
  /** Not of the form: where, and what was expected. */
  | { readonly code: 'policy_malformed'; readonly path: string; readonly expected: string }
  /** Of the form, but no gift could ever pass: the two rules that exclude each other. */
  | { readonly code: 'policy_contradicts_itself'; readonly rules: Contradiction };

/** Takes a policy from outside. Refuses, in this order: policy_malformed, policy_contradicts_itself. */
export function parseGiftPolicy(given: unknown): Result<GiftPolicyBody, GiftPolicyRefusal> {
  const [error] = Errors(GiftPolicyBody, given);
  if (error !== undefined)
    return refuse({
      code: 'policy_malformed',
      path: error.instancePath === '' ? '/' : error.instancePath,
      expected: error.keyword === 'boolean' ? 'no such rule here' : error.message,
    });
  const policy = given as GiftPolicyBody;
  const contradiction = contradictionIn(policy);
  return contradiction === undefined
    ? accept(policy)
    : refuse({ code: 'policy_contradicts_itself', rules: contradiction });
}
