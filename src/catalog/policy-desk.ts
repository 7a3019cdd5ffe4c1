// How a policy comes into force: one person drafts it, another publishes it, and from an instant that is
// yet to come it judges. Both rules also stand in the database. A published version is never changed.

import type { Selectable } from 'kysely';
import { transact, type Database, type Store } from '../db/public.ts';
import { accept, newId, refuse, type Clock, type Instant, type Result } from '../kernel/public.ts';
import { createCatalog, policyOf } from './catalog.ts';
import {
  parseGiftPolicy,
  type GiftPolicy,
  type GiftPolicyBody,
  type GiftPolicyRefusal,
} from './gift-policy.ts';

export type PolicyDraft = {
  readonly draftId: string;
  readonly policyId: string;
  readonly author: string;
  readonly draftedAt: Instant;
  readonly body: GiftPolicyBody;
  /** Set once it is published. */
  readonly publishedVersion: number | null;
};

export type PolicyDeskRefusal =
  | GiftPolicyRefusal
  /** Who drafts and who publishes is on the record, so it needs a name. */
  | { readonly code: 'person_unnamed' }
  | { readonly code: 'policy_name_invalid'; readonly given: string }
  | { readonly code: 'draft_unknown' }
  | { readonly code: 'draft_already_published'; readonly version: number }
  /** The second person is the first. */
  | { readonly code: 'author_cannot_publish'; readonly author: string }
  /** Gifts of the past were judged by what was in force then. */
  | { readonly code: 'effective_in_the_past'; readonly now: Instant }
  /** It is for some lines only, and takes the place of the only one that was for all. */
  | { readonly code: 'policy_leaves_lines_without' };

export type PolicyDesk = {
  /** Refuses, in this order: policy_name_invalid, person_unnamed, and then as parseGiftPolicy does. */
  draft(draft: {
    policyId: string;
    author: string;
    body: unknown;
  }): Promise<Result<PolicyDraft, PolicyDeskRefusal>>;
  find(draftId: string): Promise<PolicyDraft | undefined>;
  /** The newest first, at most `limit`. */
  drafts(limit: number): Promise<readonly PolicyDraft[]>;
  /**
   * Puts a draft in force from an instant on; at once when none is given. Refuses, in this order:
   * person_unnamed, draft_unknown, draft_already_published, author_cannot_publish, effective_in_the_past,
   * policy_leaves_lines_without.
   */
  publish(publication: {
    draftId: string;
    publisher: string;
    effectiveFrom?: Instant | undefined;
  }): Promise<Result<GiftPolicy, PolicyDeskRefusal>>;
};

const ATTEMPTS = 5;

export function createPolicyDesk(store: Pick<Store, 'kysely' | 'pool'>, clock: Clock): PolicyDesk {
  const { kysely } = store;
  const find: PolicyDesk['find'] = async (draftId) => {
    if (!/^[0-9a-f-]{36}$/i.test(draftId)) return undefined;
    const row = await kysely
      .selectFrom('gift_policy_draft')
      .selectAll()
      .where('draft_id', '=', draftId)
      .executeTakeFirst();
    return row === undefined ? undefined : draftOf(row);
  };
  return {
    find,
    async draft({ policyId, author, body }) {
      if (!/^[a-z][a-z0-9-]{0,39}$/.test(policyId))
        return refuse({ code: 'policy_name_invalid', given: policyId.slice(0, 60) });
      const named = nameOf(author);
      if (named === '') return refuse({ code: 'person_unnamed' });
      const parsed = parseGiftPolicy(body);
      if (!parsed.ok) return parsed;
      const now = clock.now();
      const row = await kysely
        .insertInto('gift_policy_draft')
        .values({
          draft_id: newId(now),
          policy_id: policyId,
          author: named,
          drafted_at: new Date(now),
          body: JSON.stringify(parsed.value),
        })
        .returningAll()
        .executeTakeFirstOrThrow();
      return accept(draftOf(row));
    },
    async drafts(limit) {
      const rows = await kysely
        .selectFrom('gift_policy_draft')
        .selectAll()
        .orderBy('draft_id', 'desc')
        .limit(limit)
        .execute();
      return rows.map(draftOf);
    },
    async publish({ draftId, publisher, effectiveFrom }) {
      const named = nameOf(publisher);
      if (named === '') return refuse({ code: 'person_unnamed' });
      const now = clock.now();
      // Two drafts of one policy that are published at once want the same number: one takes the next.
      for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
        const draft = await find(draftId);
        if (draft === undefined) return refuse({ code: 'draft_unknown' });
        if (draft.publishedVersion !== null)
          return refuse({ code: 'draft_already_published', version: draft.publishedVersion });
        if (draft.author === named)
          return refuse({ code: 'author_cannot_publish', author: draft.author });
        if (effectiveFrom !== undefined && effectiveFrom < now)
          return refuse({ code: 'effective_in_the_past', now });
        if (draft.body.appliesTo !== undefined) {
          const inForce = await createCatalog(store).giftPoliciesAt(effectiveFrom ?? now);
          if (
            !inForce.some(({ id, appliesTo }) => id !== draft.policyId && appliesTo === undefined)
          )
            return refuse({ code: 'policy_leaves_lines_without' });
        }
        const published = await publishNext(store, draft, named, effectiveFrom ?? now);
        if (published !== undefined) return accept(published);
      }
      return refuse({ code: 'draft_unknown' });
    },
  };
}

/** Undefined when somebody else took the version, or published the draft, a moment before. */
const publishNext = (
  store: Pick<Store, 'pool'>,
  draft: PolicyDraft,
  publisher: string,
  effectiveFrom: Instant,
): Promise<GiftPolicy | undefined> =>
  transact(store, async ({ kysely }) => {
    const newest = await kysely
      .selectFrom('gift_policy')
      .select(({ fn }) => fn.max('version').as('version'))
      .where('policy_id', '=', draft.policyId)
      .executeTakeFirst();
    const version = (newest?.version ?? 0) + 1;
    const row = await kysely
      .insertInto('gift_policy')
      .values({
        policy_id: draft.policyId,
        version,
        effective_from: new Date(effectiveFrom),
        body: JSON.stringify(draft.body),
        author: draft.author,
        publisher,
        draft_id: draft.draftId,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) return undefined;
    await kysely
      .updateTable('gift_policy_draft')
      .set({ published_version: version })
      .where('draft_id', '=', draft.draftId)
      .execute();
    return policyOf(row);
  });

/** One person is one name, however it is typed. */
const nameOf = (person: string): string => person.trim().toLowerCase().slice(0, 100);

const draftOf = (row: Selectable<Database['gift_policy_draft']>): PolicyDraft => ({
  draftId: row.draft_id,
  policyId: row.policy_id,
  author: row.author,
  draftedAt: row.drafted_at,
  body: row.body as GiftPolicyBody,
  publishedVersion: row.published_version,
});
