// Errors in CAMARA's form (Commonalities 0.8): status, code, message, and nothing that tells of others.

import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { Fault, InvariantBroken } from '../../kernel/public.ts';

const ROW = {
  INVALID_ARGUMENT: [400, 'Client specified an invalid argument, request body or query param.'],
  OUT_OF_RANGE: [400, 'Client specified an invalid range.'],
  UNAUTHENTICATED: [401, 'Request not authenticated: a new access token is needed.'],
  PERMISSION_DENIED: [403, 'The access token does not have the scope that this needs.'],
  NOT_FOUND: [404, 'The specified resource is not found.'],
  IDENTIFIER_NOT_FOUND: [404, 'Device identifier not found.'],
  SERVICE_NOT_APPLICABLE: [422, 'The service is not available for the provided identifier.'],
  MISSING_IDENTIFIER: [422, 'The device cannot be identified.'],
  UNSUPPORTED_IDENTIFIER: [422, 'None of the identifiers provided is supported.'],
  TOO_MANY_REQUESTS: [429, 'Rate limit reached.'],
  INTERNAL: [500, 'Unknown server error.'],
  UNAVAILABLE: [503, 'Service unavailable: try again.'],
} as const;
export type CamaraCode = keyof typeof ROW;

export function fail(reply: FastifyReply, code: CamaraCode, message?: string): FastifyReply {
  const [status, usual] = ROW[code];
  if (status === 401) void reply.header('www-authenticate', 'Bearer');
  return reply.code(status).send({ status, code, message: message ?? usual });
}

const RETRY_AFTER_SECONDS = 2;

export function answerThrown(
  thrown: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const { validation, validationContext, statusCode } = thrown as Partial<FastifyError>;
  if (validation !== undefined) {
    const [first] = validation;
    const where = `${validationContext ?? 'body'}${first?.instancePath ?? ''}`;
    const isRange = first?.keyword === 'minimum' || first?.keyword === 'maximum';
    return fail(
      reply,
      isRange ? 'OUT_OF_RANGE' : 'INVALID_ARGUMENT',
      `${where} ${first?.message ?? 'has another form'}`,
    );
  }
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return fail(reply, 'INVALID_ARGUMENT');
  if (thrown instanceof Fault && thrown.retry !== 'useless') {
    request.log.warn({ err: thrown }, 'the store could not be reached');
    void reply.header('retry-after', thrown.retryAfterSeconds ?? RETRY_AFTER_SECONDS);
    return fail(reply, 'UNAVAILABLE');
  }
  const level = thrown instanceof InvariantBroken ? 'fatal' : 'error';
  request.log[level]({ err: thrown }, 'a request failed by a fault of ours');
  return fail(reply, 'INTERNAL');
}
