import { Type } from 'typebox';
import { octets } from '../../../../kernel/public.ts';
import { refuseWith } from '../../problem.ts';
import { lineOf } from '../../session.ts';
import { MemberParams, PoolBody } from '../../sharing-schemas.ts';
import { memberNamed, poolView } from '../../sharing-views.ts';
import { problems, type Action } from '../app.ts';

/** The holder caps, pauses or slows a member; a member says whether it draws by itself. */
export const changeMember: Action = (app, services) => {
  app.patch(
    '/pools/:id/members/:member',
    {
      schema: {
        summary: 'Cap, pause or slow a member of a pool',
        params: MemberParams,
        body: Type.Object(
          {
            capOctets: Type.Optional(
              Type.Union([
                Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
                Type.Null(),
              ]),
            ),
            isPaused: Type.Optional(Type.Boolean()),
            isSlowed: Type.Optional(Type.Boolean()),
            drawsByItself: Type.Optional(Type.Boolean()),
          },
          { additionalProperties: false },
        ),
        response: { 200: PoolBody, ...problems(400, 401, 403, 404, 409) },
      },
    },
    async (request, reply) => {
      const { accountId } = lineOf(request);
      const id = Number(request.params.id);
      const pool = await services.sharing.pools.pool(accountId, id);
      if (!pool.ok) return refuseWith(request, reply, pool.refusal);
      const member = memberNamed(pool.value, request.params.member);
      if (member === undefined) return refuseWith(request, reply, { code: 'member_unknown' });
      const { capOctets, ...others } = request.body;
      const changed = await services.sharing.pools.change(accountId, id, member.account, {
        ...others,
        ...(capOctets === undefined
          ? {}
          : { capOctets: capOctets === null ? null : octets(capOctets) }),
      });
      if (!changed.ok) return refuseWith(request, reply, changed.refusal);
      return poolView(services, accountId, changed.value);
    },
  );
};
