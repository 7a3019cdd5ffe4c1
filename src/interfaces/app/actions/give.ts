import { Type } from 'typebox';
import { MESSAGE_LIMITS, plainText } from '../../../gifting/public.ts';
import { parseOctets } from '../../../kernel/public.ts';
import { keyOf } from '../idempotency-key.ts';
import { languageOf, refuseWith } from '../problem.ts';
import { AskedOctets, GiftBody, TypedMsisdn, proofsBody } from '../schemas.ts';
import { lineOf } from '../session.ts';
import { giftView } from '../views.ts';
import { problems, type Action } from './app.ts';
import { TypedMessage } from './links-shapes.ts';
import { inWords } from './person-refused.ts';
import { shownOf } from './proofs-shapes.ts';

/** Gives. The same Idempotency-Key with the same gift answers with the gift it made before. */
export const give: Action = (app, services) => {
  app.post(
    '/gifts',
    {
      config: { rateLimit: { max: 60, timeWindow: '1 minute' } },
      schema: {
        summary: 'Give data to a number',
        body: Type.Object({
          toMsisdn: TypedMsisdn,
          octets: AskedOctets,
          message: Type.Optional(TypedMessage),
          ...proofsBody,
        }),
        response: { 201: GiftBody, ...problems(400, 401, 409, 422, 429) },
      },
    },
    async (request, reply) => {
      const key = keyOf(request);
      if (!key.ok) return refuseWith(request, reply, key.refusal);
      const octets = parseOctets(request.body.octets);
      if (!octets.ok) return refuseWith(request, reply, octets.refusal);
      const text = plainText(request.body.message ?? '', MESSAGE_LIMITS);
      if (!text.ok) return refuseWith(request, reply, text.refusal);
      const sender = lineOf(request);
      const giver = sender.accountId;
      const subject = {
        kind: 'gift',
        toMsisdn: request.body.toMsisdn,
        octets: octets.value,
      } as const;
      const shown = shownOf(request.body.proofs);
      const proven = await services.proofs.show(sender, subject, shown, key.value);
      if (!proven.ok)
        return refuseWith(request, reply, inWords(proven.refusal, languageOf(request)));
      const given = await services.gifting.give({
        ...proven.value,
        giver,
        toMsisdn: subject.toMsisdn,
        octets: octets.value,
        key: key.value,
      });
      if (!given.ok) return refuseWith(request, reply, given.refusal);
      const receiver = await services.directory.line(given.value.receiver);
      if (text.value !== '' && receiver !== undefined)
        await services.ways.messages.put(receiver, {
          subjectId: given.value.id,
          subject: 'gift',
          sender,
          text: text.value,
        });
      return reply.code(201).send(await giftView(services, giver, given.value));
    },
  );
};
