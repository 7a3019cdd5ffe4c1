import type { FastifyRequest } from 'fastify';
import { accept, refuse, type Result } from '../../kernel/public.ts';

/**
 * The key that a write carries (the IETF's draft of the Idempotency-Key header). Refuses a missing one,
 * and one that is not 1 to 64 visible characters.
 */
export function keyOf(
  request: FastifyRequest,
): Result<string, { readonly code: 'idempotency_key_missing' }> {
  const given = request.headers['idempotency-key'];
  return typeof given === 'string' && /^[\x21-\x7e]{1,64}$/.test(given)
    ? accept(given)
    : refuse({ code: 'idempotency_key_missing' });
}
