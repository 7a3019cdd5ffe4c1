// Access tokens: short-lived JWTs (RFC 9068) that any process of the store can prove.

import { errors, jwtVerify, SignJWT } from 'jose';
import { Fault, InvariantBroken, newId, SECOND, type Clock } from '../../kernel/public.ts';
import { ALGORITHM, keyOf, publicKeyOf, type TokenKeys } from './keys.ts';
import { isScope, type Scope } from './scopes.ts';

export const TOKEN_LIFE_SECONDS = 900;

const ISSUER = 'urn:largesse';
const AUDIENCE = 'urn:largesse:partners';
const TYPE = 'at+jwt';
/** A token of ours is a few hundred characters. */
const LONGEST_TOKEN = 2_048;

export type Bearer = { readonly clientId: string; readonly scopes: readonly Scope[] };

export async function issueToken(
  keys: TokenKeys,
  clock: Clock,
  { clientId, scopes }: Bearer,
): Promise<string> {
  const key = await keys.signing();
  const now = Math.floor(clock.now() / SECOND);
  return new SignJWT({ client_id: clientId, scope: scopes.join(' ') })
    .setProtectedHeader({ alg: ALGORITHM, kid: key.keyId, typ: TYPE })
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setSubject(clientId)
    .setIssuedAt(now)
    .setExpirationTime(now + TOKEN_LIFE_SECONDS)
    .setJti(newId(clock.now()))
    .sign(await keyOf(key));
}

/** Whose token it is; undefined when it is none of ours, was changed, or has lapsed. */
export async function readToken(
  keys: TokenKeys,
  clock: Clock,
  token: string,
): Promise<Bearer | undefined> {
  if (token.length > LONGEST_TOKEN) return undefined;
  try {
    const { payload } = await jwtVerify(
      token,
      async ({ kid }) => {
        const key = typeof kid === 'string' ? await keys.proving(kid) : undefined;
        if (key === undefined) throw new errors.JWKSNoMatchingKey();
        return publicKeyOf(key);
      },
      {
        algorithms: [ALGORITHM],
        issuer: ISSUER,
        audience: AUDIENCE,
        typ: TYPE,
        currentDate: new Date(clock.now()),
        requiredClaims: ['exp', 'sub', 'scope'],
      },
    );
    const { sub, scope } = payload;
    if (typeof sub !== 'string' || typeof scope !== 'string') return undefined;
    return { clientId: sub, scopes: scope.split(' ').filter(isScope) };
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined;
    if (error instanceof Fault || error instanceof InvariantBroken) throw error;
    // A header that is no JSON, or a signature of a wrong length, comes as a plain TypeError.
    if (error instanceof TypeError || error instanceof DOMException) return undefined;
    throw error;
  }
}
