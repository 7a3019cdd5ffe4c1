// Who is asking. The cookie holds a random token; only its hash is kept. It is HttpOnly and SameSite=
// Strict, so that no other site's page can use it, and writes take JSON only, which no form can send.

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Line } from '../../subscribers/public.ts';
import { limitUnknownSessions, type AppLimits } from './limits.ts';
import { refuseWith } from './problem.ts';
import type { AppServices } from './services.ts';

const COOKIE = 'largesse_session';
const COOKIE_SECONDS = 30 * 86_400;

declare module 'fastify' {
  interface FastifyRequest {
    /** The line that is signed in; undefined where nobody need be. */
    line: Line | undefined;
  }
}

export const tokenOf = (request: FastifyRequest): string | undefined => request.cookies[COOKIE];

export const keepToken = (reply: FastifyReply, token: string, secure: boolean): FastifyReply =>
  reply.setCookie(COOKIE, token, {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure,
    maxAge: COOKIE_SECONDS,
  });

export const dropToken = (reply: FastifyReply): FastifyReply =>
  reply.clearCookie(COOKIE, { path: '/' });

/** Makes every route of this scope refuse whoever is not signed in. */
export function requireSession(
  app: FastifyInstance,
  { signIn, directory }: AppServices,
  limits: AppLimits,
): void {
  const tooMany = limitUnknownSessions(app, limits);
  app.addHook('preValidation', async (request, reply) => {
    const token = tokenOf(request);
    const accountId = token === undefined ? undefined : await signIn.session(token);
    const line = accountId === undefined ? undefined : await directory.line(accountId);
    if (line === undefined || line.status === 'closed') {
      const retryAfterSeconds = await tooMany(request);
      return refuseWith(
        request,
        reply,
        retryAfterSeconds === undefined
          ? { code: 'not_signed_in' }
          : { code: 'too_many_requests', retryAfterSeconds },
      );
    }
    request.line = line;
    return undefined;
  });
}

/** The line of a request that `requireSession` let through. */
export function lineOf(request: FastifyRequest): Line {
  if (request.line === undefined) throw new Error('this route requires a session');
  return request.line;
}
