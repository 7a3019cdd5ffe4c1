import { Type } from 'typebox';
import { parseOctets } from '../../../kernel/public.ts';
import { keyOf } from '../idempotency-key.ts';
import { refuseWith } from '../problem.ts';
import { AskedOctets, GiftParams, nullable, Octets, TypedMsisdn } from '../schemas.ts';
import { lineOf } from '../session.ts';
import { problems, type Action } from './app.ts';
import { AddressBody, addressView, TypedMessage } from './links-shapes.ts';
import { PageQuery, pageOf } from './page.ts';
import { RequestBody, requestView } from './requests-shapes.ts';

/** What a number could spare, where its owner shows that; null for every other, also one of nobody. */
export const previewRequest: Action = (app, { ways }) => {
  app.post(
    '/gift-request-previews',
    {
      config: { rateLimit: { max: 30, timeWindow: '1 minute' } },
      schema: {
        summary: 'Preview a request',
        body: Type.Object({ toMsisdn: TypedMsisdn }),
        response: {
          200: Type.Object({ spareOctets: Type.Union([Octets, Type.Null()]) }),
          ...problems(400, 401, 422, 429),
        },
      },
    },
    async (request, reply) => {
      const spare = await ways.requests.spare(lineOf(request), request.body.toMsisdn);
      if (!spare.ok) return refuseWith(request, reply, spare.refusal);
      return { spareOctets: spare.value };
    },
  );
};

/** Asks for data: a number, one's family, or whoever is sent the address. */
export const makeRequest: Action = (app, { ways }) => {
  app.post(
    '/gift-requests',
    {
      config: { rateLimit: { max: 20, timeWindow: '1 minute' } },
      schema: {
        summary: 'Ask for data',
        body: Type.Object(
          {
            how: Type.Enum(['number', 'family', 'link']),
            toMsisdn: Type.Optional(TypedMsisdn),
            octets: AskedOctets,
            message: Type.Optional(TypedMessage),
          },
          { additionalProperties: false },
        ),
        response: {
          201: Type.Object({
            request: RequestBody,
            address: Type.Union([AddressBody, Type.Null()]),
          }),
          ...problems(400, 401, 403, 409, 422, 429),
        },
      },
    },
    async (request, reply) => {
      const key = keyOf(request);
      if (!key.ok) return refuseWith(request, reply, key.refusal);
      const octets = parseOctets(request.body.octets);
      if (!octets.ok) return refuseWith(request, reply, octets.refusal);
      const { how, toMsisdn = '', message = '' } = request.body;
      const made = await ways.requests.make({
        asker: lineOf(request),
        octets: octets.value,
        message,
        key: key.value,
        ...(how === 'number' ? { how, toMsisdn } : { how }),
      });
      if (!made.ok) return refuseWith(request, reply, made.refusal);
      const { token } = made.value;
      return reply.code(201).send({
        request: requestView(made.value.request),
        address: token === null ? null : await addressView(request, 'spare', token),
      });
    },
  );
};

/** What the line has asked for, the newest first, page by page. */
export const listRequests: Action = (app, { ways }) => {
  app.get(
    '/gift-requests',
    {
      schema: {
        summary: 'My requests',
        querystring: PageQuery,
        response: {
          200: Type.Object({ requests: Type.Array(RequestBody), next: nullable(Type.String()) }),
          ...problems(400, 401),
        },
      },
    },
    async (request) => {
      const { accountId } = lineOf(request);
      const { shown, next } = await pageOf(
        request.query,
        (page) => ways.requests.requests(accountId, page),
        ({ id }) => id,
      );
      return { requests: shown.map(requestView), next };
    },
  );
};

/** A request of one's own. */
export const readRequest: Action = (app, { ways }) => {
  app.get(
    '/gift-requests/:id',
    {
      schema: {
        summary: 'A request',
        params: GiftParams,
        response: { 200: RequestBody, ...problems(401, 404) },
      },
    },
    async (request, reply) => {
      const found = await ways.requests.request(lineOf(request).accountId, request.params.id);
      if (!found.ok) return refuseWith(request, reply, found.refusal);
      return requestView(found.value);
    },
  );
};

/** Takes a request back. What was given stays. */
export const cancelRequest: Action = (app, { ways }) => {
  app.post(
    '/gift-requests/:id/cancel',
    {
      schema: {
        summary: 'Cancel a request',
        params: GiftParams,
        response: { 200: RequestBody, ...problems(401, 404, 409) },
      },
    },
    async (request, reply) => {
      const ended = await ways.requests.cancel(lineOf(request).accountId, request.params.id);
      if (!ended.ok) return refuseWith(request, reply, ended.refusal);
      return requestView(ended.value);
    },
  );
};
