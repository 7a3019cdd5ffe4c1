import { refuseWith } from '../problem.ts';
import { GiftBody, GiftParams } from '../schemas.ts';
import { lineOf } from '../session.ts';
import { giftView } from '../views.ts';
import { problems, type Action } from './app.ts';

/** Takes a gift back before its undo window ends. Undoing twice is as undoing once. */
export const undo: Action = (app, services) => {
  app.post(
    '/gifts/:id/undo',
    {
      schema: {
        summary: 'Undo a gift',
        params: GiftParams,
        response: { 200: GiftBody, ...problems(401, 404, 409) },
      },
    },
    async (request, reply) => {
      const giver = lineOf(request).accountId;
      const undone = await services.gifting.undo(giver, request.params.id);
      if (!undone.ok) return refuseWith(request, reply, undone.refusal);
      return giftView(services, giver, undone.value);
    },
  );
};
