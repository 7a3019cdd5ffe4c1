// All that charging has to know of what the carrier sells, read at once.

import type { Store } from '../db/public.ts';
import { accept, refuse, type Clock, type Result } from '../kernel/public.ts';
import { createCatalog, type RatingGroup } from './catalog.ts';
import {
  DEFAULT_CHARGING_RULES,
  parseChargingRules,
  type ChargingRules,
  type ChargingRulesRefusal,
  type SaidRules,
} from './charging-rules.ts';

export type ChargedPlan = { readonly octetsPerCycle: number; readonly rules: ChargingRules };

export type ChargingSettings = {
  /** MCC and MNC of the networks in which a line is at home. */
  readonly homeNetworks: readonly string[];
  readonly ratingGroups: readonly RatingGroup[];
  /** By plan, each with the rules that hold for it. */
  readonly plans: ReadonlyMap<string, ChargedPlan>;
  /** What holds for a line whose plan is not there. */
  readonly rules: ChargingRules;
};

export type ChargingCatalog = {
  readonly settings: () => Promise<ChargingSettings>;
  /** Says anew what holds for a plan, or for all where `planId` is null. Refuses as parseChargingRules does. */
  putRules(planId: string | null, rules: unknown): Promise<Result<SaidRules, ChargingRulesRefusal>>;
  /** Has a plan, or the carrier, say nothing of its own any more. False where it said nothing. */
  removeRules(planId: string | null): Promise<boolean>;
  /** Traffic of it has no price then, and is refused. False where there is none. */
  removeRatingGroup(ratingGroup: number): Promise<boolean>;
};

const CARRIER = '';
const LISTED = 1_001;

export function createChargingCatalog(
  { kysely }: Pick<Store, 'kysely'>,
  clock: Clock,
): ChargingCatalog {
  const catalog = createCatalog({ kysely });
  return {
    async settings() {
      const [carrier, ratingGroups, plans, said] = await Promise.all([
        catalog.carrier(),
        catalog.ratingGroups(),
        catalog.plans(),
        kysely.selectFrom('charging_rules').select(['plan_id', 'body']).limit(LISTED).execute(),
      ]);
      // They were checked when they were put there.
      const saidBy = new Map(said.map(({ plan_id: id, body }) => [id, body as SaidRules]));
      const rules: ChargingRules = { ...DEFAULT_CHARGING_RULES, ...saidBy.get(CARRIER) };
      return {
        homeNetworks: carrier?.homeNetworks ?? [],
        ratingGroups,
        rules,
        plans: new Map(
          plans.map(({ id, octetsPerCycle }) => [
            id,
            { octetsPerCycle, rules: { ...rules, ...saidBy.get(id) } },
          ]),
        ),
      };
    },
    async putRules(planId, given) {
      const parsed = parseChargingRules(given);
      if (!parsed.ok) return refuse(parsed.refusal);
      const values = { body: JSON.stringify(parsed.value), changed_at: new Date(clock.now()) };
      await kysely
        .insertInto('charging_rules')
        .values({ plan_id: planId ?? CARRIER, ...values })
        .onConflict((conflict) => conflict.column('plan_id').doUpdateSet(values))
        .execute();
      return accept(parsed.value);
    },
    async removeRules(planId) {
      const { numDeletedRows } = await kysely
        .deleteFrom('charging_rules')
        .where('plan_id', '=', planId ?? CARRIER)
        .executeTakeFirst();
      return numDeletedRows > 0n;
    },
    async removeRatingGroup(ratingGroup) {
      const { numDeletedRows } = await kysely
        .deleteFrom('rating_group')
        .where('rating_group', '=', ratingGroup)
        .executeTakeFirst();
      return numDeletedRows > 0n;
    },
  };
}
