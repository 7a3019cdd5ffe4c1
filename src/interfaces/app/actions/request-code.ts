import { Type } from 'typebox';
import { parseMsisdn } from '../../../subscribers/public.ts';
import { refuseWith } from '../problem.ts';
import { TypedMsisdn } from '../schemas.ts';
import { problems, type Action } from './app.ts';

/** Sends a one-time code to the number, if it is a line's. The answer is the same when it is not. */
export const requestCode: Action = (app, { signIn, carrier }) => {
  app.post(
    '/sign-in/codes',
    {
      config: { rateLimit: { max: 20, timeWindow: '1 minute' } },
      schema: {
        summary: 'Send a one-time code',
        body: Type.Object({ msisdn: TypedMsisdn }),
        response: {
          202: Type.Object({ expiresInSeconds: Type.Integer() }),
          ...problems(422, 429),
        },
      },
    },
    async (request, reply) => {
      const msisdn = parseMsisdn(request.body.msisdn, carrier.country);
      if (!msisdn.ok) return refuseWith(request, reply, msisdn.refusal);
      const sent = await signIn.requestCode(msisdn.value);
      if (!sent.ok) return refuseWith(request, reply, sent.refusal);
      return reply.code(202).send(sent.value);
    },
  );
};
