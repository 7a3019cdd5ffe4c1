// Refusals in the TM Forum's form (TMF630): code, reason, message, status. The code is the one that the
// rest of Largesse refuses by, and the facts that a person needs stand in the message.

import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { GiftRefusal } from '../../gifting/public.ts';
import { Fault, InvariantBroken, type OctetsRefusal } from '../../kernel/public.ts';
import type { LedgerRefusal } from '../../ledger/public.ts';

/** What this door refuses by itself. */
export type TmfRefusal =
  | { readonly code: 'token_missing' }
  | { readonly code: 'token_invalid' }
  | { readonly code: 'scope_missing'; readonly scope: string }
  | { readonly code: 'too_many_requests'; readonly retryAfterSeconds: number }
  | { readonly code: 'request_malformed'; readonly where: string; readonly expected: string }
  | { readonly code: 'query_malformed'; readonly parameter: string; readonly expected: string }
  /** A filter that must look at more than is looked at for one list: name a line or an id. */
  | { readonly code: 'list_too_wide'; readonly limit: number }
  | { readonly code: 'resource_unknown' }
  | { readonly code: 'method_not_allowed' }
  | { readonly code: 'idempotency_key_malformed' }
  /** The same key came before with another request. */
  | { readonly code: 'key_reused'; readonly key: string }
  | { readonly code: 'bucket_unknown'; readonly bucketId: string }
  | { readonly code: 'line_unknown'; readonly logicalResourceId: string }
  /** The request names a line, and a bucket or an account that belong to another. */
  | { readonly code: 'line_differs'; readonly field: string }
  | { readonly code: 'usage_type_not_offered'; readonly usageType: string }
  | { readonly code: 'units_unknown'; readonly units: string }
  | { readonly code: 'not_offered'; readonly field: string }
  /** What came by gift was issued to somebody else: its giver, its receiver or a dispute sends it back. */
  | { readonly code: 'gift_not_adjustable' }
  | { readonly code: 'validity_malformed'; readonly field: string }
  /** Octets that have come are not taken back. */
  | { readonly code: 'action_completed' }
  | { readonly code: 'action_ended'; readonly status: string }
  | { readonly code: 'url_not_reachable'; readonly why: string }
  | { readonly code: 'subscriptions_full'; readonly limit: number }
  | { readonly code: 'unavailable'; readonly retryAfterSeconds: number }
  | { readonly code: 'internal'; readonly requestId: string };

/** A refusal of the ledger or of gifting comes through as it is. */
export type AnyRefusal = TmfRefusal | LedgerRefusal | GiftRefusal | OctetsRefusal;

const STATUS_OF: { readonly [Code in TmfRefusal['code'] | OctetsRefusal['code']]: number } = {
  token_missing: 401,
  token_invalid: 401,
  scope_missing: 403,
  too_many_requests: 429,
  request_malformed: 400,
  query_malformed: 400,
  list_too_wide: 400,
  resource_unknown: 404,
  method_not_allowed: 405,
  idempotency_key_malformed: 400,
  key_reused: 409,
  bucket_unknown: 400,
  line_unknown: 400,
  line_differs: 400,
  usage_type_not_offered: 400,
  units_unknown: 400,
  not_offered: 400,
  gift_not_adjustable: 409,
  validity_malformed: 400,
  action_completed: 409,
  action_ended: 409,
  url_not_reachable: 400,
  subscriptions_full: 409,
  octets_not_a_number: 400,
  octets_not_whole: 400,
  octets_too_large: 400,
  octets_negative: 400,
  unavailable: 503,
  internal: 500,
};

/** Gifts and the ledger say no to what was well asked: a conflict with how things stand. */
const CONFLICT = 409;

export const statusOf = ({ code }: { readonly code: string }): number =>
  (STATUS_OF as { readonly [code: string]: number | undefined })[code] ?? CONFLICT;

export type ErrorBody = {
  readonly code: string;
  readonly reason: string;
  readonly message: string;
  readonly status: string;
  readonly '@type': 'Error';
};

export function errorBody(refusal: { readonly code: string }): ErrorBody {
  const { code, ...facts } = refusal;
  const told = Object.entries(facts).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  const reason = code.replaceAll('_', ' ');
  return {
    code,
    reason,
    message: [reason, ...told].join('; '),
    status: String(statusOf(refusal)),
    '@type': 'Error',
  };
}

export function refuseWith(reply: FastifyReply, refusal: AnyRefusal): FastifyReply {
  const status = statusOf(refusal);
  if ('retryAfterSeconds' in refusal)
    void reply.header('retry-after', String(refusal.retryAfterSeconds));
  if (status === 401) void reply.header('www-authenticate', 'Bearer');
  return reply.code(status).send(errorBody(refusal));
}

const RETRY_AFTER_SECONDS = 2;

export function answerThrown(
  thrown: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  return refuseWith(reply, refusalOfThrown(thrown, request));
}

function refusalOfThrown(thrown: unknown, request: FastifyRequest): TmfRefusal {
  const { validation, validationContext, statusCode, message } = thrown as Partial<FastifyError>;
  if (validation !== undefined) {
    const [first] = validation;
    const where = `${validationContext ?? 'body'}${first?.instancePath ?? ''}`;
    return { code: 'request_malformed', where, expected: first?.message ?? 'another form' };
  }
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return { code: 'request_malformed', where: 'body', expected: message ?? 'another form' };
  if (thrown instanceof Fault && thrown.retry !== 'useless') {
    request.log.warn({ err: thrown }, 'the store could not be reached');
    return {
      code: 'unavailable',
      retryAfterSeconds: thrown.retryAfterSeconds ?? RETRY_AFTER_SECONDS,
    };
  }
  const level = thrown instanceof InvariantBroken ? 'fatal' : 'error';
  request.log[level]({ err: thrown }, 'a request failed by a fault of ours');
  return { code: 'internal', requestId: request.id };
}
