import { Type } from 'typebox';
import { Instant, nullable } from '../schemas.ts';
import { lineOf } from '../session.ts';
import { problems, type Action } from './app.ts';
import { PreferenceBody, preferenceView, WhoMayAskWord } from './requests-shapes.ts';

/** Who may ask the line for data, and what it shows of itself. */
export const readPreference: Action = (app, { ways }) => {
  app.get(
    '/request-preferences',
    {
      schema: {
        summary: 'Who may ask me',
        response: { 200: PreferenceBody, ...problems(401) },
      },
    },
    async (request) => preferenceView(await ways.requests.preference(lineOf(request).accountId)),
  );
};

export const changePreference: Action = (app, { ways }) => {
  app.patch(
    '/request-preferences',
    {
      schema: {
        summary: 'Change who may ask me',
        body: Type.Object(
          {
            whoMayAsk: Type.Optional(WhoMayAskWord),
            showsSpare: Type.Optional(Type.Boolean()),
            quietUntil: Type.Optional(nullable(Instant)),
          },
          { additionalProperties: false, minProperties: 1 },
        ),
        response: { 200: PreferenceBody, ...problems(400, 401) },
      },
    },
    async (request) => {
      const { quietUntil, ...said } = request.body;
      const until = quietUntil === null || quietUntil === undefined ? null : Date.parse(quietUntil);
      const changed = await ways.requests.setPreference(lineOf(request).accountId, {
        ...said,
        ...(quietUntil === undefined ? {} : { quietUntil: until }),
      });
      return preferenceView(changed);
    },
  );
};
