import { Type } from 'typebox';
import { Findable, Language, LineBody } from '../schemas.ts';
import { lineOf } from '../session.ts';
import { lineView } from '../views.ts';
import { problems, type Action } from './app.ts';

/** Changes the line's language, or whether people who know its number can give to it. */
export const changeLine: Action = (app, services) => {
  app.patch(
    '/me',
    {
      schema: {
        summary: 'Change my settings',
        body: Type.Object(
          { language: Type.Optional(Language), findable: Type.Optional(Findable) },
          { additionalProperties: false, minProperties: 1 },
        ),
        response: { 200: LineBody, ...problems(400, 401) },
      },
    },
    async (request) => {
      const line = lineOf(request);
      await services.directory.setPreferences(line.accountId, request.body);
      return lineView(services, { ...line, ...request.body });
    },
  );
};
