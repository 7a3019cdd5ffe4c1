import type { FastifyRequest } from 'fastify';
import type { AppRefusal } from '../refusal.ts';
import type { App } from './app.ts';

const WRONG_AN_HOUR = 300;

/**
 * Counts wrong addresses by where they come from; the core counts them by line. Only wrong ones: many phones
 * share an address, and those who open good links are nobody's guessers. Beyond the limit the answer says to
 * wait, and no longer whether the address was wrong.
 */
export function limitGuesses(
  app: App,
): (request: FastifyRequest, refusal: AppRefusal) => Promise<AppRefusal> {
  const check = app.createRateLimit({
    max: WRONG_AN_HOUR,
    timeWindow: '1 hour',
    keyGenerator: ({ ip }) => `guess:${ip}`,
  });
  return async (request, refusal) => {
    if (refusal.code !== 'address_unknown') return refusal;
    const limit = await check(request);
    return !limit.isAllowed && limit.isExceeded
      ? { code: 'too_many_attempts', retryAfterSeconds: limit.ttlInSeconds }
      : refusal;
  };
}
