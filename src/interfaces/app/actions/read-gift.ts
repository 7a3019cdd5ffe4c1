import { refuseWith } from '../problem.ts';
import { GiftBody, GiftParams } from '../schemas.ts';
import { lineOf } from '../session.ts';
import { giftView } from '../views.ts';
import { problems, type Action } from './app.ts';

/** A gift that the line gave or received: its receipt. */
export const readGift: Action = (app, services) => {
  app.get(
    '/gifts/:id',
    {
      schema: {
        summary: 'A gift and its receipt',
        params: GiftParams,
        response: { 200: GiftBody, ...problems(401, 404) },
      },
    },
    async (request, reply) => {
      const { accountId } = lineOf(request);
      const gift = await services.gifting.gift(accountId, request.params.id);
      if (!gift.ok) return refuseWith(request, reply, gift.refusal);
      return giftView(services, accountId, gift.value);
    },
  );
};
