// The token endpoint of OAuth 2.0, for the one grant that machines use: client credentials (RFC 6749,
// section 4.4). Errors are those of section 5.2.

import type { FastifyInstance, FastifyReply } from 'fastify';
import { Fault, type Clock } from '../../kernel/public.ts';
import { readCredentials, type Credentials } from './credentials.ts';
import type { TokenKeys } from './keys.ts';
import type { Partner, Partners } from './partners.ts';
import { isScope, type Scope } from './scopes.ts';
import type { Throttle } from './throttle.ts';
import { issueToken, TOKEN_LIFE_SECONDS } from './tokens.ts';

/** How often one address may try. Each try costs us 40 ms. */
const TRIES_A_MINUTE = 60;
const BODY_OCTETS = 4_096;

type TokenError =
  | 'invalid_request'
  | 'invalid_client'
  | 'unsupported_grant_type'
  | 'invalid_scope'
  | 'temporarily_unavailable';

export type OAuthServices = {
  readonly partners: Partners;
  readonly keys: TokenKeys;
  readonly throttle: Throttle;
  readonly clock: Clock;
};

/** Adds POST /oauth2/token and GET /oauth2/jwks. */
export function oauthDoor(app: FastifyInstance, services: OAuthServices): void {
  const { keys } = services;
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: BODY_OCTETS },
    (_request, body, done) => done(null, new URLSearchParams(body.toString())),
  );
  app.setErrorHandler((error, request, reply) => {
    const isTheirs = ((error as { statusCode?: number }).statusCode ?? 500) < 500;
    if (isTheirs) return refuse(reply, 'invalid_request', 'the request cannot be read');
    request.log.warn({ err: error }, 'a token could not be given');
    const after = error instanceof Fault ? (error.retryAfterSeconds ?? 2) : 2;
    return refuse(reply.header('retry-after', after), 'temporarily_unavailable', 'try again', 503);
  });
  app.post('/oauth2/token', async (request, reply) => {
    const body = request.body;
    if (!(body instanceof URLSearchParams))
      return refuse(reply, 'invalid_request', 'the body is application/x-www-form-urlencoded');
    const asked = readCredentials(request.headers.authorization, body);
    if (!asked.ok) return refuse(reply, asked.refusal.error, asked.refusal.description);
    return answer(services, request.ip, asked.value, body, reply);
  });
  app.get('/oauth2/jwks', async (_request, reply) => {
    void reply.header('cache-control', 'public, max-age=60');
    return { keys: await keys.published() };
  });
}

async function answer(
  { partners, keys, throttle, clock }: OAuthServices,
  address: string,
  { clientId, secret }: Credentials,
  body: URLSearchParams,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const grant = body.get('grant_type');
  if (grant === null) return refuse(reply, 'invalid_request', 'grant_type is missing');
  if (grant !== 'client_credentials')
    return refuse(reply, 'unsupported_grant_type', 'only client_credentials is given');
  // By address and not by client: else whoever knows a client's id could lock it out.
  const after = throttle.wait(`address:${address}`, TRIES_A_MINUTE);
  if (after !== undefined)
    return refuse(
      reply.header('retry-after', after),
      'temporarily_unavailable',
      'too many tries',
      429,
    );
  const partner = await partners.authenticate(clientId, secret);
  if (partner === undefined)
    return refuse(reply, 'invalid_client', 'no client has these credentials');
  const scopes = scopesFor(partner, body.get('scope'));
  if (scopes === undefined)
    return refuse(reply, 'invalid_scope', `this client may have ${partner.scopes.join(' ')}`);
  return secretly(reply).send({
    access_token: await issueToken(keys, clock, { clientId: partner.clientId, scopes }),
    token_type: 'Bearer',
    expires_in: TOKEN_LIFE_SECONDS,
    scope: scopes.join(' '),
  });
}

/** All that it may have, when it does not say (section 3.3). Undefined when it asks for more. */
function scopesFor(partner: Partner, asked: string | null): readonly Scope[] | undefined {
  const words = (asked ?? '').split(' ').filter((word) => word !== '');
  if (words.length === 0) return partner.scopes;
  const known = words.filter(isScope);
  const isGranted = known.every((scope) => partner.scopes.includes(scope));
  return known.length === words.length && isGranted ? [...new Set(known)] : undefined;
}

/** Section 5.1: what holds a token is kept nowhere on its way. */
const secretly = (reply: FastifyReply): FastifyReply =>
  reply.header('cache-control', 'no-store').header('pragma', 'no-cache');

function refuse(
  reply: FastifyReply,
  error: TokenError,
  description: string,
  status = error === 'invalid_client' ? 401 : 400,
): FastifyReply {
  if (status === 401) void reply.header('www-authenticate', 'Basic realm="largesse"');
  return secretly(reply).code(status).send({ error, error_description: description });
}
