// Access tokens of an NRF (OAuth 2.0, TS 33.501 clause 13.4.1): a JWT that the NRF has signed says which
// network function may use which service of ours (TS 29.510 clause 6.3.5.2.4, RFC 7515, RFC 7519).
//
// A network function uses one token for all its requests until it ends. So one that was verified is known by
// its text until then, and costs a look in a map.

import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from 'jose';
import { SECOND, type Clock, type Instant } from '../../kernel/public.ts';
import type { Answer } from './http2/answer.ts';
import { problem } from './http2/problem.ts';
import type { Guard } from './http2/requests.ts';
import type { Operation } from './http2/route.ts';

export type AccessTokenSettings = {
  /** The public keys of the NRF. */
  readonly keys: JSONWebKeySet;
  /** Whom a token must be meant for: our type of network function, or our instance id. */
  readonly audiences: readonly string[];
  /** The instance id of the NRF; left out, the key alone says who signed. */
  readonly issuer?: string;
};

/** What TS 33.210 clause 6.3 lets 3GPP's tokens be signed with; a secret that both know is none of them. */
const ALGORITHMS = ['ES256', 'ES384', 'ES512', 'RS256', 'RS384', 'RS512', 'PS256', 'EdDSA'];
const BEARER = /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i;
const LONGEST_TOKEN = 8_192;
const TOKENS_KNOWN = 10_000;

const SCOPES: { readonly [operation in Operation]: string } = {
  create: 'nchf-convergedcharging',
  update: 'nchf-convergedcharging',
  release: 'nchf-convergedcharging',
  subscribe: 'nchf-spendinglimitcontrol',
  modify: 'nchf-spendinglimitcontrol',
  unsubscribe: 'nchf-spendinglimitcontrol',
};

type Known = { readonly scopes: ReadonlySet<string>; readonly until: Instant };

/** Refuses, in this order: no token (401), one that does not hold (401), one for another service (403). */
export function accessTokenGuard(settings: AccessTokenSettings, clock: Clock): Guard {
  const keys = createLocalJWKSet(settings.keys);
  const known = new Map<string, Known>();

  const verify = async (token: string): Promise<Known | undefined> => {
    try {
      const { payload } = await jwtVerify(token, keys, {
        algorithms: ALGORITHMS,
        audience: [...settings.audiences],
        currentDate: new Date(clock.now()),
        requiredClaims: ['iss', 'sub', 'aud', 'scope', 'exp'],
        ...(settings.issuer === undefined ? {} : { issuer: settings.issuer }),
      });
      const { scope, exp = 0 } = payload;
      const scopes = typeof scope === 'string' ? scope.split(' ') : [];
      return { scopes: new Set(scopes), until: exp * SECOND };
    } catch {
      return undefined; // whatever is wrong with it, it is no token for here
    }
  };

  const remember = (token: string, found: Known): void => {
    const [oldest] = known.keys();
    if (known.size >= TOKENS_KNOWN && oldest !== undefined) known.delete(oldest);
    known.set(token, found);
  };

  return (operation, authorization) => {
    const token = authorization === undefined ? undefined : BEARER.exec(authorization)?.[1];
    if (token === undefined) return authorization === undefined ? MISSING : INVALID;
    if (token.length > LONGEST_TOKEN) return INVALID;
    const before = known.get(token);
    if (before !== undefined && clock.now() < before.until) return inScope(before, operation);
    known.delete(token);
    return verify(token).then((found) => {
      if (found === undefined) return INVALID;
      remember(token, found);
      return inScope(found, operation);
    });
  };
}

const inScope = ({ scopes }: Known, operation: Operation): Answer | undefined =>
  scopes.has(SCOPES[operation]) ? undefined : OTHER_SCOPE[operation];

/** RFC 6750 clause 3.1: no error is named to who brought no token. */
const MISSING = problem({
  status: 401,
  detail: 'an access token of the NRF is needed',
  authenticate: 'Bearer realm="nchf"',
});
const INVALID = problem({
  status: 401,
  detail: 'this access token is not valid here',
  authenticate: 'Bearer realm="nchf", error="invalid_token"',
});
const otherScope = (operation: Operation): Answer =>
  problem({
    status: 403,
    detail: `the access token is not for ${SCOPES[operation]}`,
    authenticate: `Bearer realm="nchf", error="insufficient_scope", scope="${SCOPES[operation]}"`,
  });
const OTHER_SCOPE: { readonly [operation in Operation]: Answer } = {
  create: otherScope('create'),
  update: otherScope('update'),
  release: otherScope('release'),
  subscribe: otherScope('subscribe'),
  modify: otherScope('modify'),
  unsubscribe: otherScope('unsubscribe'),
};
