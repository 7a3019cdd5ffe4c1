import { refuseWith } from '../../problem.ts';
import { lineOf } from '../../session.ts';
import { OrderBody, OrderParams } from '../../sharing-schemas.ts';
import { orderView } from '../../sharing-views.ts';
import { problems, type Action } from '../app.ts';

/** A purchase of the line, or one for it. */
export const readPackOrder: Action = (app, services) => {
  app.get(
    '/pack-orders/:id',
    {
      schema: {
        summary: 'A purchase and its receipt',
        params: OrderParams,
        response: { 200: OrderBody, ...problems(401, 404, 409) },
      },
    },
    async (request, reply) => {
      const { accountId } = lineOf(request);
      const order = await services.sharing.shop.order(accountId, request.params.id);
      if (!order.ok) return refuseWith(request, reply, order.refusal);
      return orderView(services, accountId, order.value);
    },
  );
};
