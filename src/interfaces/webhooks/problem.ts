// What this door refuses, as RFC 9457 problems.

import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { Fault, InvariantBroken } from '../../kernel/public.ts';
import type { SubscriptionRefusal } from './subscriptions.ts';

export type WebhookRefusal =
  | SubscriptionRefusal
  | { readonly code: 'token_missing' }
  | { readonly code: 'token_invalid' }
  | { readonly code: 'scope_missing'; readonly scope: string }
  | { readonly code: 'too_many_requests'; readonly retryAfterSeconds: number }
  | { readonly code: 'idempotency_key_missing' }
  | { readonly code: 'subscription_unknown' }
  | { readonly code: 'request_malformed'; readonly expected: string }
  | { readonly code: 'unavailable'; readonly retryAfterSeconds: number }
  | { readonly code: 'internal'; readonly requestId: string };

const ROW: {
  readonly [Code in WebhookRefusal['code']]: readonly [status: number, title: string];
} = {
  token_missing: [401, 'A bearer token is needed'],
  token_invalid: [401, 'The token is not good, or no longer'],
  scope_missing: [403, 'The token does not have this right'],
  too_many_requests: [429, 'Too many requests'],
  idempotency_key_missing: [400, 'An Idempotency-Key of 1 to 64 visible characters is needed'],
  request_malformed: [400, 'The request cannot be read'],
  url_not_reachable: [422, 'Events cannot be sent to this address'],
  key_reused: [409, 'This Idempotency-Key came before with another subscription'],
  subscriptions_full: [409, 'There are as many subscriptions as there may be'],
  subscription_unknown: [404, 'There is no such subscription'],
  unavailable: [503, 'The store cannot be reached just now'],
  internal: [500, 'Something failed at our side'],
};

export function refuseWith(reply: FastifyReply, refusal: WebhookRefusal): FastifyReply {
  const { code, ...facts } = refusal;
  const [status, title] = ROW[code];
  if ('retryAfterSeconds' in refusal) void reply.header('retry-after', refusal.retryAfterSeconds);
  if (status === 401) void reply.header('www-authenticate', 'Bearer');
  return reply
    .code(status)
    .type('application/problem+json')
    .send({ type: `urn:largesse:problem:${code}`, title, status, code, facts });
}

const RETRY_AFTER_SECONDS = 2;

export function answerThrown(
  thrown: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const { validation, validationContext, statusCode, message } = thrown as Partial<FastifyError>;
  if (validation !== undefined)
    return refuseWith(reply, {
      code: 'request_malformed',
      expected: `${validationContext ?? 'body'}${validation[0]?.instancePath ?? ''} ${validation[0]?.message ?? ''}`,
    });
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return refuseWith(reply, { code: 'request_malformed', expected: message ?? 'another form' });
  if (thrown instanceof Fault && thrown.retry !== 'useless') {
    request.log.warn({ err: thrown }, 'the store could not be reached');
    const retryAfterSeconds = thrown.retryAfterSeconds ?? RETRY_AFTER_SECONDS;
    return refuseWith(reply, { code: 'unavailable', retryAfterSeconds });
  }
  const level = thrown instanceof InvariantBroken ? 'fatal' : 'error';
  request.log[level]({ err: thrown }, 'a request failed by a fault of ours');
  return refuseWith(reply, { code: 'internal', requestId: request.id });
}
