import { refuseWith } from '../../problem.ts';
import { lineOf } from '../../session.ts';
import { OrderBody, OrderParams } from '../../sharing-schemas.ts';
import { orderView } from '../../sharing-views.ts';
import { problems, type Action } from '../app.ts';

/** Takes an offer back that was not answered yet; what was paid comes back. */
export const cancelPackOrder: Action = (app, services) => {
  app.post(
    '/pack-orders/:id/cancel',
    {
      schema: {
        summary: 'Take an offered pack back',
        params: OrderParams,
        response: { 200: OrderBody, ...problems(401, 404, 409) },
      },
    },
    async (request, reply) => {
      const { accountId } = lineOf(request);
      const order = await services.sharing.shop.cancel(accountId, request.params.id);
      if (!order.ok) return refuseWith(request, reply, order.refusal);
      return orderView(services, accountId, order.value);
    },
  );
};
