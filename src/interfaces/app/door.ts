// The app door: the subscriber's API under /api/v1, and the pages that use it.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import fastifyStatic from '@fastify/static';
import swagger from '@fastify/swagger';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import fastify, { LogController, type FastifyBaseLogger } from 'fastify';
import { newId } from '../../kernel/public.ts';
import type { Action, App } from './actions/app.ts';
import { changeLine } from './actions/change-line.ts';
import { contactActions } from './actions/contacts.ts';
import { decline } from './actions/decline.ts';
import { events } from './actions/events.ts';
import { expiringActions } from './actions/expiring.ts';
import { give } from './actions/give.ts';
import { linkActions } from './actions/links.ts';
import { listGifts } from './actions/list-gifts.ts';
import { outboxPage } from './actions/outbox-page.ts';
import { packActions } from './actions/packs.ts';
import { poolActions } from './actions/pools.ts';
import { previewGift } from './actions/preview-gift.ts';
import { proofActions } from './actions/proofs.ts';
import { readBalance } from './actions/read-balance.ts';
import { readGiftPolicy } from './actions/read-gift-policy.ts';
import { readGift } from './actions/read-gift.ts';
import { readLine } from './actions/read-line.ts';
import { requestCode } from './actions/request-code.ts';
import { requestActions } from './actions/requests.ts';
import { signIn } from './actions/sign-in.ts';
import { signOut } from './actions/sign-out.ts';
import { standingActions } from './actions/standing.ts';
import { tankActions } from './actions/tanks.ts';
import { undo } from './actions/undo.ts';
import { limitRequests, USUAL_LIMITS, type AppLimits } from './limits.ts';
import { answerThrown, refuseWith } from './problem.ts';
import type { AppServices, OutboxPage } from './services.ts';
import { requireSession } from './session.ts';

const FOR_ANYBODY: readonly Action[] = [requestCode, signIn, signOut];
const FOR_THE_SIGNED_IN: readonly Action[] = [
  readLine,
  changeLine,
  readBalance,
  readGiftPolicy,
  previewGift,
  give,
  listGifts,
  readGift,
  undo,
  decline,
  ...proofActions,
  ...poolActions,
  ...tankActions,
  ...packActions,
  ...standingActions,
  ...expiringActions,
  events,
  ...linkActions,
  ...requestActions,
  ...contactActions,
];

const BODY_OCTETS = 16 * 1024;

export type AppOptions = {
  readonly services: AppServices;
  readonly log: FastifyBaseLogger;
  /** The folder of the built pages; without it there is only the API. */
  readonly pages?: string | undefined;
  /** Only the demo has one: it shows what people are told, codes too. */
  readonly outbox?: OutboxPage | undefined;
  readonly limits?: Partial<AppLimits>;
};

/** Builds the door, ready to listen. Not listening, it can still be asked with `inject`. */
export async function createApp(options: AppOptions): Promise<App> {
  const { services, log, pages, outbox } = options;
  const limits = { ...USUAL_LIMITS, ...options.limits };
  const app = fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_OCTETS,
    requestTimeout: 30_000,
    genReqId: () => newId(services.clock.now()),
    // What is not of the schema is refused or dropped, never bent until it fits.
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false } },
    routerOptions: { maxParamLength: 100 },
  }).withTypeProvider<TypeBoxTypeProvider>();
  app.decorateRequest('line', undefined);
  app.setErrorHandler((error, request, reply) => answerThrown(error, request, reply));
  app.setNotFoundHandler((request, reply) => refuseWith(request, reply, { code: 'not_found' }));
  await app.register(helmet, {
    contentSecurityPolicy: {
      directives: {
        'default-src': ["'self'"],
        'style-src': ["'self'", "'unsafe-inline'"],
        'img-src': ["'self'", 'data:'],
        'upgrade-insecure-requests': null,
      },
    },
    strictTransportSecurity: false, // for whoever ends TLS in front of us to say
  });
  await app.register(cookie);
  await limitRequests(app, limits);
  await app.register(swagger, {
    openapi: {
      info: { title: 'Largesse app API', version: '1', license: { name: 'Apache-2.0' } },
      servers: [{ url: '/' }],
    },
  });
  await app.register(
    (api, _, done) => {
      const open = api.withTypeProvider<TypeBoxTypeProvider>();
      open.addHook('onSend', async (_request, reply) => {
        void reply.header('cache-control', 'no-store');
      });
      // A POST without a body is fine; one with a body says that it is JSON.
      for (const action of FOR_ANYBODY) action(open, services);
      open.get('/openapi.json', { schema: { hide: true } }, () => app.swagger());
      void open.register((signedIn, _options, ready) => {
        requireSession(signedIn, services, limits);
        const scope = signedIn.withTypeProvider<TypeBoxTypeProvider>();
        for (const action of FOR_THE_SIGNED_IN) action(scope, services);
        ready();
      });
      done();
    },
    { prefix: '/api/v1' },
  );
  if (outbox !== undefined) outboxPage(app, outbox, services);
  if (pages !== undefined && existsSync(join(pages, 'index.html'))) await servePages(app, pages);
  return app;
}

/** Serves the built pages; every path that is a page's own is answered with the page that knows it. */
async function servePages(app: App, pages: string): Promise<void> {
  await app.register(fastifyStatic, {
    root: pages,
    wildcard: false,
    setHeaders: (reply, path) => {
      // Vite names its assets by their content, so they never change; the page itself may.
      void reply.header(
        'cache-control',
        path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      );
    },
  });
  app.get('/*', { schema: { hide: true } }, (request, reply) =>
    request.url.startsWith('/api/')
      ? refuseWith(request, reply, { code: 'not_found' })
      : reply.sendFile('index.html'),
  );
}
