import { Type } from 'typebox';
import { GiftPageBody } from '../schemas.ts';
import { lineOf } from '../session.ts';
import { giftView } from '../views.ts';
import { problems, type Action } from './app.ts';

const PAGE = 20;
const LARGEST_PAGE = 100;

/** Gifts given and received, the newest first, page by page. */
export const listGifts: Action = (app, services) => {
  app.get(
    '/gifts',
    {
      schema: {
        summary: 'My gifts',
        querystring: Type.Object({
          limit: Type.Optional(Type.String({ pattern: '^[1-9][0-9]{0,2}$' })),
          before: Type.Optional(Type.String({ format: 'uuid' })),
        }),
        response: { 200: GiftPageBody, ...problems(400, 401) },
      },
    },
    async (request) => {
      const { accountId } = lineOf(request);
      const limit = Math.min(Number(request.query.limit ?? PAGE), LARGEST_PAGE);
      // One more than is shown tells whether there is a next page.
      const found = await services.gifting.gifts(accountId, {
        limit: limit + 1,
        before: request.query.before,
      });
      const shown = found.slice(0, limit);
      return {
        gifts: await Promise.all(shown.map((gift) => giftView(services, accountId, gift))),
        next: found.length > limit ? (shown.at(-1)?.id ?? null) : null,
      };
    },
  );
};
