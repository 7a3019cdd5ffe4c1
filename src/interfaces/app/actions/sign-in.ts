import { Type } from 'typebox';
import { parseMsisdn } from '../../../subscribers/public.ts';
import { refuseWith } from '../problem.ts';
import { LineBody, TypedMsisdn } from '../schemas.ts';
import { keepToken } from '../session.ts';
import { lineView } from '../views.ts';
import { problems, type Action } from './app.ts';

/** Trades a one-time code for a session, kept in a cookie. */
export const signIn: Action = (app, services) => {
  app.post(
    '/sign-in',
    {
      config: { rateLimit: { max: 30, timeWindow: '1 minute' } },
      schema: {
        summary: 'Sign in with a one-time code',
        body: Type.Object({ msisdn: TypedMsisdn, code: Type.String({ maxLength: 16 }) }),
        response: { 200: Type.Object({ line: LineBody }), ...problems(401, 422, 429) },
      },
    },
    async (request, reply) => {
      const msisdn = parseMsisdn(request.body.msisdn, services.carrier.country);
      if (!msisdn.ok) return refuseWith(request, reply, msisdn.refusal);
      const code = request.body.code.replaceAll(/\D/g, '');
      const confirmed = await services.signIn.confirm(msisdn.value, code);
      if (!confirmed.ok) return refuseWith(request, reply, confirmed.refusal);
      const { token, line } = confirmed.value;
      return keepToken(reply, token, request.protocol === 'https').send({
        line: await lineView(services, line),
      });
    },
  );
};
