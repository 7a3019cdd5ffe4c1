import { Type } from 'typebox';
import { refuseWith } from '../../problem.ts';
import { TypedMsisdn } from '../../schemas.ts';
import { lineOf } from '../../session.ts';
import { PlaceParams, PoolBody } from '../../sharing-schemas.ts';
import { poolView } from '../../sharing-views.ts';
import { problems, type Action } from '../app.ts';

/** The holder invites a line. It is in when it says so itself. */
export const inviteToPool: Action = (app, services) => {
  app.post(
    '/pools/:id/invitations',
    {
      // Whoever tries numbers to find out which are lines is slowed down here.
      config: { rateLimit: { max: 20, timeWindow: '1 minute' } },
      schema: {
        summary: 'Invite a line to a pool',
        params: PlaceParams,
        body: Type.Object({ msisdn: TypedMsisdn }),
        response: { 200: PoolBody, ...problems(400, 401, 403, 404, 409, 422, 429) },
      },
    },
    async (request, reply) => {
      const { accountId } = lineOf(request);
      const invited = await services.sharing.pools.invite(
        accountId,
        Number(request.params.id),
        request.body.msisdn,
      );
      if (!invited.ok) return refuseWith(request, reply, invited.refusal);
      return poolView(services, accountId, invited.value);
    },
  );
};
