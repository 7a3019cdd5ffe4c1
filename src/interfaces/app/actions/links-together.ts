import { Type } from 'typebox';
import { PEOPLE_AT_ONCE, receiptNumber, type TogetherRefusal } from '../../../gifting/public.ts';
import { accept, parseOctets, refuse, type Octets as Amount } from '../../../kernel/public.ts';
import { keyOf } from '../idempotency-key.ts';
import { languageOf, problemOf, refuseWith, say, type SpokenLanguage } from '../problem.ts';
import type { AppRefusal } from '../refusal.ts';
import {
  AskedOctets,
  GiftBody,
  Instant,
  Octets,
  OtherBody,
  ProblemBody,
  TypedMsisdn,
} from '../schemas.ts';
import { lineOf } from '../session.ts';
import { giftView, iso, masked } from '../views.ts';
import { problems, type Action } from './app.ts';
import { TypedMessage } from './links-shapes.ts';

const AskedTogether = Type.Object({
  people: Type.Array(Type.Object({ toMsisdn: TypedMsisdn, octets: AskedOctets }), {
    maxItems: PEOPLE_AT_ONCE * 2,
  }),
  message: Type.Optional(TypedMessage),
});

const TogetherPreviewBody = Type.Object({
  people: Type.Array(Type.Object({ receiver: OtherBody, octets: Octets, expiresAt: Instant })),
  totalOctets: Octets,
  keepsOctets: Octets,
  feeCents: Type.Integer(),
});

const TogetherBody = Type.Object({
  id: Type.String(),
  receipt: Type.String(),
  askedAt: Instant,
  /** In the order in which they were named: the gift, or why it was refused after all. */
  outcomes: Type.Array(
    Type.Object({
      gift: Type.Union([GiftBody, Type.Null()]),
      refusal: Type.Union([ProblemBody, Type.Null()]),
    }),
  ),
});

function peopleOf(given: readonly { toMsisdn: string; octets?: unknown }[]) {
  const people: { toMsisdn: string; octets: Amount }[] = [];
  for (const { toMsisdn, octets } of given) {
    const amount = parseOctets(octets);
    if (!amount.ok) return refuse(amount.refusal);
    people.push({ toMsisdn, octets: amount.value });
  }
  return accept(people);
}

const inWords = (refusal: TogetherRefusal, language: SpokenLanguage): AppRefusal =>
  refusal.code === 'person_refused' ? { ...refusal, said: say(refusal.reason, language) } : refusal;

/** What giving to several at once would be. Holds nothing; names the first who could not be given to. */
export const previewTogether: Action = (app, { ways }) => {
  app.post(
    '/gifts-together-previews',
    {
      config: { rateLimit: { max: 20, timeWindow: '1 minute' } },
      schema: {
        summary: 'Preview gifts to several people',
        body: AskedTogether,
        response: { 200: TogetherPreviewBody, ...problems(400, 401, 422, 429) },
      },
    },
    async (request, reply) => {
      const people = peopleOf(request.body.people);
      if (!people.ok) return refuseWith(request, reply, people.refusal);
      const giver = lineOf(request).accountId;
      const { message = '' } = request.body;
      const preview = await ways.together.preview({ giver, people: people.value, message });
      if (!preview.ok)
        return refuseWith(request, reply, inWords(preview.refusal, languageOf(request)));
      return {
        ...preview.value,
        people: preview.value.people.map(({ receiver, foreseen }) => ({
          receiver: masked(receiver),
          octets: foreseen.octets,
          expiresAt: iso(foreseen.expiresAt),
        })),
      };
    },
  );
};

/** Gives to several at once: to nobody if one could not be given to as things stand. One receipt. */
export const giveTogether: Action = (app, services) => {
  app.post(
    '/gifts-together',
    {
      config: { rateLimit: { max: 20, timeWindow: '1 minute' } },
      schema: {
        summary: 'Give data to several people',
        body: AskedTogether,
        response: { 201: TogetherBody, ...problems(400, 401, 409, 422, 429) },
      },
    },
    async (request, reply) => {
      const key = keyOf(request);
      if (!key.ok) return refuseWith(request, reply, key.refusal);
      const people = peopleOf(request.body.people);
      if (!people.ok) return refuseWith(request, reply, people.refusal);
      const giver = lineOf(request).accountId;
      const given = await services.ways.together.give({
        giver,
        people: people.value,
        message: request.body.message ?? '',
        key: key.value,
      });
      const language = languageOf(request);
      if (!given.ok) return refuseWith(request, reply, inWords(given.refusal, language));
      const { id, askedAt, outcomes } = given.value;
      return reply.code(201).send({
        id,
        receipt: receiptNumber(id),
        askedAt: iso(askedAt),
        outcomes: await Promise.all(
          outcomes.map(async (outcome) => ({
            gift: outcome.ok ? await giftView(services, giver, outcome.value) : null,
            refusal: outcome.ok ? null : problemOf(outcome.refusal, language),
          })),
        ),
      });
    },
  );
};
