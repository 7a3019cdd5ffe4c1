// One-time codes by which somebody signed in shows to hold the line's own number still: for one gift, or for a
// forgotten PIN. A code is good for what it was asked for and nothing else, so that whoever is talked into
// reading one out confirms no other gift with it (PSD2 calls this dynamic linking).

import { createHash, randomInt, timingSafeEqual } from 'node:crypto';
import { transact, type Store } from '../db/public.ts';
import {
  accept,
  HOUR,
  MINUTE,
  partOf,
  refuse,
  SECOND,
  type AccountId,
  type Clock,
  type Instant,
  type Result,
} from '../kernel/public.ts';

const CODE_LIFE = 5 * MINUTE;
const TRIES_A_CODE = 5;
const CODES_AN_HOUR = 6;

export type CodeRefusal =
  /** Wrong, lapsed, used, never sent, or sent for something else: nobody is told which. */
  | { readonly code: 'confirmation_code_wrong' }
  | { readonly code: 'too_many_attempts'; readonly retryAfterSeconds: number };

export type IssuedCode = {
  readonly expiresAt: Instant;
  /** Null for the same key again: it was sent before. */
  readonly code: string | null;
};

export type ConfirmationCodes = {
  /**
   * Makes a code for what the words say. It takes the place of the one before, so that a line has one at
   * a time. Refuses, in this order: too_many_attempts.
   */
  issue(accountId: AccountId, about: string, key: string): Promise<Result<IssuedCode, CodeRefusal>>;
  /**
   * Uses a code, once; the same key may bring it again. Refuses, in this order: too_many_attempts,
   * confirmation_code_wrong.
   */
  use(
    accountId: AccountId,
    used: { readonly about: string; readonly code: string; readonly key: string },
  ): Promise<Result<undefined, CodeRefusal>>;
  /** Until when the code that was sent for this is good; undefined when there is none. */
  goodUntil(accountId: AccountId, about: string): Promise<Instant | undefined>;
};

export function createConfirmationCodes(store: Store, clock: Clock): ConfirmationCodes {
  const { parts } = store;
  const of = (accountId: AccountId) => ({ part: partOf(accountId, parts), account_id: accountId });
  return {
    issue: (accountId, about, key) =>
      transact(store, async ({ kysely }) => {
        const now = clock.now();
        // Two who ask at once would each find room for one more.
        await kysely
          .selectFrom('line')
          .select('account_id')
          .where((is) => is.and(of(accountId)))
          .forUpdate()
          .execute();
        const before = await kysely
          .selectFrom('confirmation_code')
          .selectAll()
          .where((is) => is.and(of(accountId)))
          .executeTakeFirst();
        const aboutHash = hash(`about ${accountId} ${about}`);
        const isRepeat = before?.asked_key === key && before.about_hash === aboutHash;
        if (before !== undefined && isRepeat && before.expires_at > now)
          return accept({ expiresAt: before.expires_at, code: null });
        const isSameHour = before !== undefined && before.sent_since > now - HOUR;
        if (isSameHour && before.sent_count >= CODES_AN_HOUR)
          return refuse(tooMany(before.sent_since + HOUR - now));
        const code = randomInt(0, 1_000_000).toString().padStart(6, '0');
        const expiresAt = now + CODE_LIFE;
        const row = {
          about_hash: aboutHash,
          code_hash: hash(`code ${accountId} ${aboutHash} ${code}`),
          asked_key: key,
          expires_at: new Date(expiresAt),
          tries: 0,
          used_key: null,
          sent_since: new Date(isSameHour ? before.sent_since : now),
          sent_count: isSameHour ? before.sent_count + 1 : 1,
        };
        await kysely
          .insertInto('confirmation_code')
          .values({ ...of(accountId), ...row })
          .onConflict((conflict) => conflict.columns(['part', 'account_id']).doUpdateSet(row))
          .execute();
        return accept({ expiresAt, code });
      }),
    use: (accountId, { about, code, key }) =>
      transact(store, async ({ kysely }) => {
        const now = clock.now();
        const row = await kysely
          .selectFrom('confirmation_code')
          .selectAll()
          .where((is) => is.and(of(accountId)))
          .forUpdate()
          .executeTakeFirst();
        if (row === undefined || row.expires_at <= now) return refuse(WRONG);
        if (row.tries >= TRIES_A_CODE) return refuse(tooMany(row.expires_at - now));
        const isRight =
          row.about_hash === hash(`about ${accountId} ${about}`) &&
          isSame(row.code_hash, hash(`code ${accountId} ${row.about_hash} ${code}`));
        if (isRight && row.used_key === key) return accept(undefined);
        const isGood = isRight && row.used_key === null;
        await kysely
          .updateTable('confirmation_code')
          .set(isGood ? { used_key: key } : { tries: row.tries + 1 })
          .where((is) => is.and(of(accountId)))
          .execute();
        return isGood ? accept(undefined) : refuse(WRONG);
      }),
    async goodUntil(accountId, about) {
      const row = await store.kysely
        .selectFrom('confirmation_code')
        .select(['about_hash', 'expires_at', 'used_key', 'tries'])
        .where((is) => is.and(of(accountId)))
        .executeTakeFirst();
      const isGood =
        row !== undefined &&
        row.expires_at > clock.now() &&
        row.used_key === null &&
        row.tries < TRIES_A_CODE &&
        row.about_hash === hash(`about ${accountId} ${about}`);
      return isGood ? row.expires_at : undefined;
    },
  };
}

const WRONG = { code: 'confirmation_code_wrong' } as const;
const tooMany = (milliseconds: number) =>
  ({
    code: 'too_many_attempts',
    retryAfterSeconds: Math.max(1, Math.ceil(milliseconds / SECOND)),
  }) as const;
const hash = (text: string): string => createHash('sha256').update(text).digest('base64url');
const isSame = (left: string, right: string): boolean =>
  timingSafeEqual(Buffer.from(left), Buffer.from(right));
