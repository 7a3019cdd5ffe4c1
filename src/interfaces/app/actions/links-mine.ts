import { Type } from 'typebox';
import { refuseWith } from '../problem.ts';
import { GiftParams, nullable } from '../schemas.ts';
import { lineOf } from '../session.ts';
import { problems, type Action } from './app.ts';
import { addressView, LinkBody, linkView, MadeLinkBody } from './links-shapes.ts';
import { PageQuery, pageOf } from './page.ts';

/** The links that the line has made, the newest first, page by page. */
export const listLinks: Action = (app, services) => {
  app.get(
    '/gift-links',
    {
      schema: {
        summary: 'My gift links',
        querystring: PageQuery,
        response: {
          200: Type.Object({ links: Type.Array(LinkBody), next: nullable(Type.String()) }),
          ...problems(400, 401),
        },
      },
    },
    async (request) => {
      const { accountId } = lineOf(request);
      const { shown, next } = await pageOf(
        request.query,
        (page) => services.ways.links.links(accountId, page),
        ({ link }) => link.id,
      );
      return { links: await Promise.all(shown.map((seen) => linkView(services, seen))), next };
    },
  );
};

/** A link, who took of it, and what is left. */
export const readLink: Action = (app, services) => {
  app.get(
    '/gift-links/:id',
    {
      schema: {
        summary: 'A gift link',
        params: GiftParams,
        response: { 200: LinkBody, ...problems(401, 404) },
      },
    },
    async (request, reply) => {
      const { accountId } = lineOf(request);
      const seen = await services.ways.links.link(accountId, request.params.id);
      if (!seen.ok) return refuseWith(request, reply, seen.refusal);
      return linkView(services, seen.value);
    },
  );
};

/** Takes a link back. What nobody took comes home; what somebody took stays theirs. */
export const cancelLink: Action = (app, services) => {
  app.post(
    '/gift-links/:id/cancel',
    {
      schema: {
        summary: 'Cancel a gift link',
        params: GiftParams,
        response: { 200: LinkBody, ...problems(401, 404) },
      },
    },
    async (request, reply) => {
      const { accountId } = lineOf(request);
      const seen = await services.ways.links.cancel(accountId, request.params.id);
      if (!seen.ok) return refuseWith(request, reply, seen.refusal);
      return linkView(services, seen.value);
    },
  );
};

/** Gives a link a new address. The one before is good no longer. */
export const renewLink: Action = (app, services) => {
  app.post(
    '/gift-links/:id/address',
    {
      config: { rateLimit: { max: 30, timeWindow: '1 minute' } },
      schema: {
        summary: 'A new address for a gift link',
        params: GiftParams,
        response: { 200: MadeLinkBody, ...problems(401, 404, 409, 429) },
      },
    },
    async (request, reply) => {
      const { accountId } = lineOf(request);
      const { links } = services.ways;
      const renewed = await links.newAddress(accountId, request.params.id);
      if (!renewed.ok) return refuseWith(request, reply, renewed.refusal);
      const seen = await links.link(accountId, request.params.id);
      if (!seen.ok) return refuseWith(request, reply, seen.refusal);
      return {
        link: await linkView(services, seen.value),
        address: await addressView(request, 'take', renewed.value.token),
      };
    },
  );
};
