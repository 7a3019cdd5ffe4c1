// Giving only what is about to lapse: what it is, what could go to somebody, and giving that in one tap.

import { Type } from 'typebox';
import { parseOctets } from '../../../kernel/public.ts';
import { keyOf } from '../idempotency-key.ts';
import { languageOf, refuseWith } from '../problem.ts';
import { AskedOctets, GiftBody, Instant, Octets, PreviewBody, proofsBody } from '../schemas.ts';
import { lineOf } from '../session.ts';
import { giftView, iso } from '../views.ts';
import { problems, type Action } from './app.ts';
import { inWords } from './person-refused.ts';
import { previewFor, shownOf } from './proofs-shapes.ts';
import { otherView, TargetBody } from './standing-shapes.ts';

const closed = { additionalProperties: false } as const;

const ExpiringBody = Type.Object({
  cycleEndsAt: Instant,
  lapsingOctets: Octets,
  /** The most that one gift of it may have now. */
  givableOctets: Octets,
  buckets: Type.Array(
    Type.Object({
      number: Type.Integer(),
      kind: Type.String(),
      scope: Type.String(),
      octets: Octets,
      expiresAt: Instant,
      mayBeGiven: Type.Boolean(),
    }),
  ),
});

const readExpiring: Action = (app, { expiring }) => {
  app.get(
    '/expiring',
    {
      schema: {
        summary: 'What of mine lapses at the end of the cycle',
        response: { 200: ExpiringBody, ...problems(401) },
      },
    },
    async (request) => {
      const lapsing = await expiring.foresee(lineOf(request).accountId);
      return {
        cycleEndsAt: iso(lapsing.cycleEndsAt),
        lapsingOctets: lapsing.lapsingOctets,
        givableOctets: lapsing.givableOctets,
        buckets: lapsing.buckets.map((bucket) => ({
          ...bucket,
          expiresAt: iso(bucket.expiresAt),
        })),
      };
    },
  );
};

/** The most of it that can go there. Holds nothing. */
const previewExpiring: Action = (app, services) => {
  app.post(
    '/expiring-gift-previews',
    {
      config: { rateLimit: { max: 60, timeWindow: '1 minute' } },
      schema: {
        summary: 'Preview a gift of what lapses',
        body: Type.Object({ to: TargetBody, atMostOctets: Type.Optional(AskedOctets) }, closed),
        response: { 200: PreviewBody, ...problems(400, 401, 404, 422, 429) },
      },
    },
    async (request, reply) => {
      const { to, atMostOctets } = request.body;
      const atMost = atMostOctets === undefined ? undefined : parseOctets(atMostOctets);
      if (atMost?.ok === false) return refuseWith(request, reply, atMost.refusal);
      const line = lineOf(request);
      const about = atMost === undefined ? {} : { atMostOctets: atMost.value };
      const most = await services.expiring.preview(line.accountId, to, about);
      if (!most.ok) return refuseWith(request, reply, most.refusal);
      const { preview } = most.value;
      return {
        ...(await previewFor(
          services,
          line,
          { kind: 'expiring', to, octets: preview.octets },
          preview,
        )),
        receiver: otherView(preview.receiver),
      };
    },
  );
};

/** Gives as much as was shown, of what lapses and of nothing else. */
const giveExpiring: Action = (app, services) => {
  app.post(
    '/expiring-gifts',
    {
      config: { rateLimit: { max: 60, timeWindow: '1 minute' } },
      schema: {
        summary: 'Give of what lapses',
        body: Type.Object({ to: TargetBody, octets: AskedOctets, ...proofsBody }, closed),
        response: { 201: GiftBody, ...problems(400, 401, 404, 409, 422, 429) },
      },
    },
    async (request, reply) => {
      const key = keyOf(request);
      if (!key.ok) return refuseWith(request, reply, key.refusal);
      const octets = parseOctets(request.body.octets);
      if (!octets.ok) return refuseWith(request, reply, octets.refusal);
      const line = lineOf(request);
      const { accountId } = line;
      const subject = { kind: 'expiring', to: request.body.to, octets: octets.value } as const;
      const shown = shownOf(request.body.proofs);
      const proven = await services.proofs.show(line, subject, shown, key.value);
      if (!proven.ok)
        return refuseWith(request, reply, inWords(proven.refusal, languageOf(request)));
      const about = { ...proven.value, octets: octets.value, key: key.value };
      const given = await services.expiring.give(accountId, request.body.to, about);
      if (!given.ok) return refuseWith(request, reply, given.refusal);
      return reply.code(201).send(await giftView(services, accountId, given.value));
    },
  );
};

export const expiringActions: readonly Action[] = [readExpiring, previewExpiring, giveExpiring];
