// Packs: octets for a while, sold beside a plan. What one costs and brings is data.

import type { Selectable } from 'kysely';
import type { Database, Store } from '../db/public.ts';
import type { Scope } from '../ledger/public.ts';
import type { Names } from './catalog.ts';

export type Pack = {
  readonly id: string;
  readonly name: Names;
  readonly octets: number;
  /** What its octets may be used for. */
  readonly scope: Scope;
  /** From when it is delivered. */
  readonly validityDays: number;
  readonly priceCents: number;
  readonly isSold: boolean;
};

export type Packs = {
  /** Those that are sold, the cheapest first. */
  sold(): Promise<readonly Pack[]>;
  /** Also one that is no longer sold. */
  pack(id: string): Promise<Pack | undefined>;
  /** What was bought before stays as it was bought. */
  putPack(pack: Pack): Promise<void>;
};

const LISTED = 200;

export function createPackCatalog({ kysely }: Pick<Store, 'kysely'>): Packs {
  return {
    async sold() {
      const rows = await kysely
        .selectFrom('pack')
        .selectAll()
        .where('is_sold', '=', true)
        .orderBy('price_cents')
        .orderBy('pack_id')
        .limit(LISTED)
        .execute();
      return rows.map(packOf);
    },
    async pack(id) {
      const row = await kysely
        .selectFrom('pack')
        .selectAll()
        .where('pack_id', '=', id)
        .executeTakeFirst();
      return row === undefined ? undefined : packOf(row);
    },
    async putPack(pack) {
      const values = {
        name: JSON.stringify(pack.name),
        octets: pack.octets,
        scope: pack.scope,
        validity_days: pack.validityDays,
        price_cents: pack.priceCents,
        is_sold: pack.isSold,
      };
      await kysely
        .insertInto('pack')
        .values({ pack_id: pack.id, ...values })
        .onConflict((conflict) => conflict.column('pack_id').doUpdateSet(values))
        .execute();
    },
  };
}

const packOf = (row: Selectable<Database['pack']>): Pack => ({
  id: row.pack_id,
  name: row.name as Names,
  octets: row.octets,
  scope: row.scope as Scope,
  validityDays: row.validity_days,
  priceCents: row.price_cents,
  isSold: row.is_sold,
});
