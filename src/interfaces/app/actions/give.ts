import { Type } from 'typebox';
import { parseOctets } from '../../../kernel/public.ts';
import { keyOf } from '../idempotency-key.ts';
import { refuseWith } from '../problem.ts';
import { AskedOctets, GiftBody, TypedMsisdn } from '../schemas.ts';
import { lineOf } from '../session.ts';
import { giftView } from '../views.ts';
import { problems, type Action } from './app.ts';

/** Gives. The same Idempotency-Key with the same gift answers with the gift it made before. */
export const give: Action = (app, services) => {
  app.post(
    '/gifts',
    {
      config: { rateLimit: { max: 60, timeWindow: '1 minute' } },
      schema: {
        summary: 'Give data to a number',
        body: Type.Object({ toMsisdn: TypedMsisdn, octets: AskedOctets }),
        response: { 201: GiftBody, ...problems(400, 401, 409, 422, 429) },
      },
    },
    async (request, reply) => {
      const key = keyOf(request);
      if (!key.ok) return refuseWith(request, reply, key.refusal);
      const octets = parseOctets(request.body.octets);
      if (!octets.ok) return refuseWith(request, reply, octets.refusal);
      const giver = lineOf(request).accountId;
      const { toMsisdn } = request.body;
      const given = await services.gifting.give({
        giver,
        toMsisdn,
        octets: octets.value,
        key: key.value,
      });
      if (!given.ok) return refuseWith(request, reply, given.refusal);
      return reply.code(201).send(await giftView(services, giver, given.value));
    },
  );
};
