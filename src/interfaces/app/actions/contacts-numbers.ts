import { Type } from 'typebox';
import { policyFor } from '../../../catalog/public.ts';
import type { SavedNumber } from '../../../gifting/public.ts';
import { parseMsisdn, type Line } from '../../../subscribers/public.ts';
import { refuseWith } from '../problem.ts';
import { Instant, TypedMsisdn } from '../schemas.ts';
import type { AppServices } from '../services.ts';
import { lineOf } from '../session.ts';
import { iso } from '../views.ts';
import { problems, type Action } from './app.ts';

const ContactBody = Type.Object({
  msisdn: Type.String(),
  name: Type.String(),
  savedAt: Instant,
});

const contactView = ({ msisdn, name, savedAt }: SavedNumber) => ({
  msisdn: `+${msisdn}`,
  name,
  savedAt: iso(savedAt),
});

/** The numbers that the line has saved, by name. */
export const listContacts: Action = (app, { ways }) => {
  app.get(
    '/contacts',
    {
      schema: {
        summary: 'My contacts',
        response: { 200: Type.Object({ contacts: Type.Array(ContactBody) }), ...problems(401) },
      },
    },
    async (request) => {
      const saved = await ways.savedNumbers.list(lineOf(request).accountId);
      return { contacts: saved.map(contactView) };
    },
  );
};

/** How many numbers the rules of giving let this line save, where they say. */
async function limitFor({ catalog, clock }: AppServices, line: Line): Promise<number | undefined> {
  const policies = await catalog.giftPoliciesAt(clock.now());
  const brand = line.standing?.brand ?? '';
  return policyFor(policies, { planId: line.planId, brand }).between?.maximumContacts;
}

/** Saves a number, or names it anew: doing it twice is as once. Nothing says whether it is anybody's. */
export const saveContact: Action = (app, services) => {
  app.put(
    '/contacts',
    {
      config: { rateLimit: { max: 60, timeWindow: '1 minute' } },
      schema: {
        summary: 'Save a contact',
        body: Type.Object({ toMsisdn: TypedMsisdn, name: Type.String({ maxLength: 1_000 }) }),
        response: { 200: ContactBody, ...problems(400, 401, 422, 429) },
      },
    },
    async (request, reply) => {
      const { toMsisdn, name } = request.body;
      const msisdn = parseMsisdn(toMsisdn, services.carrier.country);
      if (!msisdn.ok) return refuseWith(request, reply, msisdn.refusal);
      const line = lineOf(request);
      const saved = await services.ways.savedNumbers.save(
        line.accountId,
        { msisdn: msisdn.value, name },
        await limitFor(services, line),
      );
      if (!saved.ok) return refuseWith(request, reply, saved.refusal);
      return contactView(saved.value);
    },
  );
};

export const removeContact: Action = (app, services) => {
  app.delete(
    '/contacts/:msisdn',
    {
      schema: {
        summary: 'Remove a contact',
        params: Type.Object({ msisdn: Type.String({ maxLength: 64 }) }),
        response: { 204: Type.Null(), ...problems(401, 422) },
      },
    },
    async (request, reply) => {
      const msisdn = parseMsisdn(request.params.msisdn, services.carrier.country);
      if (!msisdn.ok) return refuseWith(request, reply, msisdn.refusal);
      await services.ways.savedNumbers.remove(lineOf(request).accountId, msisdn.value);
      return reply.code(204).send(null);
    },
  );
};
