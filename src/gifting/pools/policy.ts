// By which rules octets come out of a pool: a policy like any other, for the plan that pools are on, and so
// dated, versioned, and replaced by two people. The first version comes with the first pool.
//
// How octets go in is judged by the member's own policy, by the way `family`: its limits of receiving there
// are what a pool may have.

import {
  findPolicyFor,
  policyFor,
  type Catalog,
  type GiftPolicyBody,
  type PoolRules,
} from '../../catalog/public.ts';
import { invariant, type Instant } from '../../kernel/public.ts';
import type { Line } from '../../subscribers/public.ts';
import { standingOf } from '../rules/side.ts';

const PLENTY = 1_000_000_000_000_000;
const OFTEN = 1_000_000;

export const POOL_PLAN = 'pool';

const poolPolicy: GiftPolicyBody = {
  giving: {
    minimumOctets: 1,
    maximumOctets: PLENTY,
    stepOctets: 1,
    floorOctets: 0,
    monthlyCount: OFTEN,
    monthlyOctets: PLENTY,
    givableKinds: ['gift'],
  },
  receiving: { monthlyCount: OFTEN, monthlyOctets: PLENTY, capOctets: PLENTY },
  undoWindowSeconds: 0,
  expiry: { rule: 'as_given' },
  ways: ['family'],
  byWay: { family: { countedApart: true } },
  appliesTo: { plans: [POOL_PLAN] },
  // What a member put in may have been given to it; where that began is kept.
  chains: 'always',
};

/** Puts a plan for shared accounts in the catalog, with the first version of its policy, unless they are there. */
export async function ensureSharedPlan(
  catalog: Catalog,
  plan: {
    readonly id: string;
    readonly en: string;
    readonly fr: string;
    /** Said of what is closing. */
    readonly mayReceive?: false;
  },
  body: GiftPolicyBody,
  now: Instant,
): Promise<void> {
  const plans = await catalog.plans();
  if (!plans.some(({ id }) => id === plan.id))
    await catalog.putPlan({
      id: plan.id,
      name: { en: plan.en, fr: plan.fr },
      octetsPerCycle: 1,
      priceCents: 0,
      mayGive: true,
      mayReceive: plan.mayReceive ?? true,
    });
  const known = findPolicyFor(
    (await catalog.giftPoliciesAt(now)).filter(({ appliesTo }) => appliesTo?.plans !== undefined),
    { planId: plan.id, brand: '' },
  );
  if (known !== undefined) return;
  try {
    const published = await catalog.publishGiftPolicy(plan.id, 0, body);
    invariant(
      published.ok,
      'the policy that comes with shared accounts does not contradict itself',
    );
  } catch (error) {
    // Somebody else opened the first one at the same moment, and theirs is there now.
    const there = await catalog.giftPoliciesAt(now);
    if (!there.some(({ id }) => id === plan.id)) throw error;
  }
}

export const ensurePoolPlan = (catalog: Catalog, now: Instant): Promise<void> =>
  ensureSharedPlan(catalog, { id: POOL_PLAN, en: 'Pool', fr: 'Réserve commune' }, poolPolicy, now);

/** Where a carrier says nothing of pools. */
export const USUAL_POOL_RULES: PoolRules = {
  maximumLines: 10,
  atCap: 'stopped',
  shareOnLeaving: 'goes_along',
  ownerMayPauseMembers: true,
};

export type RulesOfPool = PoolRules & { readonly alertsAtPercent: readonly number[] };

/** What the holder's policy says of pools. */
export async function poolRulesFor(
  catalog: Catalog,
  holder: Line,
  now: Instant,
): Promise<RulesOfPool> {
  const policy = policyFor(await catalog.giftPoliciesAt(now), {
    planId: holder.planId,
    brand: standingOf(holder).brand,
  });
  return {
    ...(policy.pool ?? USUAL_POOL_RULES),
    alertsAtPercent: policy.alertsAtPercent ?? [50, 80, 100],
  };
}
