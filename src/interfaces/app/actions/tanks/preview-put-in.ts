import { Type } from 'typebox';
import { parseOctets } from '../../../../kernel/public.ts';
import { refuseWith } from '../../problem.ts';
import { AskedOctets, PreviewBody } from '../../schemas.ts';
import { lineOf } from '../../session.ts';
import { PlaceParams } from '../../sharing-schemas.ts';
import { problems, type Action } from '../app.ts';
import { previewFor } from '../proofs-shapes.ts';

/** What putting in would be. Holds nothing. */
export const previewPutIntoTank: Action = (app, services) => {
  app.post(
    '/tanks/:id/contribution-previews',
    {
      schema: {
        summary: 'Preview data given to a tank',
        params: PlaceParams,
        body: Type.Object({ octets: AskedOctets }),
        response: { 200: PreviewBody, ...problems(400, 401, 403, 404, 409, 422, 429) },
      },
    },
    async (request, reply) => {
      const octets = parseOctets(request.body.octets);
      if (!octets.ok) return refuseWith(request, reply, octets.refusal);
      const line = lineOf(request);
      const tank = Number(request.params.id);
      const previewed = await services.sharing.tanks.previewPutIn(
        line.accountId,
        tank,
        octets.value,
      );
      if (!previewed.ok) return refuseWith(request, reply, previewed.refusal);
      const subject = { kind: 'tank', tank, octets: octets.value } as const;
      return previewFor(services, line, subject, previewed.value);
    },
  );
};
