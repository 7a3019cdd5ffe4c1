import { Type } from 'typebox';
import { refuseWith } from '../../problem.ts';
import { TypedMsisdn } from '../../schemas.ts';
import { lineOf } from '../../session.ts';
import { PlaceParams } from '../../sharing-schemas.ts';
import { problems, type Action } from '../app.ts';
import { wardOf } from './ward.ts';

/** Leaves a pool, with one's share. A guardian names the line of the minor that it speaks for. */
export const leavePool: Action = (app, services) => {
  app.post(
    '/pools/:id/leave',
    {
      config: { rateLimit: { max: 20, timeWindow: '1 minute' } },
      schema: {
        summary: 'Leave a pool',
        params: PlaceParams,
        body: Type.Object({ forMsisdn: Type.Optional(TypedMsisdn) }),
        response: { 204: Type.Null(), ...problems(400, 401, 403, 404, 409, 429) },
      },
    },
    async (request, reply) => {
      const { accountId } = lineOf(request);
      const ward = await wardOf(services, accountId, request.body.forMsisdn);
      // A number that nobody has is answered as one that is in no such pool.
      if (!ward.ok) return refuseWith(request, reply, { code: 'pool_unknown' });
      const left = await services.sharing.pools.leave(
        accountId,
        Number(request.params.id),
        ward.value,
      );
      if (!left.ok) return refuseWith(request, reply, left.refusal);
      return reply.code(204).send(null);
    },
  );
};
