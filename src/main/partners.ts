// The partner port: other systems of the carrier (TMF654), and other companies (CAMARA, webhooks), each let
// in by its own credentials. A port of its own, so that it can stand behind another firewall than the app.

import type { AddressInfo } from 'node:net';
import helmet from '@fastify/helmet';
import swagger from '@fastify/swagger';
import fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import type { PoolClient } from 'pg';
import type { Gift } from '../gifting/public.ts';
import { camaraDoor, createConsents } from '../interfaces/camara/public.ts';
import {
  createGate,
  createPartners,
  createThrottle,
  createTokenKeys,
  oauthDoor,
} from '../interfaces/oauth/public.ts';
import { createTmf654, createTransferEvents, TMF654_BASE } from '../interfaces/tmf654/public.ts';
import {
  createDeliver,
  createOutbox,
  createReach,
  createSubscriptions,
  DELIVER,
  giftEvent,
  isAnybodyListening,
  replay,
  webhookDoor,
  type DeliveryName,
} from '../interfaces/webhooks/public.ts';
import { newId, partOf } from '../kernel/public.ts';
import { jobsSchemaOf, runDeliveries, type Jobs } from './jobs.ts';
import { leavingDoor } from './leaving.ts';
import type { Ground } from './ground.ts';
import type { Product } from './product.ts';

export const PARTNER_PORT = 8090;
export const CAMARA_BASE = '/device-data-volume/v0.2';
const WEBHOOKS_BASE = '/webhooks/v1';

/** Where a demo's listeners may be, which is this machine. */
export const LOOPBACK = ['127.0.0.0/8', '::1/128'] as const;

type Parts = Pick<Ground, 'store' | 'clock' | 'directory'>;

/** Keeps each change of a gift for those who listen; a port of gifting. */
export function createGiftEmitter({ store, clock, directory }: Parts) {
  const emit = createOutbox({ jobs: jobsSchemaOf(store) });
  const transferChanged = createTransferEvents({ emit, store, clock, directory });
  return async (client: PoolClient, gift: Gift): Promise<void> => {
    const event = giftEvent(gift, clock.now());
    if (event !== undefined) await emit(client, partOf(gift.giver, store.parts), event);
    await transferChanged(client, gift);
  };
}

/** The same for many gifts: where nobody listens, one question for all of them. */
export const emitTogether =
  (emit: ReturnType<typeof createGiftEmitter>) =>
  async (client: PoolClient, gifts: readonly Gift[]): Promise<void> => {
    if (gifts.length > 1 && !(await isAnybodyListening(client))) return;
    for (const gift of gifts) await emit(client, gift);
  };

export type PartnerParts = Parts &
  Pick<Product, 'ledger' | 'gifting'> & {
    readonly log: FastifyBaseLogger;
    readonly timeZone: string;
    readonly carrierId: string;
    /** Networks of the carrier's own that events may be sent into. */
    readonly innerNetworks: readonly string[];
  };

export type Partnership = {
  /** The doors, ready to listen. Not listening, they can still be asked with `inject`. */
  readonly app: FastifyInstance;
  /** What jobs do: see runPartnerJobs. */
  readonly deliver: ReturnType<typeof createDeliver>;
  readonly resume: () => Promise<number>;
  readonly forget: () => Promise<number>;
};

