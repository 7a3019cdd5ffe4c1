// How often somebody may ask. Whoever is signed in is counted by line, however many phones share an address
// and however often one signs in; anybody else by address. Pages and their files are not counted: a carrier
// whose subscribers all come from one address (CGN, RFC 6598) must not shut them out by loading a page.

import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';

export type AppLimits = {
  /** Requests of one line, or of one address where nobody is signed in. Some operations allow fewer. */
  readonly requestsAMinute: number;
  /** Requests of one address with a session that is not one. */
  readonly unknownSessionsAMinute: number;
};

export const USUAL_LIMITS: AppLimits = { requestsAMinute: 600, unknownSessionsAMinute: 300 };

/** Beyond it those who were quiet longest are forgotten, which lets them ask, never others. */
const REMEMBERED = 50_000;

export async function limitRequests(app: FastifyInstance, limits: AppLimits): Promise<void> {
  await app.register(rateLimit, {
    max: limits.requestsAMinute,
    timeWindow: '1 minute',
    cache: REMEMBERED,
    // After the session is read, and before the body is looked at: malformed requests count too.
    hook: 'preValidation',
    keyGenerator: ({ line, ip }) => (line === undefined ? ip : `line:${line.accountId}`),
    allowList: ({ url }) => !url.startsWith('/api/'),
  });
}

/** Counts those who bring a session that is not one. Answers with the seconds to wait, once there are too many. */
export function limitUnknownSessions(
  app: FastifyInstance,
  limits: AppLimits,
): (request: FastifyRequest) => Promise<number | undefined> {
  const check = app.createRateLimit({
    max: limits.unknownSessionsAMinute,
    timeWindow: '1 minute',
    keyGenerator: ({ ip }) => `unknown:${ip}`,
  });
  return async (request) => {
    const limit = await check(request);
    return !limit.isAllowed && limit.isExceeded ? limit.ttlInSeconds : undefined;
  };
}
