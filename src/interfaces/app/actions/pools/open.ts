import { Type } from 'typebox';
import { keyOf } from '../../idempotency-key.ts';
import { refuseWith } from '../../problem.ts';
import { lineOf } from '../../session.ts';
import { PoolBody } from '../../sharing-schemas.ts';
import { poolView } from '../../sharing-views.ts';
import { problems, type Action } from '../app.ts';

/** Opens a pool, of which the line becomes the holder. */
export const openPool: Action = (app, services) => {
  app.post(
    '/pools',
    {
      config: { rateLimit: { max: 10, timeWindow: '1 minute' } },
      schema: {
        summary: 'Open a pool',
        body: Type.Object({ name: Type.String({ maxLength: 200 }) }),
        response: { 201: PoolBody, ...problems(400, 401, 422, 429) },
      },
    },
    async (request, reply) => {
      const key = keyOf(request);
      if (!key.ok) return refuseWith(request, reply, key.refusal);
      const holder = lineOf(request).accountId;
      const { name } = request.body;
      const opened = await services.sharing.pools.open(holder, { name, key: key.value });
      if (!opened.ok) return refuseWith(request, reply, opened.refusal);
      return reply.code(201).send(await poolView(services, holder, opened.value));
    },
  );
};
