// The keys that access tokens are signed with, kept in the store so that every process knows them. Making
// a new one ends the signing of the one before, which goes on proving its tokens until they have lapsed.

import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';
import { transact, type Store } from '../../db/public.ts';
import { invariant, MINUTE, type Clock, type Instant } from '../../kernel/public.ts';

export const ALGORITHM = 'ES256';

export type TokenKey = {
  readonly keyId: string;
  readonly privateJwk: JWK;
  readonly provesUntil: Instant | null;
};

export type TokenKeys = {
  /** The key that signs now; the first is made when it is first asked for. */
  signing(): Promise<TokenKey>;
  /** A key that may prove a token now. */
  proving(keyId: string): Promise<TokenKey | undefined>;
  /** The public halves, as a JWK set has them (RFC 7517). */
  published(): Promise<readonly JWK[]>;
  /** Has a new key sign from now on. Gives its id. */
  rotate(tokenLife: number): Promise<string>;
};

/** How long another process may go on with a key that was replaced. */
const REMEMBERED = MINUTE;

export function createTokenKeys(store: Pick<Store, 'pool'>, clock: Clock): TokenKeys {
  let known: readonly TokenKey[] = [];
  let readAt = -Infinity;

  const read = async (): Promise<void> => {
    const { rows } = await store.pool.query<{
      key_id: string;
      private_jwk: JWK;
      proves_until: Instant | null;
    }>(
      `select key_id, private_jwk, proves_until from token_key
       where proves_until is null or proves_until > $1 order by made_at desc, key_id`,
      [new Date(clock.now())],
    );
    known = rows.map((row) => ({
      keyId: row.key_id,
      privateJwk: row.private_jwk,
      provesUntil: row.proves_until,
    }));
    readAt = clock.now();
  };
  const fresh = async (): Promise<void> => {
    if (clock.now() - readAt > REMEMBERED) await read();
  };
  const find = (keyId: string): TokenKey | undefined =>
    known.find(
      (key) => key.keyId === keyId && (key.provesUntil === null || key.provesUntil > clock.now()),
    );
  const signer = (): TokenKey | undefined => known.find(({ provesUntil }) => provesUntil === null);

  /** Of processes that all begin at once, one makes the first key: the others find it under the lock. */
  const make = async (provesUntil: Instant | undefined): Promise<string> => {
    const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
    const jwk = await exportJWK(privateKey);
    const keyId = await calculateJwkThumbprint(jwk);
    const made = await transact(store, async ({ client }) => {
      await client.query('lock table token_key in share row exclusive mode');
      const signing = await client.query<{ key_id: string }>(
        'select key_id from token_key where proves_until is null',
      );
      const first = signing.rows[0];
      if (first !== undefined && provesUntil === undefined) return first.key_id;
      await client.query('update token_key set proves_until = $1 where proves_until is null', [
        new Date(provesUntil ?? clock.now()),
      ]);
      await client.query(
        'insert into token_key (key_id, private_jwk, made_at) values ($1, $2, $3)',
        [keyId, JSON.stringify(jwk), new Date(clock.now())],
      );
      return keyId;
    });
    await read();
    return made;
  };

  return {
    async signing() {
      await fresh();
      if (signer() === undefined) await make(undefined);
      const key = signer();
      invariant(key !== undefined, 'a key that was made signs');
      return key;
    },
    async proving(keyId) {
      await fresh();
      if (find(keyId) !== undefined) return find(keyId);
      // Another process may have made it a moment ago. Whoever sends nonsense costs one look a second.
      if (clock.now() - readAt > 1_000) await read();
      return find(keyId);
    },
    async published() {
      await fresh();
      return known.map(({ keyId, privateJwk: { kty, crv, x, y } }) => ({
        ...definedOnly({ kty, crv, x, y }),
        kid: keyId,
        use: 'sig',
        alg: ALGORITHM,
      }));
    },
    rotate: (tokenLife) => make(clock.now() + tokenLife + REMEMBERED),
  };
}

const definedOnly = (jwk: { readonly [field: string]: string | undefined }): JWK =>
  Object.fromEntries(Object.entries(jwk).filter(([, value]) => value !== undefined)) as JWK;

export const keyOf = (key: TokenKey): ReturnType<typeof importJWK> =>
  importJWK(key.privateJwk, ALGORITHM);

/** The half that proves; it alone is handed to whoever checks. */
export function publicKeyOf({ privateJwk }: TokenKey): ReturnType<typeof importJWK> {
  const { kty, crv, x, y } = privateJwk;
  return importJWK(definedOnly({ kty, crv, x, y }), ALGORITHM);
}
