import { Type } from 'typebox';
import { lineOf } from '../../session.ts';
import { OrderBody } from '../../sharing-schemas.ts';
import { orderView } from '../../sharing-views.ts';
import { problems, type Action } from '../app.ts';

const LISTED = 100;

/** What the line bought, and what others bought for it; the newest first, at most a hundred. */
export const listPackOrders: Action = (app, services) => {
  app.get(
    '/pack-orders',
    {
      schema: {
        summary: 'My purchases',
        response: { 200: Type.Object({ orders: Type.Array(OrderBody) }), ...problems(401) },
      },
    },
    async (request) => {
      const { accountId } = lineOf(request);
      const orders = await services.sharing.shop.orders(accountId, LISTED);
      return {
        orders: await Promise.all(orders.map((order) => orderView(services, accountId, order))),
      };
    },
  );
};
