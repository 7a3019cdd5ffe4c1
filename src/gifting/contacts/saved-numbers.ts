// Numbers that a line has saved, with names that its owner gave. A number is saved as it was typed, and the
// answer is the same whether or not it is anybody's.

import { transact, type Store } from '../../db/public.ts';
import {
  accept,
  partOf,
  refuse,
  type AccountId,
  type Clock,
  type Instant,
  type Result,
} from '../../kernel/public.ts';
import { plainText } from '../messages/plain-text.ts';

export type SavedNumber = {
  readonly msisdn: string;
  readonly name: string;
  readonly savedAt: Instant;
};

export type SavedNumberRefusal =
  | { readonly code: 'contact_name_invalid'; readonly longest: number }
  | { readonly code: 'contacts_full'; readonly limit: number };

export const NUMBERS_AT_MOST = 500;
export const LONGEST_NAME = 60;

export type SavedNumbers = {
  /**
   * Saves a number, or names it anew. `limit` is how many the rules of giving allow. Refuses, in this
   * order: contact_name_invalid, contacts_full.
   */
  save(
    owner: AccountId,
    number: { readonly msisdn: string; readonly name: string },
    limit?: number,
  ): Promise<Result<SavedNumber, SavedNumberRefusal>>;
  remove(owner: AccountId, msisdn: string): Promise<void>;
  /** By name. */
  list(owner: AccountId): Promise<readonly SavedNumber[]>;
};

export function createSavedNumbers(store: Store, clock: Clock): SavedNumbers {
  const { kysely, parts } = store;
  const of = (owner: AccountId) => ({ part: partOf(owner, parts), account_id: owner });
  return {
    async save(owner, { msisdn, name }, most = NUMBERS_AT_MOST) {
      const plain = plainText(name, { graphemesAtMost: LONGEST_NAME, linesAtMost: 1 });
      if (!plain.ok || plain.value === '')
        return refuse({ code: 'contact_name_invalid', longest: LONGEST_NAME });
      const limit = Math.min(most, NUMBERS_AT_MOST);
      const savedAt = clock.now();
      return transact(store, async ({ kysely: within }) => {
        // Two saved at once would each see room for one.
        await within
          .selectFrom('line')
          .select('account_id')
          .where((is) => is.and(of(owner)))
          .forUpdate()
          .execute();
        const saved = await within
          .selectFrom('saved_number')
          .select('msisdn')
          .where((is) => is.and(of(owner)))
          .limit(NUMBERS_AT_MOST)
          .execute();
        if (saved.length >= limit && !saved.some((row) => row.msisdn === msisdn))
          return refuse({ code: 'contacts_full', limit } as const);
        const said = { name: plain.value, saved_at: new Date(savedAt) };
        await within
          .insertInto('saved_number')
          .values({ ...of(owner), msisdn, ...said })
          .onConflict((conflict) =>
            conflict.columns(['part', 'account_id', 'msisdn']).doUpdateSet(said),
          )
          .execute();
        return accept({ msisdn, name: plain.value, savedAt });
      });
    },
    async remove(owner, msisdn) {
      await kysely
        .deleteFrom('saved_number')
        .where((is) => is.and({ ...of(owner), msisdn }))
        .execute();
    },
    async list(owner) {
      const rows = await kysely
        .selectFrom('saved_number')
        .select(['msisdn', 'name', 'saved_at'])
        .where((is) => is.and(of(owner)))
        .limit(NUMBERS_AT_MOST)
        .execute();
      return rows
        .map(({ msisdn, name, saved_at }) => ({ msisdn, name, savedAt: saved_at }))
        .toSorted((left, right) => left.name.localeCompare(right.name));
    },
  };
}
