import { Type } from 'typebox';
import { dropToken, tokenOf } from '../session.ts';
import type { Action } from './app.ts';

/** Ends the session. Signing out twice is as signing out once. */
export const signOut: Action = (app, { signIn }) => {
  app.delete(
    '/sign-in',
    { schema: { summary: 'Sign out', response: { 204: Type.Null() } } },
    async (request, reply) => {
      const token = tokenOf(request);
      if (token !== undefined) await signIn.signOut(token);
      return dropToken(reply).code(204).send(null);
    },
  );
};
