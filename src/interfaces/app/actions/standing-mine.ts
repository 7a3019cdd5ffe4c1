import { Type } from 'typebox';
import type { StandingGifts } from '../../../gifting/public.ts';
import { languageOf, refuseWith } from '../problem.ts';
import { lineOf } from '../session.ts';
import { problems, type Action } from './app.ts';
import { StandingBody, StandingParams, standingView } from './standing-shapes.ts';

/** Those that the line gives and is given: all that run or wait for an answer, and those that ended last. */
export const listStanding: Action = (app, services) => {
  app.get(
    '/standing-gifts',
    {
      schema: {
        summary: 'My standing gifts',
        response: {
          200: Type.Object({
            given: Type.Array(StandingBody),
            received: Type.Array(StandingBody),
          }),
          ...problems(401),
        },
      },
    },
    async (request) => {
      const { accountId } = lineOf(request);
      const language = languageOf(request);
      const { given, received } = await services.standing.list(accountId);
      const [givenViews, receivedViews] = await Promise.all(
        [given, received].map((all) =>
          Promise.all(all.map((each) => standingView(services, accountId, each, language))),
        ),
      );
      return { given: givenViews ?? [], received: receivedViews ?? [] };
    },
  );
};

export const readStanding: Action = (app, services) => {
  app.get(
    '/standing-gifts/:id',
    {
      schema: {
        summary: 'One of my standing gifts',
        params: StandingParams,
        response: { 200: StandingBody, ...problems(401, 404) },
      },
    },
    async (request, reply) => {
      const { accountId } = lineOf(request);
      const found = await services.standing.read(accountId, request.params.id);
      if (!found.ok) return refuseWith(request, reply, found.refusal);
      return standingView(services, accountId, found.value, languageOf(request));
    },
  );
};

/** A change that names where it leads, so that making it twice is as once and needs no key. */
const change =
  (name: 'agree' | 'pause' | 'resume' | 'end', summary: string): Action =>
  (app, services) => {
    app.post(
      `/standing-gifts/:id/${name}`,
      {
        schema: {
          summary,
          params: StandingParams,
          response: { 200: StandingBody, ...problems(401, 404, 409, 422) },
        },
      },
      async (request, reply) => {
        const { accountId } = lineOf(request);
        const { standing }: { readonly standing: StandingGifts } = services;
        const changed = await standing[name](accountId, request.params.id);
        if (!changed.ok) return refuseWith(request, reply, changed.refusal);
        return standingView(services, accountId, changed.value, languageOf(request));
      },
    );
  };

export const agreeToStanding = change('agree', 'Agree to be given a standing gift');
export const pauseStanding = change('pause', 'Pause a standing gift that I give');
export const resumeStanding = change('resume', 'Let a standing gift that I give go on');
export const endStanding = change('end', 'End a standing gift, or say no to one');
