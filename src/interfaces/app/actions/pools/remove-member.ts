import { Type } from 'typebox';
import { refuseWith } from '../../problem.ts';
import { lineOf } from '../../session.ts';
import { MemberParams } from '../../sharing-schemas.ts';
import { memberNamed } from '../../sharing-views.ts';
import { problems, type Action } from '../app.ts';

/** The holder lets a member go; its share goes along, where the policy says so. */
export const removeMember: Action = (app, services) => {
  app.delete(
    '/pools/:id/members/:member',
    {
      schema: {
        summary: 'Let a member of a pool go',
        params: MemberParams,
        response: { 204: Type.Null(), ...problems(401, 403, 404, 409) },
      },
    },
    async (request, reply) => {
      const { accountId } = lineOf(request);
      const id = Number(request.params.id);
      const pool = await services.sharing.pools.pool(accountId, id);
      if (!pool.ok) return refuseWith(request, reply, pool.refusal);
      const member = memberNamed(pool.value, request.params.member);
      if (member === undefined) return refuseWith(request, reply, { code: 'member_unknown' });
      const left = await services.sharing.pools.leave(accountId, id, member.account);
      if (!left.ok) return refuseWith(request, reply, left.refusal);
      return reply.code(204).send(null);
    },
  );
};
