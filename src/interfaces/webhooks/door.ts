// Where partners subscribe to events: /webhooks/v1. Each sees only its own.

import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { Result } from '../../kernel/public.ts';
import { answerThrown, refuseWith, type WebhookRefusal } from './problem.ts';
import {
  MadeSubscription,
  NewSubscription,
  ProblemBody,
  ReplayBody,
  SubscriptionParams,
  WatchedSubscription,
} from './schemas.ts';
import { writtenSecret } from './sign.ts';
import type { Subscription, Subscriptions } from './subscriptions.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The partner that asks, at a door that let it in. */
    clientId: string;
  }
}

export type WebhookServices = {
  readonly subscriptions: Subscriptions;
  /** Lets in whoever may manage events. */
  readonly admit: (
    authorization: string | undefined,
  ) => Promise<Result<{ readonly clientId: string }, WebhookRefusal>>;
  readonly replay: (wanted: {
    readonly subscriptionId: string;
    readonly clientId: string;
    readonly since: number;
    readonly onlyFailed: boolean;
  }) => Promise<number>;
};

const BODY_OCTETS = 8 * 1_024;
const KEY = /^[\x21-\x7e]{1,64}$/;

const problems = { '4xx': ProblemBody, '5xx': ProblemBody } as const;

export function webhookDoor(scope: FastifyInstance, services: WebhookServices): void {
  const { subscriptions, admit, replay } = services;
  const app = scope.withTypeProvider<TypeBoxTypeProvider>();
  app.setErrorHandler((error, request, reply) => answerThrown(error, request, reply));
  app.addHook('onRequest', async (request, reply) => {
    void reply.header('cache-control', 'no-store');
    const admitted = await admit(request.headers.authorization);
    if (!admitted.ok) return refuseWith(reply, admitted.refusal);
    request.clientId = admitted.value.clientId;
    return undefined;
  });
  app.post(
    '/subscriptions',
    {
      bodyLimit: BODY_OCTETS,
      schema: {
        summary: 'Have events sent to an address',
        headers: Type.Object({ 'idempotency-key': Type.Optional(Type.String()) }),
        body: NewSubscription,
        response: { 201: MadeSubscription, ...problems },
      },
    },
    async (request, reply) => {
      const key = request.headers['idempotency-key'];
      if (key === undefined || !KEY.test(key))
        return refuseWith(reply, { code: 'idempotency_key_missing' });
      const { url, types = [] } = request.body;
      const added = await subscriptions.add({
        clientId: request.clientId,
        format: 'cloudevents',
        url,
        types,
        query: null,
        key,
      });
      if (!added.ok) return refuseWith(reply, added.refusal);
      const { value } = added;
      return reply
        .code(201)
        .header('location', `${request.url}/${value.id}`)
        .send({ ...viewOf(value), secret: writtenSecret(value.secret) });
    },
  );
  app.get(
    '/subscriptions',
    {
      schema: {
        summary: 'My subscriptions, and how their deliveries stand',
        response: { 200: Type.Array(WatchedSubscription), ...problems },
      },
    },
    async (request) =>
      (await subscriptions.list(request.clientId))
        .filter(({ format }) => format === 'cloudevents')
        .map(({ waiting, delivered, failed, lastAnswer, ...subscription }) => ({
          ...viewOf(subscription),
          deliveries: { waiting, delivered, failed, lastAnswer },
        })),
  );
  app.delete(
    '/subscriptions/:id',
    {
      schema: {
        summary: 'End a subscription',
        params: SubscriptionParams,
        response: { 204: Type.Null(), ...problems },
      },
    },
    async (request, reply) =>
      (await subscriptions.end(request.clientId, request.params.id))
        ? reply.code(204).send(null)
        : refuseWith(reply, { code: 'subscription_unknown' }),
  );
  app.post(
    '/subscriptions/:id/replay',
    {
      bodyLimit: BODY_OCTETS,
      schema: {
        summary: 'Have events sent again; receivers know a repeat by its webhook-id',
        params: SubscriptionParams,
        body: ReplayBody,
        response: { 202: Type.Object({ replayed: Type.Integer() }), ...problems },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const mine = await subscriptions.list(request.clientId);
      if (!mine.some((subscription) => subscription.id === id))
        return refuseWith(reply, { code: 'subscription_unknown' });
      const { since, onlyFailed = false } = request.body;
      const replayed = await replay({
        subscriptionId: id,
        clientId: request.clientId,
        since: since === undefined ? 0 : Date.parse(since),
        onlyFailed,
      });
      return reply.code(202).send({ replayed });
    },
  );
}

const viewOf = ({ id, url, types, madeAt }: Omit<Subscription, 'secret'>) => ({
  id,
  url,
  types: [...types],
  madeAt: new Date(madeAt).toISOString(),
});
