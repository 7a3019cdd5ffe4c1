// Whom a line has saved. A carrier may allow gifts to saved numbers only, and limit how many those are.

import { transact, type Store } from '../db/public.ts';
import {
  accept,
  partOf,
  refuse,
  type AccountId,
  type Clock,
  type Result,
} from '../kernel/public.ts';

export type ContactRefusal = { readonly code: 'contacts_full'; readonly limit: number };

export type Contacts = {
  /** Saves a line. Twice is as once. Refuses, in this order: contacts_full. */
  addContact(
    accountId: AccountId,
    contact: AccountId,
    limit: number,
  ): Promise<Result<undefined, ContactRefusal>>;
  removeContact(accountId: AccountId, contact: AccountId): Promise<void>;
  isContact(accountId: AccountId, contact: AccountId): Promise<boolean>;
};

export function createContacts(store: Store, clock: Clock): Contacts {
  const { kysely, parts } = store;
  const of = (accountId: AccountId) => ({
    part: partOf(accountId, parts),
    account_id: accountId,
  });
  return {
    async addContact(accountId, contact, limit) {
      return transact(store, async ({ kysely: within }) => {
        // Two who add at once would each see room for one: the line's own row makes them take turns.
        await within
          .selectFrom('line')
          .select('account_id')
          .where((is) => is.and(of(accountId)))
          .forUpdate()
          .execute();
        const saved = await within
          .selectFrom('line_contact')
          .select('contact_account_id')
          .where((is) => is.and(of(accountId)))
          .limit(limit + 1)
          .execute();
        if (saved.some((row) => row.contact_account_id === contact)) return accept(undefined);
        if (saved.length >= limit) return refuse({ code: 'contacts_full', limit } as const);
        await within
          .insertInto('line_contact')
          .values({
            ...of(accountId),
            contact_account_id: contact,
            added_at: new Date(clock.now()),
          })
          .onConflict((conflict) =>
            conflict.columns(['part', 'account_id', 'contact_account_id']).doNothing(),
          )
          .execute();
        return accept(undefined);
      });
    },
    async removeContact(accountId, contact) {
      await kysely
        .deleteFrom('line_contact')
        .where((is) => is.and({ ...of(accountId), contact_account_id: contact }))
        .execute();
    },
    async isContact(accountId, contact) {
      const row = await kysely
        .selectFrom('line_contact')
        .select('contact_account_id')
        .where((is) => is.and({ ...of(accountId), contact_account_id: contact }))
        .executeTakeFirst();
      if (row !== undefined) return true;
      // Or its number is saved. By the number that the line has now: a contact is whom one can call.
      const line = await kysely
        .selectFrom('line')
        .select('msisdn')
        .where((is) => is.and(of(contact)))
        .executeTakeFirst();
      if (line === undefined) return false;
      const saved = await kysely
        .selectFrom('saved_number')
        .select('msisdn')
        .where((is) => is.and({ ...of(accountId), msisdn: line.msisdn }))
        .executeTakeFirst();
      return saved !== undefined;
    },
  };
}
