// By which rules octets come out of a tank: a policy like any other, for the plan that the tank is on. Its
// floor is the reserve, its timing the window of the month, its limits of receiving those of each taker. The
// first version comes with the first tank of a plan, and is careful: a tank that anybody can empty is empty.

import type { Catalog, GiftPolicyBody, OnClosing } from '../../catalog/public.ts';
import type { Instant } from '../../kernel/public.ts';
import { ensureSharedPlan } from '../pools/policy.ts';

const PLENTY = 1_000_000_000_000_000;
const OFTEN = 1_000_000;
const MB = 1_000_000;
const GB = 1_000_000_000;

export const TANK_PLAN = 'tank';

export const tankPolicy = (planId: string): GiftPolicyBody => ({
  giving: {
    minimumOctets: 10 * MB,
    maximumOctets: GB,
    stepOctets: 10 * MB,
    floorOctets: 5 * GB,
    monthlyCount: OFTEN,
    monthlyOctets: PLENTY,
    // What people put in, and what the carrier adds.
    givableKinds: ['gift', 'goodwill'],
  },
  receiving: {
    monthlyCount: 2,
    monthlyOctets: GB,
    capOctets: PLENTY,
    balanceAtMostOctets: GB,
  },
  undoWindowSeconds: 0,
  expiry: { rule: 'as_given' },
  ways: ['tank'],
  byWay: { tank: { countedApart: true } },
  appliesTo: { plans: [planId] },
  timing: { fromDayOfMonth: 21 },
  chains: 'always',
  tank: { onClosing: 'to_givers' },
});

/** Where a policy says nothing of it, as before there was such a rule. */
export const USUAL_CLOSING: OnClosing = 'lapses';

export const CLOSING_PLAN = 'tank-closing';

/** Of a tank that is closing all goes out, whenever, and nothing comes in; each octet keeps its expiry. */
const closingPolicy: GiftPolicyBody = {
  giving: {
    minimumOctets: 1,
    maximumOctets: PLENTY,
    stepOctets: 1,
    floorOctets: 0,
    monthlyCount: OFTEN,
    monthlyOctets: PLENTY,
    givableKinds: ['gift', 'goodwill'],
  },
  receiving: { monthlyCount: OFTEN, monthlyOctets: PLENTY, capOctets: PLENTY },
  undoWindowSeconds: 0,
  expiry: { rule: 'as_given' },
  ways: ['tank'],
  byWay: { tank: { countedApart: true } },
  appliesTo: { plans: [CLOSING_PLAN] },
  chains: 'always',
};

/** With the plan of closing, so that it is known everywhere long before it is needed. */
export async function ensureTankPlan(
  catalog: Catalog,
  planId: string,
  now: Instant,
): Promise<void> {
  await ensureClosingPlan(catalog, now);
  const plan = { id: planId, en: 'Tank', fr: 'Réservoir' };
  await ensureSharedPlan(catalog, plan, tankPolicy(planId), now);
}

export const ensureClosingPlan = (catalog: Catalog, now: Instant): Promise<void> =>
  ensureSharedPlan(
    catalog,
    { id: CLOSING_PLAN, en: 'Tank, closing', fr: 'Réservoir en fermeture', mayReceive: false },
    closingPolicy,
    now,
  );
