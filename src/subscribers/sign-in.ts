// Signing in with a one-time code sent to the line's own number.
//
// A stranger learns nothing here: asking for a code, and trying one, reads and writes the same rows and
// answers the same whether the number is a line or not.

import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import { createGather, instantValue, type Store } from '../db/public.ts';
import {
  accept,
  DAY,
  HOUR,
  MINUTE,
  refuse,
  SECOND,
  type AccountId,
  type Clock,
  type Instant,
  type Result,
} from '../kernel/public.ts';
import type { Directory } from './directory.ts';
import type { Line } from './line.ts';

const CODE_LIFE = 5 * MINUTE;
const TRIES_A_CODE = 5;
const CODES_AN_HOUR = 6;
const SESSION_LIFE = 30 * DAY;
const SWEPT_AT_ONCE = 5_000;

export type SignInRefusal =
  | { readonly code: 'too_many_attempts'; readonly retryAfterSeconds: number }
  | { readonly code: 'code_wrong' };

export type SignIn = {
  /** Sends a code, if the number is a line's. Refuses, in this order: too_many_attempts. */
  requestCode(msisdn: string): Promise<Result<{ expiresInSeconds: number }, SignInRefusal>>;
  /**
   * Trades a code for a session token, once. Refuses, in this order: too_many_attempts, code_wrong (also
   * for a code that has lapsed, was used, or was never sent).
   */
  confirm(
    msisdn: string,
    code: string,
  ): Promise<Result<{ token: string; line: Line }, SignInRefusal>>;
  /** Whose session it is; undefined when it is over or was never. */
  session(token: string): Promise<AccountId | undefined>;
  signOut(token: string): Promise<void>;
  /**
   * Deletes what is over, so much at most each time. A code's row also counts how many were sent in an hour, so
   * it is kept for an hour at least.
   */
  sweep(keepCodesMilliseconds?: number): Promise<void>;
};

/** Sends the code to the line, in its language. Returns at once, and never throws. */
export type SendCode = (line: Line, code: string) => void;

export function createSignIn(options: {
  store: Store;
  directory: Directory;
  clock: Clock;
  sendCode: SendCode;
}): SignIn {
  const { directory, clock, sendCode } = options;
  const { kysely } = options.store;
  const findSession = createGather<string, AccountId | undefined>({
    lanes: 1,
    run: (hashes) => readSessions(options.store, hashes, clock.now()),
  });
  return {
    async requestCode(msisdn) {
      const now = clock.now();
      const code = randomInt(0, 1_000_000).toString().padStart(6, '0');
      const fresh = {
        code_hash: codeHash(msisdn, code),
        expires_at: new Date(now + CODE_LIFE),
        attempts: 0,
      };
      const row = await kysely
        .insertInto('sign_in_code')
        .values({ msisdn, ...fresh, sent_since: new Date(now), sent_count: 1 })
        .onConflict((conflict) =>
          conflict
            .column('msisdn')
            .doUpdateSet((set) => ({
              ...fresh,
              sent_since: set
                .case()
                .when('sign_in_code.sent_since', '<=', new Date(now - HOUR))
                .then(new Date(now))
                .else(set.ref('sign_in_code.sent_since'))
                .end(),
              sent_count: set
                .case()
                .when('sign_in_code.sent_since', '<=', new Date(now - HOUR))
                .then(1)
                .else(set('sign_in_code.sent_count', '+', 1))
                .end(),
            }))
            .where((is) =>
              is.or([
                is('sign_in_code.sent_count', '<', CODES_AN_HOUR),
                is('sign_in_code.sent_since', '<=', instantValue(now - HOUR)),
              ]),
            ),
        )
        .returning('sent_since')
        .executeTakeFirst();
      const line = await directory.lineBy('msisdn', msisdn);
      if (row === undefined)
        return refuse({ code: 'too_many_attempts', retryAfterSeconds: HOUR / SECOND });
      // Returns at once: how long a message takes must not tell that there was somebody to send it to.
      if (line !== undefined && line.status !== 'closed') sendCode(line, code);
      return accept({ expiresInSeconds: CODE_LIFE / SECOND });
    },
    async confirm(msisdn, code) {
      const now = clock.now();
      const tried = await kysely
        .updateTable('sign_in_code')
        .set((row) => ({ attempts: row('attempts', '+', 1) }))
        .where('msisdn', '=', msisdn)
        .where('expires_at', '>', instantValue(now))
        .returning(['code_hash', 'attempts'])
        .executeTakeFirst();
      const line = await directory.lineBy('msisdn', msisdn);
      if (tried !== undefined && tried.attempts > TRIES_A_CODE)
        return refuse({ code: 'too_many_attempts', retryAfterSeconds: CODE_LIFE / SECOND });
      const right = sameHash(tried?.code_hash ?? codeHash(msisdn, ''), codeHash(msisdn, code));
      if (tried === undefined || !right || line === undefined || line.status === 'closed')
        return refuse({ code: 'code_wrong' });
      // A code is good once: of two who bring it at the same time, one deletes it.
      const { numDeletedRows } = await kysely
        .deleteFrom('sign_in_code')
        .where('msisdn', '=', msisdn)
        .where('code_hash', '=', tried.code_hash)
        .executeTakeFirst();
      if (numDeletedRows === 0n) return refuse({ code: 'code_wrong' });
      const token = randomBytes(32).toString('base64url');
      await kysely
        .insertInto('web_session')
        .values({
          token_hash: tokenHash(token),
          account_id: line.accountId,
          signed_in_at: new Date(now),
          expires_at: new Date(now + SESSION_LIFE),
        })
        .execute();
      return accept({ token, line });
    },
    session: (token) => findSession(0, tokenHash(token)),
    async signOut(token) {
      await kysely.deleteFrom('web_session').where('token_hash', '=', tokenHash(token)).execute();
    },
    async sweep(keepCodesMilliseconds = HOUR) {
      const now = clock.now();
      await options.store.pool.query(
        `delete from web_session where token_hash = any (array(
           select token_hash from web_session where expires_at <= $1 limit ${SWEPT_AT_ONCE}))`,
        [new Date(now)],
      );
      await options.store.pool.query(
        `delete from sign_in_code where expires_at <= $1 and msisdn = any (array(
           select msisdn from sign_in_code
           where sent_since <= $2 and expires_at <= least($1, $2) limit ${SWEPT_AT_ONCE}))`,
        [new Date(now), new Date(now - Math.max(HOUR, keepCodesMilliseconds))],
      );
    },
  };
}

/** Every request has one read, so those of the same moment are read together, and none is remembered. */
async function readSessions(
  { pool }: Pick<Store, 'pool'>,
  hashes: readonly string[],
  now: Instant,
): Promise<(AccountId | undefined)[]> {
  const { rows } = await pool.query<{ token_hash: string; account_id: AccountId }>({
    name: 'sign_in_sessions',
    text: `select token_hash, account_id from web_session
           where token_hash = any($1::text[]) and expires_at > $2`,
    values: [hashes, new Date(now)],
  });
  const found = new Map(rows.map((row) => [row.token_hash, row.account_id]));
  return hashes.map((hash) => found.get(hash));
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64url');
const tokenHash = (token: string): string => sha256(`session ${token}`);
const codeHash = (msisdn: string, code: string): string => sha256(`code ${msisdn} ${code}`);
const sameHash = (left: string, right: string): boolean =>
  timingSafeEqual(Buffer.from(left), Buffer.from(right));
