import { refuseWith } from '../problem.ts';
import { GiftBody, GiftParams } from '../schemas.ts';
import { lineOf } from '../session.ts';
import { giftView } from '../views.ts';
import { problems, type Action } from './app.ts';

/** Sends back what is unused of a gift received. Declining twice is as declining once. */
export const decline: Action = (app, services) => {
  app.post(
    '/gifts/:id/decline',
    {
      schema: {
        summary: 'Decline a gift',
        params: GiftParams,
        response: { 200: GiftBody, ...problems(401, 404, 409) },
      },
    },
    async (request, reply) => {
      const receiver = lineOf(request).accountId;
      const declined = await services.gifting.decline(receiver, request.params.id);
      if (!declined.ok) return refuseWith(request, reply, declined.refusal);
      return giftView(services, receiver, declined.value);
    },
  );
};
