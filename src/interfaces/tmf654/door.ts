// TMF654 Prepay Balance Management, version 4: balances for the carrier's own systems. Each resource keeps
// the names of the TM Forum; what moves octets is the same ledger, and a transfer is a gift like any other.

import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import { KINDS, historyResource, type ActionKind, type ActionResource } from './action.ts';
import { actionRoutes, BODY_OCTETS, KeyHeader, keyOf, knownOf } from './action-routes.ts';
import { ACTION_FIELDS, createActions, type Actions } from './actions.ts';
import { createBalances } from './balances.ts';
import { createBuckets, type Buckets } from './buckets.ts';
import { createDesk, type Desk } from './desk.ts';
import { answerThrown, refuseWith } from './error.ts';
import { hubRoutes } from './hub-routes.ts';
import { bucketId } from './ids.ts';
import type { Source } from './list.ts';
import { errors, readRoutes } from './routes.ts';
import {
  NewAdjustment,
  NewBucket,
  NewReservation,
  NewTopup,
  NewTransfer,
  ResourceBody,
} from './schemas.ts';
import type { TmfServices } from './services.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The partner that asks, at a door that let it in. */
    clientId: string;
  }
}

export type Tmf654 = {
  /** Adds the operations to a scope that has the prefix of this API. */
  readonly routes: (scope: FastifyInstance) => void;
  /** Ends actions that were cut off half way; for a job. */
  readonly resume: Desk['resume'];
};

export function createTmf654(services: TmfServices): Tmf654 {
  const { store, directory, clock } = services;
  const actions = createActions(store, directory, clock);
  const buckets = createBuckets(store, directory, clock);
  const desk = createDesk(services, actions, buckets);
  return {
    routes: (scope) => addRoutes(scope, services, { actions, buckets, desk }),
    resume: () => desk.resume(),
  };
}

function addRoutes(
  scope: FastifyInstance,
  services: TmfServices,
  { actions, buckets, desk }: { actions: Actions; buckets: Buckets; desk: Desk },
): void {
  const app = scope.withTypeProvider<TypeBoxTypeProvider>();
  const { store, directory, clock } = services;
  app.setErrorHandler((error, request, reply) => answerThrown(error, request, reply));
  app.setNotFoundHandler((request, reply) => {
    const [, resource = ''] = /\/v4\/([A-Za-z]+)/.exec(request.url) ?? [];
    return refuseWith(reply, {
      code: RESOURCES.has(resource) ? 'method_not_allowed' : 'resource_unknown',
    });
  });
  app.addContentTypeParser(
    'application/merge-patch+json',
    { parseAs: 'string', bodyLimit: BODY_OCTETS },
    app.getDefaultJsonParser('error', 'error'),
  );
  app.addHook('onRequest', async (request, reply) => {
    void reply.header('cache-control', 'no-store');
    // By the route that was found, not by the address as it was written: %68ub is the hub too.
    const isHub = /\/hub(\/|$)/.test(request.routeOptions.url ?? '');
    const isReading = request.method === 'GET' || request.method === 'HEAD';
    const to = isHub ? 'listen' : isReading ? 'read' : 'write';
    const admitted = await services.admit(request.headers.authorization, to);
    if (!admitted.ok) return refuseWith(reply, admitted.refusal);
    request.clientId = admitted.value.clientId;
    return undefined;
  });
  readRoutes(app, 'bucket', buckets);
  readRoutes(app, 'accumulatedBalance', createBalances(store, directory, clock));
  readRoutes(app, 'balanceActionHistory', historyOf(actions));
  for (const [kind, schema] of Object.entries(BODY_OF))
    actionRoutes(app, kind as ActionKind, schema, { desk, actions });
  hubRoutes(app, services);
  app.post(
    '/bucket',
    {
      bodyLimit: BODY_OCTETS,
      schema: {
        summary: 'Open a bucket on a line, with octets that the carrier issues',
        headers: KeyHeader,
        body: NewBucket,
        response: { 201: ResourceBody, ...errors },
      },
    },
    async (request, reply) => {
      const key = keyOf(request);
      if (!key.ok) return refuseWith(reply, key.refusal);
      const created = await desk.create('bucket', {
        clientId: request.clientId,
        key: key.value,
        request: knownOf(NewBucket, request.body),
      });
      if (!created.ok) return refuseWith(reply, created.refusal);
      const { account_id: accountId, outcome } = created.value;
      const opened = await buckets.find(
        bucketId({ accountId, number: outcome?.bucketNumber ?? 0 }),
      );
      return opened === undefined
        ? refuseWith(reply, { code: 'resource_unknown' })
        : reply.code(201).header('location', opened.href).send(opened);
    },
  );
}

const BODY_OF = {
  topup: NewTopup,
  adjust: NewAdjustment,
  transfer: NewTransfer,
  reserve: NewReservation,
} as const satisfies { readonly [kind in ActionKind]: unknown };

const RESOURCES = new Set([
  'bucket',
  'accumulatedBalance',
  'balanceActionHistory',
  'topupBalance',
  'adjustBalance',
  'transferBalance',
  'reserveBalance',
  'hub',
]);

/** Every action, also those that were taken out of sight. */
function historyOf(
  actions: Actions,
): Source<ActionResource> & { find(id: string): Promise<ActionResource | undefined> } {
  const kinds = KINDS.filter((kind) => kind !== 'bucket');
  return {
    sought: ACTION_FIELDS,
    count: (sought) => actions.count(kinds, sought, true),
    read: async (sought, page) =>
      (await actions.read(kinds, sought, true, page)).map(historyResource),
    async find(id) {
      const row = await actions.find(id);
      return row === undefined || row.kind === 'bucket' ? undefined : historyResource(row);
    },
  };
}
