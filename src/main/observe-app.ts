// Measures and traces the app door from outside: hooks that Fastify lets be added before any route.

import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Begun } from '../observe/public.ts';
import type { Observation } from './observe.ts';

/** What Fastify publishes when an instance is made. */
export type Initialized = { readonly fastify: FastifyInstance };

export function observeRequests(
  app: FastifyInstance,
  { metrics, tracing }: Pick<Observation, 'metrics' | 'tracing'>,
): void {
  const spans = new WeakMap<FastifyRequest, Begun>();
  if (tracing !== undefined)
    app.addHook('onRequest', (request, _reply, done) => {
      const begun = tracing.begin({ name: `app ${nameOf(request)}`, atDoor: true });
      spans.set(request, begun);
      tracing.running.run(begun.within, done);
    });
  app.addHook('onResponse', (request, reply, done) => {
    // A stream of events lasts as long as somebody looks: that is no answer that took long.
    const isStream = String(reply.getHeader('content-type')).startsWith('text/event-stream');
    if (!isStream)
      metrics.app.answered(
        routeOf(request),
        request.method,
        reply.statusCode,
        reply.elapsedTime / 1_000,
      );
    const failed = reply.statusCode >= 500 ? `status ${reply.statusCode}` : undefined;
    spans.get(request)?.end({ 'http.response.status_code': reply.statusCode }, failed);
    done();
  });
}

/** The pattern of the route, not the address: that would be without end, and say who is meant. */
const routeOf = (request: FastifyRequest): string => request.routeOptions.url ?? 'none';
const nameOf = (request: FastifyRequest): string => `${request.method} ${routeOf(request)}`;
