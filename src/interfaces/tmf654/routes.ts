// What every resource of this door answers: lists, and one of them.

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { refuseWith } from './error.ts';
import { linksOf, listPage, type Source } from './list.ts';
import { only, readQuery } from './query.ts';
import { ErrorAnswer, PartialResource } from './schemas.ts';

export const errors = { '4xx': ErrorAnswer, '5xx': ErrorAnswer } as const;
export const IdParams = Type.Object({ id: Type.String({ minLength: 1, maxLength: 64 }) });

const queryOf = (request: FastifyRequest): string => request.url.split('?')[1] ?? '';

const LISTING = Type.Object(
  {
    fields: Type.Optional(Type.String({ description: 'names of fields, with commas' })),
    offset: Type.Optional(Type.String()),
    limit: Type.Optional(Type.String({ description: '100 unless said, 1000 at most' })),
    sort: Type.Optional(Type.String({ description: 'names of fields; - is from the last' })),
  },
  {
    additionalProperties: true,
    description: 'any field of the resource filters: status=completed',
  },
);

/** Adds GET on a collection and on one of it. */
export function readRoutes<Resource extends object>(
  app: FastifyInstance,
  path: string,
  source: Source<Resource> & { find(id: string): Promise<Resource | undefined> },
): void {
  app.get(
    `/${path}`,
    {
      schema: {
        summary: `List ${path}`,
        querystring: LISTING,
        response: { 200: Type.Array(PartialResource), ...errors },
      },
    },
    (request, reply) => answerList(source, request, reply),
  );
  app.get<{ Params: { id: string } }>(
    `/${path}/:id`,
    {
      schema: {
        summary: `One ${path}`,
        params: IdParams,
        querystring: Type.Object({ fields: Type.Optional(Type.String()) }),
        response: { 200: PartialResource, ...errors },
      },
    },
    async (request, reply) => {
      const query = readQuery(queryOf(request));
      if (!query.ok) return refuseWith(reply, query.refusal);
      const found = await source.find(request.params.id);
      return found === undefined
        ? refuseWith(reply, { code: 'resource_unknown' })
        : reply.send(only(found, query.value.fields));
    },
  );
}

async function answerList<Resource extends object>(
  source: Source<Resource>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const query = readQuery(queryOf(request));
  if (!query.ok) return refuseWith(reply, query.refusal);
  const page = await listPage(source, query.value);
  if (!page.ok) return refuseWith(reply, page.refusal);
  const { total, resources } = page.value;
  return reply
    .header('x-total-count', total)
    .header('x-result-count', resources.length)
    .header('link', linksOf(request.url, query.value, total))
    .send(resources);
}
