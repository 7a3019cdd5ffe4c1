import type { Static } from 'typebox';
import type { Subject } from '../../../gifting/public.ts';
import { parseOctets, type Octets } from '../../../kernel/public.ts';
import { keyOf } from '../idempotency-key.ts';
import { languageOf, refuseWith } from '../problem.ts';
import { lineOf } from '../session.ts';
import { problems, type Action } from './app.ts';
import {
  addressView,
  AskedLink,
  LinkPreviewBody,
  linkPreviewView,
  linkView,
  MadeLinkBody,
} from './links-shapes.ts';
import { inWords } from './person-refused.ts';
import { shownOf, stepView } from './proofs-shapes.ts';

function askedOf(giver: number, octetsEach: Octets, body: Static<typeof AskedLink>) {
  const { toMsisdn, proofs: _, ...rest } = body;
  return { ...rest, giver, octetsEach, ...(toMsisdn === undefined ? {} : { boundTo: toMsisdn }) };
}

const subjectOfLink = (
  octetsEach: Octets,
  { shares = 1, toMsisdn }: Static<typeof AskedLink>,
): Subject => ({
  kind: 'link',
  octetsEach,
  shares,
  ...(toMsisdn === undefined ? {} : { toMsisdn }),
});

/** What a link would be: what it sets aside in all, and how long it stands. Holds nothing. */
export const previewLink: Action = (app, services) => {
  app.post(
    '/gift-link-previews',
    {
      config: { rateLimit: { max: 60, timeWindow: '1 minute' } },
      schema: {
        summary: 'Preview a gift link',
        body: AskedLink,
        response: { 200: LinkPreviewBody, ...problems(400, 401, 422, 429) },
      },
    },
    async (request, reply) => {
      const octets = parseOctets(request.body.octetsEach);
      if (!octets.ok) return refuseWith(request, reply, octets.refusal);
      const line = lineOf(request);
      const asked = askedOf(line.accountId, octets.value, request.body);
      const preview = await services.ways.links.preview(asked);
      if (!preview.ok) return refuseWith(request, reply, preview.refusal);
      const { needs } = preview.value.each;
      const subject = subjectOfLink(octets.value, request.body);
      const steps = await services.proofs.steps(line, subject, needs);
      return { ...linkPreviewView(preview.value), toShow: steps.map(stepView) };
    },
  );
};

/** Sets the octets aside and answers with the address, which is told this once. */
export const makeLink: Action = (app, services) => {
  app.post(
    '/gift-links',
    {
      config: { rateLimit: { max: 30, timeWindow: '1 minute' } },
      schema: {
        summary: 'Make a gift link',
        body: AskedLink,
        response: { 201: MadeLinkBody, ...problems(400, 401, 409, 422, 429) },
      },
    },
    async (request, reply) => {
      const key = keyOf(request);
      if (!key.ok) return refuseWith(request, reply, key.refusal);
      const octets = parseOctets(request.body.octetsEach);
      if (!octets.ok) return refuseWith(request, reply, octets.refusal);
      const line = lineOf(request);
      const { accountId } = line;
      const subject = subjectOfLink(octets.value, request.body);
      const shown = shownOf(request.body.proofs);
      const proven = await services.proofs.show(line, subject, shown, key.value);
      if (!proven.ok)
        return refuseWith(request, reply, inWords(proven.refusal, languageOf(request)));
      const { links } = services.ways;
      const asked = askedOf(accountId, octets.value, request.body);
      const made = await links.make({ ...proven.value, ...asked, key: key.value });
      if (!made.ok) return refuseWith(request, reply, made.refusal);
      const { link, token } = made.value;
      const seen = await links.link(accountId, link.id);
      if (!seen.ok) return refuseWith(request, reply, seen.refusal);
      return reply.code(201).send({
        link: await linkView(services, seen.value),
        address: token === null ? null : await addressView(request, 'take', token),
      });
    },
  );
};
