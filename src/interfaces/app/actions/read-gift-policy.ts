import { PolicyBody } from '../schemas.ts';
import { lineOf } from '../session.ts';
import { policyView } from '../views.ts';
import { problems, type Action } from './app.ts';

/** The limits of giving, what of them is used, and the most that one gift may have now. */
export const readGiftPolicy: Action = (app, { gifting }) => {
  app.get(
    '/gift-policy',
    { schema: { summary: 'My limits of giving', response: { 200: PolicyBody, ...problems(401) } } },
    async (request) => policyView(await gifting.allowance(lineOf(request).accountId)),
  );
};
