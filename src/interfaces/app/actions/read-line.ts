import { LineBody } from '../schemas.ts';
import { lineOf } from '../session.ts';
import { lineView } from '../views.ts';
import { problems, type Action } from './app.ts';

/** The line that is signed in. */
export const readLine: Action = (app, services) => {
  app.get(
    '/me',
    { schema: { summary: 'My line', response: { 200: LineBody, ...problems(401) } } },
    (request) => lineView(services, lineOf(request)),
  );
};
