// The hub: who wants to be told of actions, and where.

import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { accept, refuse, type Result } from '../../kernel/public.ts';
import { BODY_OCTETS, KeyHeader, keyOf } from './action-routes.ts';
import { refuseWith, type TmfRefusal } from './error.ts';
import { TMF_EVENT_TYPES } from './events.ts';
import { hrefOf, isUuid } from './ids.ts';
import { errors, IdParams } from './routes.ts';
import { ListenerBody, NewListener } from './schemas.ts';
import type { TmfServices } from './services.ts';

export function hubRoutes(app: FastifyInstance, { listeners }: TmfServices): void {
  app.post<{ Body: { callback: string; query?: string } }>(
    '/hub',
    {
      bodyLimit: BODY_OCTETS,
      schema: {
        summary: 'Listen to events',
        headers: KeyHeader,
        body: NewListener,
        response: { 201: ListenerBody, ...errors },
      },
    },
    async (request, reply) => {
      const key = keyOf(request);
      if (!key.ok) return refuseWith(reply, key.refusal);
      const { callback, query } = request.body;
      const types = typesIn(query);
      if (!types.ok) return refuseWith(reply, types.refusal);
      const added = await listeners.add({
        clientId: request.clientId,
        format: 'tmf654',
        url: callback,
        types: types.value,
        query: query ?? null,
        key: key.value,
      });
      if (!added.ok) return refuseWith(reply, added.refusal);
      const { id, url, secret } = added.value;
      return reply
        .code(201)
        .header('location', hrefOf('hub', id))
        .send({
          id,
          callback: url,
          ...(query === undefined ? {} : { query }),
          secret: `whsec_${secret.toString('base64')}`,
        });
    },
  );
  app.delete<{ Params: { id: string } }>(
    '/hub/:id',
    {
      schema: {
        summary: 'Listen no more',
        params: IdParams,
        response: { 204: Type.Null(), ...errors },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const isEnded = isUuid(id) && (await listeners.end(request.clientId, id));
      return isEnded ? reply.code(204).send(null) : refuseWith(reply, { code: 'resource_unknown' });
    },
  );
}

/** `eventType=TopupBalanceCreateEvent,TopupBalanceFailureEvent`; nothing is every event. */
function typesIn(
  query: string | undefined,
): Result<readonly string[], Extract<TmfRefusal, { code: 'query_malformed' }>> {
  const given = [...new URLSearchParams(query ?? '')];
  const types = given.flatMap(([, value]) => value.split(','));
  const isKnown =
    given.every(([name]) => name === 'eventType') &&
    types.every((type) => TMF_EVENT_TYPES.includes(type));
  return isKnown
    ? accept([...new Set(types)])
    : refuse({
        code: 'query_malformed',
        parameter: 'query',
        expected: `eventType= some of ${TMF_EVENT_TYPES.join(', ')}`,
      });
}
