// The rules of giving, as data: dated, versioned, and kept by every gift that they judged.

import { Type, type Static } from 'typebox';
import { Errors } from 'typebox/value';
import {
  accept,
  octets,
  refuse,
  type Instant,
  type Octets,
  type Result,
} from '../kernel/public.ts';

const Amount = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const Count = Type.Integer({ minimum: 0, maximum: 1_000_000 });

export const GiftPolicyBody = Type.Object(
  {
    giving: Type.Object(
      {
        /** One gift: at least, at most, and in steps of. */
        minimumOctets: Amount,
        maximumOctets: Amount,
        stepOctets: Amount,
        /** What must stay with the giver, whatever its kind. */
        floorOctets: Amount,
        /** In one billing cycle of the giver. */
        monthlyCount: Count,
        monthlyOctets: Amount,
        givableKinds: Type.Array(
          Type.Union([
            Type.Literal('plan'),
            Type.Literal('pack'),
            Type.Literal('gift'),
            Type.Literal('bonus'),
            Type.Literal('goodwill'),
          ]),
          { uniqueItems: true, maxItems: 5 },
        ),
      },
      { additionalProperties: false },
    ),
    receiving: Type.Object(
      {
        /** In one billing cycle of the receiver. */
        monthlyCount: Count,
        monthlyOctets: Amount,
        /** Unused gifts that a line may have at once. */
        capOctets: Amount,
      },
      { additionalProperties: false },
    ),
    undoWindowSeconds: Type.Integer({ minimum: 0, maximum: 7 * 86_400 }),
    expiry: Type.Union([
      /** A gift lapses when the octets it is made of would have. */
      Type.Object({ rule: Type.Literal('as_given') }, { additionalProperties: false }),
      /** So many days after it arrives; later than the octets themselves only where that is allowed. */
      Type.Object(
        {
          rule: Type.Literal('days'),
          days: Type.Integer({ minimum: 1, maximum: 366 }),
          mayOutliveSource: Type.Boolean(),
        },
        { additionalProperties: false },
      ),
    ]),
  },
  { additionalProperties: false },
);
export type GiftPolicyBody = Static<typeof GiftPolicyBody>;

export type GiftPolicy = GiftPolicyBody & {
  readonly id: string;
  readonly version: number;
  readonly effectiveFrom: Instant;
};

export type GiftPolicyRefusal =
  /** Not of the form: where, and what was expected. */
  | { readonly code: 'policy_malformed'; readonly path: string; readonly expected: string }
  /** Of the form, but no gift could ever pass: the two rules that exclude each other. */
  | { readonly code: 'policy_contradicts_itself'; readonly rules: readonly [string, string] };

/** Takes a policy from outside. Refuses, in this order: policy_malformed, policy_contradicts_itself. */
export function parseGiftPolicy(given: unknown): Result<GiftPolicyBody, GiftPolicyRefusal> {
  const [error] = Errors(GiftPolicyBody, given);
  if (error !== undefined)
    return refuse({
      code: 'policy_malformed',
      path: error.instancePath === '' ? '/' : error.instancePath,
      expected: error.message,
    });
  const policy = given as GiftPolicyBody;
  const contradiction = contradictionIn(policy);
  return contradiction === undefined
    ? accept(policy)
    : refuse({ code: 'policy_contradicts_itself', rules: contradiction });
}

function contradictionIn({
  giving,
  receiving,
}: GiftPolicyBody): readonly [string, string] | undefined {
  if (giving.stepOctets === 0) return ['giving.stepOctets', 'giving.minimumOctets'];
  const smallest = smallestGift(giving);
  if (smallest > giving.maximumOctets) return ['giving.minimumOctets', 'giving.maximumOctets'];
  if (giving.monthlyCount > 0 && smallest > giving.monthlyOctets)
    return ['giving.minimumOctets', 'giving.monthlyOctets'];
  if (receiving.monthlyCount > 0 && smallest > receiving.monthlyOctets)
    return ['giving.minimumOctets', 'receiving.monthlyOctets'];
  if (smallest > receiving.capOctets) return ['giving.minimumOctets', 'receiving.capOctets'];
  return undefined;
}

/** The smallest amount that is a whole step and not below the minimum, in octets. */
export const smallestGift = (giving: GiftPolicyBody['giving']): Octets =>
  octets(Math.max(1, Math.ceil(giving.minimumOctets / giving.stepOctets)) * giving.stepOctets);
