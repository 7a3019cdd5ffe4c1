import { Type } from 'typebox';
import { PEOPLE_AT_ONCE, receiptNumber } from '../../../gifting/public.ts';
import { accept, parseOctets, refuse, type Octets as Amount } from '../../../kernel/public.ts';
import { keyOf } from '../idempotency-key.ts';
import { languageOf, problemOf, refuseWith } from '../problem.ts';
import {
  AskedOctets,
  GiftBody,
  Instant,
  Octets,
  OtherBody,
  ProblemBody,
  proofsBody,
  StepBody,
  TypedMsisdn,
} from '../schemas.ts';
import { lineOf } from '../session.ts';
import { giftView, iso, masked } from '../views.ts';
import { problems, type Action } from './app.ts';
import { TypedMessage } from './links-shapes.ts';
import { inWords } from './person-refused.ts';
import { shownOf, stepView, TypedName } from './proofs-shapes.ts';

const AskedTogether = Type.Object({
  people: Type.Array(
    Type.Object({
      toMsisdn: TypedMsisdn,
      octets: AskedOctets,
      /** Where the rules ask whether the giver knows it. */
      receiverName: Type.Optional(TypedName),
    }),
    { maxItems: PEOPLE_AT_ONCE * 2 },
  ),
  ...proofsBody,
  message: Type.Optional(TypedMessage),
});

const TogetherPreviewBody = Type.Object({
  people: Type.Array(Type.Object({ receiver: OtherBody, octets: Octets, expiresAt: Instant })),
  totalOctets: Octets,
  keepsOctets: Octets,
  feeCents: Type.Integer(),
  toShow: Type.Array(StepBody),
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

/** What giving to several at once would be. Holds nothing; names the first who could not be given to. */
export const previewTogether: Action = (app, services) => {
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
      const line = lineOf(request);
      const giver = line.accountId;
      const { message = '' } = request.body;
      const preview = await services.ways.together.preview({
        giver,
        people: people.value,
        message,
      });
      if (!preview.ok)
        return refuseWith(request, reply, inWords(preview.refusal, languageOf(request)));
      const needs = new Set(preview.value.people.flatMap(({ foreseen }) => foreseen.needs));
      const subject = { kind: 'together', people: people.value } as const;
      const steps = await services.proofs.steps(line, subject, [...needs]);
      return {
        ...preview.value,
        toShow: steps.map(stepView),
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
      const line = lineOf(request);
      const giver = line.accountId;
      const subject = { kind: 'together', people: people.value } as const;
      const names = request.body.people.map(({ receiverName }) => receiverName);
      const shown = {
        ...shownOf(request.body.proofs),
        ...(names.some((name) => name !== undefined) ? { receiverNames: names } : {}),
      };
      const proven = await services.proofs.show(line, subject, shown, key.value);
      if (!proven.ok)
        return refuseWith(request, reply, inWords(proven.refusal, languageOf(request)));
      const { receiverName: _, ...shownForAll } = proven.value;
      const given = await services.ways.together.give({
        giver,
        proven: shownForAll,
        people: people.value.map((person, index) => {
          const receiverName = names[index];
          return receiverName === undefined ? person : { ...person, receiverName };
        }),
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
