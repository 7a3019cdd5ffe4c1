import type { Static } from 'typebox';
import { parseOctets, type Octets } from '../../../kernel/public.ts';
import { keyOf } from '../idempotency-key.ts';
import { refuseWith } from '../problem.ts';
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

const askedOf = (
  giver: number,
  octetsEach: Octets,
  { toMsisdn, ...rest }: Static<typeof AskedLink>,
) => ({
  ...rest,
  giver,
  octetsEach,
  ...(toMsisdn === undefined ? {} : { boundTo: toMsisdn }),
});

/** What a link would be: what it sets aside in all, and how long it stands. Holds nothing. */
export const previewLink: Action = (app, { ways }) => {
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
      const { accountId } = lineOf(request);
      const preview = await ways.links.preview(askedOf(accountId, octets.value, request.body));
      if (!preview.ok) return refuseWith(request, reply, preview.refusal);
      return linkPreviewView(preview.value);
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
      const { accountId } = lineOf(request);
      const { links } = services.ways;
      const asked = askedOf(accountId, octets.value, request.body);
      const made = await links.make({ ...asked, key: key.value });
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
