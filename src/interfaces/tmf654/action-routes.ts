// The four kinds of actions on balances. They differ in what they are asked for, and in nothing else here.

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Type, type TObject } from 'typebox';
import { accept, refuse, type Result } from '../../kernel/public.ts';
import {
  actionResource,
  NAMES,
  statusOfAction,
  type ActionKind,
  type ActionResource,
  type ActionRow,
} from './action.ts';
import { ACTION_FIELDS, type Actions } from './actions.ts';
import type { Desk } from './desk.ts';
import { refuseWith, type TmfRefusal } from './error.ts';
import type { Source } from './list.ts';
import { errors, IdParams, readRoutes } from './routes.ts';
import { ActionUpdate, ResourceBody, type ActionRequest } from './schemas.ts';

export const BODY_OCTETS = 16 * 1_024;
const KEY = /^[\x21-\x7e]{1,64}$/;

export const KeyHeader = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({ description: 'the same key is done once; without one every request is another' }),
  ),
});

/** The key of a request, if it has one. The TM Forum's clients send none, so it may be left out. */
export function keyOf(
  request: FastifyRequest,
): Result<string | undefined, Extract<TmfRefusal, { code: 'idempotency_key_malformed' }>> {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return accept(undefined);
  return typeof key === 'string' && KEY.test(key)
    ? accept(key)
    : refuse({ code: 'idempotency_key_malformed' });
}

/** Only what we know: the rest of a request is not kept. */
export const knownOf = (schema: TObject, body: unknown): ActionRequest =>
  Object.fromEntries(
    Object.entries(body as object).filter(([name]) => Object.hasOwn(schema.properties, name)),
  ) as ActionRequest;

type OfKind = ActionRow & { readonly kind: ActionKind };

export function actionRoutes(
  app: FastifyInstance,
  kind: ActionKind,
  schema: TObject,
  { desk, actions }: { desk: Desk; actions: Actions },
): void {
  const { path } = NAMES[kind];
  const find = async (id: string): Promise<OfKind | undefined> => {
    const row = await actions.find(id);
    return row?.kind === kind && row.deleted_at === null ? (row as OfKind) : undefined;
  };
  readRoutes(app, path, sourceOf(kind, actions, find));
  app.post(
    `/${path}`,
    {
      bodyLimit: BODY_OCTETS,
      schema: {
        summary: `Create ${path}`,
        headers: KeyHeader,
        body: schema,
        response: { 201: ResourceBody, ...errors },
      },
    },
    async (request, reply) => {
      const key = keyOf(request);
      if (!key.ok) return refuseWith(reply, key.refusal);
      const created = await desk.create(kind, {
        clientId: request.clientId,
        key: key.value,
        request: knownOf(schema, request.body),
      });
      if (!created.ok) return refuseWith(reply, created.refusal);
      const resource = actionResource(created.value as OfKind);
      return reply.code(201).header('location', resource.href).send(resource);
    },
  );
  app.patch<{ Params: { id: string }; Body: { status: string } }>(
    `/${path}/:id`,
    {
      bodyLimit: BODY_OCTETS,
      schema: {
        summary: `Cancel ${path}: status is "cancelled"`,
        params: IdParams,
        body: ActionUpdate,
        response: { 200: ResourceBody, ...errors },
      },
    },
    async (request, reply) => {
      const row = await find(request.params.id);
      if (row === undefined) return refuseWith(reply, { code: 'resource_unknown' });
      return update(desk, row, request.body.status, reply);
    },
  );
  app.delete<{ Params: { id: string } }>(
    `/${path}/:id`,
    {
      schema: {
        summary: `Forget ${path}; what it set aside comes back`,
        params: IdParams,
        response: { 204: Type.Null(), ...errors },
      },
    },
    async (request, reply) => {
      const row = await find(request.params.id);
      if (row === undefined) return refuseWith(reply, { code: 'resource_unknown' });
      await desk.forget(row);
      return reply.code(204).send(null);
    },
  );
}

async function update(
  desk: Desk,
  row: OfKind,
  status: string,
  reply: FastifyReply,
): Promise<FastifyReply> {
  if (status === statusOfAction(row)) return reply.send(actionResource(row));
  if (status !== 'cancelled') return refuseWith(reply, { code: 'not_offered', field: 'status' });
  const cancelled = await desk.cancel(row);
  return cancelled.ok
    ? reply.send(actionResource(cancelled.value as OfKind))
    : refuseWith(reply, cancelled.refusal);
}

function sourceOf(
  kind: ActionKind,
  actions: Actions,
  find: (id: string) => Promise<OfKind | undefined>,
): Source<ActionResource> & { find(id: string): Promise<ActionResource | undefined> } {
  return {
    sought: ACTION_FIELDS,
    count: (sought) => actions.count([kind], sought, false),
    read: async (sought, page) =>
      (await actions.read([kind], sought, false, page)).map((row) => actionResource(row as OfKind)),
    async find(id) {
      const row = await find(id);
      return row === undefined ? undefined : actionResource(row);
    },
  };
}
