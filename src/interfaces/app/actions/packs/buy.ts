import { keyOf } from '../../idempotency-key.ts';
import { refuseWith } from '../../problem.ts';
import { lineOf } from '../../session.ts';
import { OrderBody } from '../../sharing-schemas.ts';
import { orderView } from '../../sharing-views.ts';
import { problems, type Action } from '../app.ts';
import { PurchaseBody, purchaseOf } from './purchase.ts';

/** Buys a pack, for oneself or for somebody else. The same key buys it once. */
export const buyPack: Action = (app, services) => {
  app.post(
    '/pack-orders',
    {
      config: { rateLimit: { max: 30, timeWindow: '1 minute' } },
      schema: {
        summary: 'Buy a pack',
        body: PurchaseBody,
        response: { 201: OrderBody, ...problems(400, 401, 403, 404, 409, 422, 429) },
      },
    },
    async (request, reply) => {
      const key = keyOf(request);
      if (!key.ok) return refuseWith(request, reply, key.refusal);
      const buyer = lineOf(request).accountId;
      const purchase = purchaseOf(buyer, request.body);
      const bought = await services.sharing.shop.buy({ ...purchase, key: key.value });
      if (!bought.ok) return refuseWith(request, reply, bought.refusal);
      return reply.code(201).send(await orderView(services, buyer, bought.value));
    },
  );
};