export async function createPartnership(parts: PartnerParts): Promise<Partnership> {
  const { store, clock, directory, ledger, gifting, log, timeZone } = parts;
  const reach = createReach(parts.innerNetworks);
  const jobs = jobsSchemaOf(store);
  const partners = createPartners(store, clock);
  const keys = createTokenKeys(store, clock);
  const throttle = createThrottle(clock);
  const gate = createGate({ partners, keys, throttle, clock });
  const subscriptions = createSubscriptions(store, clock, reach);
  const tmf654 = createTmf654({
    store,
    directory,
    ledger,
    gifting,
    clock,
    timeZone,
    emit: createOutbox({ jobs }),
    listeners: subscriptions,
    admit: (authorization, to) => gate(authorization, SCOPE_TO[to]),
  });
  const app = fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    requestTimeout: 30_000,
    genReqId: () => newId(clock.now()),
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false } },
    routerOptions: { maxParamLength: 100 },
  });
  app.decorateRequest('clientId', '');
  await app.register(helmet, { strictTransportSecurity: false });
  await app.register((scope, _, done) => {
    oauthDoor(scope, { partners, keys, throttle, clock });
    done();
  });
  await registerDoor(app, TMF654_BASE, 'Prepay balance management (TMF654)', tmf654.routes);
  await registerDoor(app, CAMARA_BASE, 'Device data volume (CAMARA)', (scope) =>
    camaraDoor(scope, {
      ledger,
      directory,
      consents: createConsents(store, clock),
      admit: (authorization) => gate(authorization, 'device-data-volume:read'),
    }),
  );
  await registerDoor(app, WEBHOOKS_BASE, 'Webhooks', (scope) =>
    webhookDoor(scope, {
      subscriptions,
      admit: (authorization) => gate(authorization, 'events:manage'),
      replay: (wanted) => replay(store, jobs, { ...wanted, now: clock.now() }),
    }),
  );
  return {
    app,
    deliver: createDeliver({
      store,
      clock,
      reach,
      log,
      source: `urn:largesse:${parts.carrierId}`,
    }),
    resume: tmf654.resume,
    forget: () => subscriptions.forget(),
  };
}

const SCOPE_TO = {
  read: 'balance:read',
  write: 'balance:write',
  listen: 'events:manage',
} as const;

/** A door below its prefix, with a description of itself that anybody may read. */
async function registerDoor(
  app: FastifyInstance,
  prefix: string,
  title: string,
  routes: (scope: FastifyInstance) => void,
): Promise<void> {
  await app.register(
    async (outer) => {
      await outer.register(swagger, {
        openapi: {
          info: { title: `Largesse: ${title}`, version: '1', license: { name: 'Apache-2.0' } },
          servers: [{ url: '/' }],
          components: {
            securitySchemes: {
              partner: {
                type: 'oauth2',
                flows: { clientCredentials: { tokenUrl: '/oauth2/token', scopes: {} } },
              },
            },
          },
          security: [{ partner: [] }],
        },
      });
      outer.get('/openapi.json', { schema: { hide: true } }, () => outer.swagger());
      await outer.register((scope, _, done) => {
        routes(scope);
        done();
      });
    },
    { prefix },
  );
}

/** Delivers events, and finishes what was cut off, beside the jobs that move gifts. */
export const runPartnerJobs = (
  { store, log }: Pick<Ground, 'store' | 'log'>,
  { deliver, resume, forget }: Omit<Partnership, 'app'>,
): Promise<Jobs> =>
  runDeliveries(store, log, {
    taskList: {
      [DELIVER]: (payload, { job }) =>
        deliver(payload as DeliveryName, job.attempts >= job.max_attempts),
      finish_partner_actions: async () => {
        await resume();
        await forget();
      },
    },
    crontab: '* * * * * finish_partner_actions ?max=3',
  });

export type OpenPartners = {
  /** Undefined where no port was opened. */
  readonly port: number | undefined;
  close(): Promise<void>;
};

/** Opens the partner port, if one is named, and in any case delivers what partners are to be told. */
export async function openPartners(
  product: Product,
  place: {
    readonly host: string;
    /** `usual`: the usual one, or any free one when that is taken. Undefined: none. */
    readonly port: number | 'usual' | undefined;
    readonly innerNetworks: readonly string[];
  },
): Promise<OpenPartners> {
  const { carrier, log } = product;
  const partnership = await createPartnership({
    ...product,
    timeZone: carrier.timeZone,
    carrierId: carrier.id,
    innerNetworks: place.innerNetworks,
    log,
  });
  const { app } = partnership;
  const closeApp = leavingDoor(app);
  const { host, port } = place;
  if (port === 'usual') await listenSomewhere(app, host);
  else if (port !== undefined) await app.listen({ host, port });
  const jobs = await runPartnerJobs(product, partnership);
  return {
    port: port === undefined ? undefined : (app.server.address() as AddressInfo).port,
    async close() {
      await closeApp();
      await jobs.stop();
    },
  };
}

/** Two demos may share a machine. */
async function listenSomewhere(app: FastifyInstance, host: string): Promise<void> {
  try {
    await app.listen({ host, port: PARTNER_PORT });
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'EADDRINUSE') throw error;
    await app.listen({ host, port: 0 });
  }
}
