import { Type } from 'typebox';
import { parseOctets } from '../../../kernel/public.ts';
import { refuseWith } from '../problem.ts';
import { AskedOctets, PreviewBody, TypedMsisdn } from '../schemas.ts';
import { lineOf } from '../session.ts';
import { problems, type Action } from './app.ts';
import { previewFor } from './proofs-shapes.ts';

/** What a gift would be, and exactly who would get it. Holds nothing. */
export const previewGift: Action = (app, services) => {
  app.post(
    '/gift-previews',
    {
      // Whoever tries numbers to find out which are lines is slowed down here.
      config: { rateLimit: { max: 60, timeWindow: '1 minute' } },
      schema: {
        summary: 'Preview a gift',
        body: Type.Object({ toMsisdn: TypedMsisdn, octets: AskedOctets }),
        response: { 200: PreviewBody, ...problems(400, 401, 422, 429) },
      },
    },
    async (request, reply) => {
      const octets = parseOctets(request.body.octets);
      if (!octets.ok) return refuseWith(request, reply, octets.refusal);
      const line = lineOf(request);
      const subject = {
        kind: 'gift',
        toMsisdn: request.body.toMsisdn,
        octets: octets.value,
      } as const;
      const preview = await services.gifting.preview({ giver: line.accountId, ...subject });
      if (!preview.ok) return refuseWith(request, reply, preview.refusal);
      return previewFor(services, line, subject, preview.value);
    },
  );
};
