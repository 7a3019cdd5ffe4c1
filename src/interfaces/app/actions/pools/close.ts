import { refuseWith } from '../../problem.ts';
import { lineOf } from '../../session.ts';
import { PlaceParams, PoolBody } from '../../sharing-schemas.ts';
import { poolView } from '../../sharing-views.ts';
import { problems, type Action } from '../app.ts';

/** The holder closes a pool: everybody gets back what is theirs. */
export const closePool: Action = (app, services) => {
  app.post(
    '/pools/:id/close',
    {
      schema: {
        summary: 'Close a pool',
        params: PlaceParams,
        response: { 200: PoolBody, ...problems(401, 403, 404) },
      },
    },
    async (request, reply) => {
      const { accountId } = lineOf(request);
      const closed = await services.sharing.pools.close(accountId, Number(request.params.id));
      if (!closed.ok) return refuseWith(request, reply, closed.refusal);
      return poolView(services, accountId, closed.value);
    },
  );
};
