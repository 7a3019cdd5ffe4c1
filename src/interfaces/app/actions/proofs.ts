// Asking for what a gift needs: a code sent to one's own number, and a guardian's word.

import { Type } from 'typebox';
import type { Consent } from '../../../gifting/public.ts';
import type { Line } from '../../../subscribers/public.ts';
import { keyOf } from '../idempotency-key.ts';
import { languageOf, refuseWith } from '../problem.ts';
import { GiftParams, Instant } from '../schemas.ts';
import type { AppServices } from '../services.ts';
import { lineOf } from '../session.ts';
import { iso } from '../views.ts';
import { problems, type Action } from './app.ts';
import { inWords } from './person-refused.ts';
import { pinActions } from './pin.ts';
import { ConsentBody, consentView, SubjectBody, subjectOf } from './proofs-shapes.ts';

const Asked = Type.Object({ for: SubjectBody });

/** Sends a code that confirms this gift and no other. The same key sends one. */
const sendGiftCode: Action = (app, { proofs }) => {
  app.post(
    '/gift-codes',
    {
      config: { rateLimit: { max: 20, timeWindow: '1 minute' } },
      schema: {
        summary: 'Send me a code that confirms one gift',
        body: Asked,
        response: {
          202: Type.Object({ expiresAt: Instant }),
          ...problems(400, 401, 403, 404, 409, 422, 429),
        },
      },
    },
    async (request, reply) => {
      const key = keyOf(request);
      if (!key.ok) return refuseWith(request, reply, key.refusal);
      const subject = subjectOf(request.body.for);
      if (!subject.ok) return refuseWith(request, reply, subject.refusal);
      const sent = await proofs.sendCode(lineOf(request), subject.value, key.value);
      if (!sent.ok) return refuseWith(request, reply, inWords(sent.refusal, languageOf(request)));
      return reply.code(202).send({ expiresAt: iso(sent.value) });
    },
  );
};

/** Asks whoever may consent for the line. The same key, or the same gift, asks once. */
const askGuardian: Action = (app, { proofs }) => {
  app.post(
    '/guardian-consents',
    {
      config: { rateLimit: { max: 20, timeWindow: '1 minute' } },
      schema: {
        summary: 'Ask my guardian to agree to a gift',
        body: Asked,
        response: { 201: ConsentBody, ...problems(400, 401, 403, 404, 409, 422, 429) },
      },
    },
    async (request, reply) => {
      const key = keyOf(request);
      if (!key.ok) return refuseWith(request, reply, key.refusal);
      const subject = subjectOf(request.body.for);
      if (!subject.ok) return refuseWith(request, reply, subject.refusal);
      const line = lineOf(request);
      const asked = await proofs.askGuardian(line, subject.value, key.value);
      if (!asked.ok) return refuseWith(request, reply, inWords(asked.refusal, languageOf(request)));
      return reply.code(201).send(consentView(line, line, asked.value));
    },
  );
};

async function viewOf({ directory }: AppServices, viewer: Line, consent: Consent) {
  const minor = consent.minor === viewer.accountId ? viewer : await directory.line(consent.minor);
  if (minor === undefined) throw new Error('whoever asks a guardian has a line');
  return consentView(viewer, minor, consent);
}

/** What the line has asked its guardian for, and what it is asked for as one; the newest first. */
const listConsents: Action = (app, services) => {
  app.get(
    '/guardian-consents',
    {
      schema: {
        summary: 'What waits for a guardian',
        response: {
          200: Type.Object({ mine: Type.Array(ConsentBody), forMe: Type.Array(ConsentBody) }),
          ...problems(401),
        },
      },
    },
    async (request) => {
      const line = lineOf(request);
      const { mine, forMe } = await services.proofs.consents.list(line);
      const [mineViews, forMeViews] = await Promise.all(
        [mine, forMe].map((all) => Promise.all(all.map((each) => viewOf(services, line, each)))),
      );
      return { mine: mineViews ?? [], forMe: forMeViews ?? [] };
    },
  );
};

/** An answer names where it leads, so that giving it twice is as once and needs no key. */
const answer =
  (how: 'accept' | 'refuse', summary: string): Action =>
  (app, services) => {
    app.post(
      `/guardian-consents/:id/${how}`,
      {
        schema: {
          summary,
          params: GiftParams,
          response: { 200: ConsentBody, ...problems(401, 404, 409) },
        },
      },
      async (request, reply) => {
        const line = lineOf(request);
        const { consents } = services.proofs;
        const answered = await consents.answer(line, request.params.id, how === 'accept');
        if (!answered.ok) return refuseWith(request, reply, answered.refusal);
        return viewOf(services, line, answered.value);
      },
    );
  };

export const proofActions: readonly Action[] = [
  ...pinActions,
  sendGiftCode,
  askGuardian,
  listConsents,
  answer('accept', 'Agree to the gift of somebody I answer for'),
  answer('refuse', 'Say no to the gift of somebody I answer for'),
];
