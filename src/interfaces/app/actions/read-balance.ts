import { BalanceBody } from '../schemas.ts';
import { lineOf } from '../session.ts';
import { balanceView } from '../views.ts';
import { problems, type Action } from './app.ts';

/** What the line has, bucket by bucket in the order in which they are used. */
export const readBalance: Action = (app, services) => {
  app.get(
    '/balance',
    { schema: { summary: 'My data', response: { 200: BalanceBody, ...problems(401) } } },
    (request) => balanceView(services, lineOf(request).accountId),
  );
};
