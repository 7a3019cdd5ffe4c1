import { Type } from 'typebox';
import { parseOctets } from '../../../kernel/public.ts';
import { languageOf, refuseWith } from '../problem.ts';
import {
  AskedOctets,
  GiftBody,
  GiftParams,
  nullable,
  PreviewBody,
  proofsBody,
} from '../schemas.ts';
import { lineOf } from '../session.ts';
import { giftView } from '../views.ts';
import { problems, type Action } from './app.ts';
import { limitGuesses } from './links-guesses.ts';
import { PageQuery, pageOf } from './page.ts';
import { inWords } from './person-refused.ts';
import { previewFor, shownOf } from './proofs-shapes.ts';
import { ReceivedRequestBody, receivedRequestView } from './requests-shapes.ts';

/** What others ask of the line, the newest first; what it ignores is left out. */
export const listReceivedRequests: Action = (app, services) => {
  app.get(
    '/received-requests',
    {
      schema: {
        summary: 'What I am asked for',
        querystring: PageQuery,
        response: {
          200: Type.Object({
            requests: Type.Array(ReceivedRequestBody),
            next: nullable(Type.String()),
          }),
          ...problems(400, 401),
        },
      },
    },
    async (request) => {
      const { accountId } = lineOf(request);
      const { shown, next } = await pageOf(
        request.query,
        (page) => services.ways.requests.allAsked(accountId, page),
        ({ id }) => id,
      );
      return {
        requests: await Promise.all(
          shown.map((asked) => receivedRequestView(services, accountId, asked)),
        ),
        next,
      };
    },
  );
};

/** Opens a request that was sent as an address. It is among the received ones from then on. */
export const openRequest: Action = (app, services) => {
  const afterGuess = limitGuesses(app);
  app.post(
    '/gift-request-openings',
    {
      config: { rateLimit: { max: 60, timeWindow: '1 minute' } },
      schema: {
        summary: 'Open a request by its address',
        body: Type.Object({ token: Type.String({ maxLength: 200 }) }),
        response: { 200: ReceivedRequestBody, ...problems(400, 401, 404, 409, 429) },
      },
    },
    async (request, reply) => {
      const line = lineOf(request);
      const { requests } = services.ways;
      const opened = await requests.openByAddress(line, request.body.token);
      if (!opened.ok) return refuseWith(request, reply, await afterGuess(request, opened.refusal));
      const asked = await requests.asked(line.accountId, opened.value.request.id);
      if (!asked.ok) return refuseWith(request, reply, asked.refusal);
      return receivedRequestView(services, line.accountId, asked.value);
    },
  );
};

const Give = Type.Object({ octets: AskedOctets });

/** What giving on a request would be. Holds nothing. */
export const previewAnswer: Action = (app, services) => {
  app.post(
    '/received-requests/:id/preview',
    {
      schema: {
        summary: 'Preview giving on a request',
        params: GiftParams,
        body: Give,
        response: { 200: PreviewBody, ...problems(400, 401, 404, 409, 422) },
      },
    },
    async (request, reply) => {
      const octets = parseOctets(request.body.octets);
      if (!octets.ok) return refuseWith(request, reply, octets.refusal);
      const line = lineOf(request);
      const { id } = request.params;
      const give = { octets: octets.value };
      const preview = await services.ways.requests.preview(line.accountId, id, give);
      if (!preview.ok) return refuseWith(request, reply, preview.refusal);
      return previewFor(services, line, { kind: 'request', requestId: id, ...give }, preview.value);
    },
  );
};

/** Gives on a request: once, however often it is asked. The request itself is the key. */
export const giveOnRequest: Action = (app, services) => {
  app.post(
    '/received-requests/:id/give',
    {
      config: { rateLimit: { max: 60, timeWindow: '1 minute' } },
      schema: {
        summary: 'Give on a request',
        params: GiftParams,
        body: Type.Object({ octets: AskedOctets, ...proofsBody }),
        response: { 201: GiftBody, ...problems(400, 401, 404, 409, 422, 429) },
      },
    },
    async (request, reply) => {
      const octets = parseOctets(request.body.octets);
      if (!octets.ok) return refuseWith(request, reply, octets.refusal);
      const line = lineOf(request);
      const { id: requestId } = request.params;
      const subject = { kind: 'request', requestId, octets: octets.value } as const;
      const shown = shownOf(request.body.proofs);
      // The request itself is the key; a code is bound to it too.
      const proven = await services.proofs.show(line, subject, shown, `request ${requestId}`);
      if (!proven.ok)
        return refuseWith(request, reply, inWords(proven.refusal, languageOf(request)));
      const given = await services.ways.requests.give(line, requestId, {
        ...proven.value,
        octets: octets.value,
      });
      if (!given.ok) return refuseWith(request, reply, given.refusal);
      return reply.code(201).send(await giftView(services, line.accountId, given.value));
    },
  );
};

const answerNo =
  (how: 'decline' | 'ignore', summary: string): Action =>
  (app, services) => {
    app.post(
      `/received-requests/:id/${how}`,
      {
        schema: {
          summary,
          params: GiftParams,
          response: { 200: ReceivedRequestBody, ...problems(401, 404, 409) },
        },
      },
      async (request, reply) => {
        const line = lineOf(request);
        const answered = await services.ways.requests[how](line, request.params.id);
        if (!answered.ok) return refuseWith(request, reply, answered.refusal);
        return receivedRequestView(services, line.accountId, answered.value);
      },
    );
  };

/** Says no; whoever asked is told. */
export const declineRequest = answerNo('decline', 'Decline a request');
/** Says nothing; whoever asked is not told. */
export const ignoreRequest = answerNo('ignore', 'Ignore a request');
