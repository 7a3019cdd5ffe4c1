// What stands before each door of the partner port: the token, the rights, the rate.

import { accept, refuse, type Clock, type Result } from '../../kernel/public.ts';
import type { TokenKeys } from './keys.ts';
import type { Partners } from './partners.ts';
import type { Scope } from './scopes.ts';
import type { Throttle } from './throttle.ts';
import { readToken } from './tokens.ts';

export type GateRefusal =
  | { readonly code: 'token_missing' }
  | { readonly code: 'token_invalid' }
  | { readonly code: 'scope_missing'; readonly scope: Scope }
  | { readonly code: 'too_many_requests'; readonly retryAfterSeconds: number };

/**
 * Whose request it is, by its Authorization header. Refuses, in this order: token_missing, token_invalid
 * (also when its partner was removed), too_many_requests, scope_missing.
 */
export type Gate = (
  authorization: string | undefined,
  scope: Scope,
) => Promise<Result<{ readonly clientId: string }, GateRefusal>>;

export function createGate(parts: {
  partners: Partners;
  keys: TokenKeys;
  throttle: Throttle;
  clock: Clock;
}): Gate {
  const { partners, keys, throttle, clock } = parts;
  return async (authorization, scope) => {
    const [, token] = /^Bearer +([\w.~+/-]+=*) *$/i.exec(authorization ?? '') ?? [];
    if (token === undefined) return refuse({ code: 'token_missing' });
    const bearer = await readToken(keys, clock, token);
    const partner = bearer === undefined ? undefined : await partners.find(bearer.clientId);
    if (bearer === undefined || partner === undefined) return refuse({ code: 'token_invalid' });
    const retryAfterSeconds = throttle.wait(partner.clientId, partner.requestsAMinute);
    if (retryAfterSeconds !== undefined)
      return refuse({ code: 'too_many_requests', retryAfterSeconds });
    // Rights that were taken away since are not in a token that is still good.
    if (!bearer.scopes.includes(scope) || !partner.scopes.includes(scope))
      return refuse({ code: 'scope_missing', scope });
    return accept({ clientId: partner.clientId });
  };
}
