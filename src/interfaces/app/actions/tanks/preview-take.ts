import { Type } from 'typebox';
import { parseOctets } from '../../../../kernel/public.ts';
import { refuseWith } from '../../problem.ts';
import { AskedOctets, LimitBody } from '../../schemas.ts';
import { lineOf } from '../../session.ts';
import { PlaceParams } from '../../sharing-schemas.ts';
import { problems, type Action } from '../app.ts';

const TakePreviewBody = Type.Object({
  octets: Type.Integer(),
  expiresAt: Type.String({ format: 'date-time' }),
  /** Of whoever takes. */
  limits: Type.Array(LimitBody),
});

/** What taking would be. Holds nothing. */
export const previewTakeFromTank: Action = (app, { sharing }) => {
  app.post(
    '/tanks/:id/take-previews',
    {
      schema: {
        summary: 'Preview data taken from a tank',
        params: PlaceParams,
        body: Type.Object({ octets: AskedOctets }),
        response: { 200: TakePreviewBody, ...problems(400, 401, 404, 409, 422, 429) },
      },
    },
    async (request, reply) => {
      const octets = parseOctets(request.body.octets);
      if (!octets.ok) return refuseWith(request, reply, octets.refusal);
      const { accountId } = lineOf(request);
      const id = Number(request.params.id);
      const preview = await sharing.tanks.previewTake(accountId, id, octets.value);
      if (!preview.ok) return refuseWith(request, reply, preview.refusal);
      return {
        octets: preview.value.octets,
        expiresAt: new Date(preview.value.expiresAt).toISOString(),
        limits: preview.value.limits.filter(({ side }) => side === 'receiver'),
      };
    },
  );
};
