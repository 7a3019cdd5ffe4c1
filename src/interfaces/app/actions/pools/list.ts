import { Type } from 'typebox';
import { lineOf } from '../../session.ts';
import { PoolBody } from '../../sharing-schemas.ts';
import { poolView } from '../../sharing-views.ts';
import { problems, type Action } from '../app.ts';

/** The pools that the line is in, or invited to. */
export const listPools: Action = (app, services) => {
  app.get(
    '/pools',
    {
      schema: {
        summary: 'My pools',
        response: { 200: Type.Object({ pools: Type.Array(PoolBody) }), ...problems(401) },
      },
    },
    async (request) => {
      const { accountId } = lineOf(request);
      const pools = await services.sharing.pools.pools(accountId);
      return {
        pools: await Promise.all(pools.map((pool) => poolView(services, accountId, pool))),
      };
    },
  );
};
