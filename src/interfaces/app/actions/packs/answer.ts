import { Type } from 'typebox';
import { refuseWith } from '../../problem.ts';
import { lineOf } from '../../session.ts';
import { OrderBody, OrderParams } from '../../sharing-schemas.ts';
import { orderView } from '../../sharing-views.ts';
import { problems, type Action } from '../app.ts';

/** Accepts a pack that somebody bought for the line, or declines it. */
export const answerPackOrder: Action = (app, services) => {
  app.post(
    '/pack-orders/:id/answer',
    {
      schema: {
        summary: 'Accept or decline a pack',
        params: OrderParams,
        body: Type.Object({ accepts: Type.Boolean() }),
        response: { 200: OrderBody, ...problems(400, 401, 404, 409) },
      },
    },
    async (request, reply) => {
      const { accountId } = lineOf(request);
      const order = await services.sharing.shop.answer(
        accountId,
        request.params.id,
        request.body.accepts,
      );
      if (!order.ok) return refuseWith(request, reply, order.refusal);
      return orderView(services, accountId, order.value);
    },
  );
};
