// Reads and writes what the carrier sells and by which rules.

import type { Selectable } from 'kysely';
import { instantValue, type Database, type Store } from '../db/public.ts';
import { accept, invariant, refuse, type Instant, type Result } from '../kernel/public.ts';
import {
  parseGiftPolicy,
  type GiftPolicy,
  type GiftPolicyBody,
  type GiftPolicyRefusal,
} from './gift-policy.ts';

/** A name in each language that the carrier speaks. */
export type Names = { readonly en: string; readonly fr: string };

export type Carrier = {
  readonly id: string;
  readonly name: string;
  /** IANA name; billing cycles are civil dates in it. */
  readonly timeZone: string;
  /** ISO 4217. */
  readonly currency: string;
  /** ISO 3166-1 alpha-2; numbers typed without a country code are read as this country's. */
  readonly country: string;
  /** MCC and MNC of the networks in which a line is at home. */
  readonly homeNetworks: readonly string[];
};

export type Plan = {
  readonly id: string;
  readonly name: Names;
  readonly octetsPerCycle: number;
  readonly priceCents: number;
  readonly mayGive: boolean;
  readonly mayReceive: boolean;
};

export type RatingGroup = {
  readonly ratingGroup: number;
  readonly name: Names;
  /** `by_location` is domestic at home and roaming elsewhere; `free` is charged to nobody. */
  readonly scope: 'by_location' | 'hotspot' | 'free';
};

export type Catalog = {
  /** Undefined in a store that no carrier was put into yet. */
  carrier(): Promise<Carrier | undefined>;
  putCarrier(carrier: Carrier): Promise<void>;
  plans(): Promise<readonly Plan[]>;
  putPlan(plan: Plan): Promise<void>;
  ratingGroups(): Promise<readonly RatingGroup[]>;
  putRatingGroup(ratingGroup: RatingGroup): Promise<void>;
  /** The policies in force at an instant: of each, the newest version that had taken effect. */
  giftPoliciesAt(at: Instant): Promise<readonly GiftPolicy[]>;
  /** One version, for judging a gift again by the rules that it was given under. */
  giftPolicy(id: string, version: number): Promise<GiftPolicy>;
  /**
   * Puts a store's first policy in force, as part of setting the store up. Every later version is drafted
   * by one person and published by another: see policy-desk.ts. Refuses as parseGiftPolicy does.
   */
  publishGiftPolicy(
    id: string,
    effectiveFrom: Instant,
    body: unknown,
  ): Promise<Result<GiftPolicy, GiftPolicyRefusal>>;
};

const LISTED = 1_000;

export function createCatalog({ kysely }: Pick<Store, 'kysely'>): Catalog {
  return {
    async carrier() {
      const row = await kysely.selectFrom('carrier').selectAll().limit(1).executeTakeFirst();
      return row === undefined ? undefined : carrierOf(row);
    },
    async putCarrier({ id, name, timeZone, currency, country, homeNetworks }) {
      const values = {
        name,
        time_zone: timeZone,
        currency,
        country,
        home_networks: [...homeNetworks],
      };
      await kysely
        .insertInto('carrier')
        .values({ carrier_id: id, ...values })
        .onConflict((conflict) => conflict.column('carrier_id').doUpdateSet(values))
        .execute();
    },
    async plans() {
      const rows = await kysely
        .selectFrom('plan')
        .selectAll()
        .orderBy('price_cents')
        .orderBy('plan_id')
        .limit(LISTED)
        .execute();
      return rows.map(planOf);
    },
    async putPlan(plan) {
      const values = {
        name: JSON.stringify(plan.name),
        octets_per_cycle: plan.octetsPerCycle,
        price_cents: plan.priceCents,
        may_give: plan.mayGive,
        may_receive: plan.mayReceive,
      };
      await kysely
        .insertInto('plan')
        .values({ plan_id: plan.id, ...values })
        .onConflict((conflict) => conflict.column('plan_id').doUpdateSet(values))
        .execute();
    },
    async ratingGroups() {
      const rows = await kysely
        .selectFrom('rating_group')
        .selectAll()
        .orderBy('rating_group')
        .limit(LISTED)
        .execute();
      return rows.map(ratingGroupOf);
    },
    async putRatingGroup({ ratingGroup, name, scope }) {
      const values = { name: JSON.stringify(name), scope };
      await kysely
        .insertInto('rating_group')
        .values({ rating_group: ratingGroup, ...values })
        .onConflict((conflict) => conflict.column('rating_group').doUpdateSet(values))
        .execute();
    },
    async giftPoliciesAt(at) {
      const rows = await kysely
        .selectFrom('gift_policy')
        .distinctOn('policy_id')
        .selectAll()
        .where('effective_from', '<=', instantValue(at))
        .orderBy('policy_id')
        .orderBy('effective_from', 'desc')
        .orderBy('version', 'desc')
        .limit(LISTED)
        .execute();
      return rows.map(policyOf);
    },
    async giftPolicy(id, version) {
      const row = await kysely
        .selectFrom('gift_policy')
        .selectAll()
        .where('policy_id', '=', id)
        .where('version', '=', version)
        .executeTakeFirst();
      invariant(row !== undefined, 'a policy that judged a gift is kept');
      return policyOf(row);
    },
    async publishGiftPolicy(id, effectiveFrom, given) {
      const parsed = parseGiftPolicy(given);
      if (!parsed.ok) return refuse(parsed.refusal);
      const row = await kysely
        .insertInto('gift_policy')
        .values({
          policy_id: id,
          version: 1,
          effective_from: new Date(effectiveFrom),
          body: JSON.stringify(parsed.value),
        })
        .returningAll()
        .executeTakeFirstOrThrow();
      return accept(policyOf(row));
    },
  };
}

const carrierOf = (row: Selectable<Database['carrier']>): Carrier => ({
  id: row.carrier_id,
  name: row.name,
  timeZone: row.time_zone,
  currency: row.currency,
  country: row.country,
  homeNetworks: row.home_networks,
});

const planOf = (row: Selectable<Database['plan']>): Plan => ({
  id: row.plan_id,
  name: row.name as Names,
  octetsPerCycle: row.octets_per_cycle,
  priceCents: row.price_cents,
  mayGive: row.may_give,
  mayReceive: row.may_receive,
});

const ratingGroupOf = (row: Selectable<Database['rating_group']>): RatingGroup => ({
  ratingGroup: row.rating_group,
  name: row.name as Names,
  scope: row.scope as RatingGroup['scope'],
});

export const policyOf = (row: Selectable<Database['gift_policy']>): GiftPolicy => ({
  ...(row.body as GiftPolicyBody),
  id: row.policy_id,
  version: row.version,
  effectiveFrom: row.effective_from,
});
