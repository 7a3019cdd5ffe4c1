import { Type } from 'typebox';
import { parseOctets } from '../../../../kernel/public.ts';
import { keyOf } from '../../idempotency-key.ts';
import { refuseWith } from '../../problem.ts';
import { AskedOctets, GiftBody } from '../../schemas.ts';
import { lineOf } from '../../session.ts';
import { PlaceParams } from '../../sharing-schemas.ts';
import { giftView } from '../../views.ts';
import { problems, type Action } from '../app.ts';

/** Draws octets out: a gift from the pool, usable at once. */
export const drawFromPool: Action = (app, services) => {
  app.post(
    '/pools/:id/draws',
    {
      config: { rateLimit: { max: 60, timeWindow: '1 minute' } },
      schema: {
        summary: 'Take data from a pool',
        params: PlaceParams,
        body: Type.Object({ octets: AskedOctets }),
        response: { 201: GiftBody, ...problems(400, 401, 403, 404, 409, 422, 429) },
      },
    },
    async (request, reply) => {
      const key = keyOf(request);
      if (!key.ok) return refuseWith(request, reply, key.refusal);
      const octets = parseOctets(request.body.octets);
      if (!octets.ok) return refuseWith(request, reply, octets.refusal);
      const { accountId } = lineOf(request);
      const moved = await services.sharing.pools.draw(accountId, Number(request.params.id), {
        octets: octets.value,
        key: key.value,
      });
      if (!moved.ok) return refuseWith(request, reply, moved.refusal);
      return reply.code(201).send(await giftView(services, accountId, moved.value));
    },
  );
};
