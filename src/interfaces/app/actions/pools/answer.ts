import { Type } from 'typebox';
import { refuseWith } from '../../problem.ts';
import { TypedMsisdn } from '../../schemas.ts';
import { lineOf } from '../../session.ts';
import { PlaceParams, PoolBody } from '../../sharing-schemas.ts';
import { poolView } from '../../sharing-views.ts';
import { problems, type Action } from '../app.ts';
import { wardOf } from './ward.ts';

/** Joins a pool, or declines to. A guardian names the line of the minor that it answers for. */
export const answerInvitation: Action = (app, services) => {
  app.post(
    '/pools/:id/invitation',
    {
      config: { rateLimit: { max: 20, timeWindow: '1 minute' } },
      schema: {
        summary: 'Answer an invitation to a pool',
        params: PlaceParams,
        body: Type.Object({ joins: Type.Boolean(), forMsisdn: Type.Optional(TypedMsisdn) }),
        response: { 200: PoolBody, ...problems(400, 401, 403, 404, 409, 422, 429) },
      },
    },
    async (request, reply) => {
      const { accountId } = lineOf(request);
      const { joins, forMsisdn } = request.body;
      const ward = await wardOf(services, accountId, forMsisdn);
      // A number that nobody has is answered as one that was not invited.
      if (!ward.ok) return refuseWith(request, reply, { code: 'invitation_unknown' });
      const answered = await services.sharing.pools.answer(
        accountId,
        Number(request.params.id),
        ward.value,
        joins,
      );
      if (!answered.ok) return refuseWith(request, reply, answered.refusal);
      return poolView(services, accountId, answered.value);
    },
  );
};
