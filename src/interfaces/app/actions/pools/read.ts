import { refuseWith } from '../../problem.ts';
import { lineOf } from '../../session.ts';
import { PlaceParams, PoolBody } from '../../sharing-schemas.ts';
import { poolView } from '../../sharing-views.ts';
import { problems, type Action } from '../app.ts';

export const readPool: Action = (app, services) => {
  app.get(
    '/pools/:id',
    {
      schema: {
        summary: 'A pool and its members',
        params: PlaceParams,
        response: { 200: PoolBody, ...problems(401, 404) },
      },
    },
    async (request, reply) => {
      const { accountId } = lineOf(request);
      const pool = await services.sharing.pools.pool(accountId, Number(request.params.id));
      if (!pool.ok) return refuseWith(request, reply, pool.refusal);
      return poolView(services, accountId, pool.value);
    },
  );
};
