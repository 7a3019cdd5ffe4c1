// The secret in an address: 128 random bits, of which only the SHA-256 is kept. Whoever tries addresses is
// answered the same for every wrong one, after the same reads, and only so often.

import { createHash, randomBytes } from 'node:crypto';
import { instantValue, type Store } from '../../db/public.ts';
import {
  accept,
  HOUR,
  partOf,
  refuse,
  SECOND,
  type AccountId,
  type Clock,
  type Result,
} from '../../kernel/public.ts';

export type TokenKind = 'link' | 'request';
export type TokenRefusal =
  /** Wrong, replaced by a newer one, or meant for somebody else. */
  | { readonly code: 'address_unknown' }
  | { readonly code: 'too_many_attempts'; readonly retryAfterSeconds: number };

type Subject = { readonly accountId: AccountId; readonly subjectId: string };

const WRONG_AN_HOUR = 20;
const WELL_FORMED = /^[A-Za-z0-9_-]{22}$/;

export type Tokens = {
  /** A new secret for this. Whoever asks keeps its hash: one that it has not kept is good no longer. */
  issue(kind: TokenKind, subject: Subject): Promise<{ token: string; hash: string }>;
  /** Forgets a secret by its hash, once another stands in its place. */
  revoke(hash: string): Promise<void>;
  /**
   * What a secret opens, as `read` finds it. What it opens to nobody, or not to this line, `read` leaves
   * undefined. Refuses, in this order: too_many_attempts, address_unknown.
   */
  open<Found>(
    kind: TokenKind,
    token: string,
    guesser: AccountId,
    read: (subject: Subject, hash: string) => Promise<Found | undefined>,
  ): Promise<Result<Found, TokenRefusal>>;
};

export function createTokens(store: Store, clock: Clock): Tokens {
  const { kysely, parts } = store;
  const guesses = (guesser: AccountId) => ({
    part: partOf(guesser, parts),
    account_id: guesser,
  });
  return {
    async issue(kind, { accountId, subjectId }) {
      const token = randomBytes(16).toString('base64url');
      const hash = hashOf(kind, token);
      await kysely
        .insertInto('gift_token')
        .values({
          part: partOfHash(hash, parts),
          token_hash: hash,
          kind,
          account_id: accountId,
          subject_id: subjectId,
        })
        .execute();
      return { token, hash };
    },
    async revoke(hash) {
      await kysely
        .deleteFrom('gift_token')
        .where((is) => is.and({ part: partOfHash(hash, parts), token_hash: hash }))
        .execute();
    },
    async open(kind, token, guesser, read) {
      const now = clock.now();
      const wrong = await kysely
        .selectFrom('gift_token_guess')
        .select('count')
        .where((is) => is.and(guesses(guesser)))
        .where('since', '>', instantValue(now - HOUR))
        .executeTakeFirst();
      if ((wrong?.count ?? 0) >= WRONG_AN_HOUR)
        return refuse({ code: 'too_many_attempts', retryAfterSeconds: HOUR / SECOND });
      const hash = hashOf(kind, WELL_FORMED.test(token) ? token : '');
      const row = await kysely
        .selectFrom('gift_token')
        .select(['account_id', 'subject_id'])
        .where((is) => is.and({ part: partOfHash(hash, parts), token_hash: hash, kind }))
        .executeTakeFirst();
      // For a wrong one something is read as well: an id that nothing has.
      const found = await read(
        row === undefined
          ? { accountId: guesser, subjectId: NOTHING }
          : { accountId: row.account_id, subjectId: row.subject_id },
        hash,
      );
      if (found !== undefined && row !== undefined) return accept(found);
      await countWrong(guesser, now);
      return refuse({ code: 'address_unknown' });
    },
  };

  async function countWrong(guesser: AccountId, now: number): Promise<void> {
    const since = new Date(now);
    await kysely
      .insertInto('gift_token_guess')
      .values({ ...guesses(guesser), since, count: 1 })
      .onConflict((conflict) =>
        conflict.columns(['part', 'account_id']).doUpdateSet((set) => ({
          count: set
            .case()
            .when('gift_token_guess.since', '<=', new Date(now - HOUR))
            .then(1)
            .else(set('gift_token_guess.count', '+', 1))
            .end(),
          since: set
            .case()
            .when('gift_token_guess.since', '<=', new Date(now - HOUR))
            .then(since)
            .else(set.ref('gift_token_guess.since'))
            .end(),
        })),
      )
      .execute();
  }
}

const NOTHING = '00000000-0000-0000-0000-000000000000';

export const hashOf = (kind: TokenKind, token: string): string =>
  createHash('sha256').update(`${kind} ${token}`).digest('base64url');

export const partOfHash = (hash: string, parts: number): number =>
  Buffer.from(hash, 'base64url').readUInt32BE(0) % parts;
