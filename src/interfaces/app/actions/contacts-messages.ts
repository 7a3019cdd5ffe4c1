import { Type } from 'typebox';
import { REPORT_REASONS } from '../../../gifting/public.ts';
import { refuseWith } from '../problem.ts';
import { GiftParams } from '../schemas.ts';
import { lineOf } from '../session.ts';
import { problems, type Action } from './app.ts';
import { MessageBody, messageView } from './requests-shapes.ts';

/** What was written with a gift or a request that the line got, by the id of either. */
export const readMessage: Action = (app, { ways }) => {
  app.get(
    '/messages/:id',
    {
      schema: {
        summary: 'The message with a gift or request',
        params: GiftParams,
        response: { 200: MessageBody, ...problems(401, 404) },
      },
    },
    async (request, reply) => {
      const message = await ways.messages.read(lineOf(request).accountId, request.params.id);
      if (message === undefined) return refuseWith(request, reply, { code: 'message_unknown' });
      return messageView(message);
    },
  );
};

/** Shows a message that was hidden because a stranger wrote it. */
export const showMessage: Action = (app, { ways }) => {
  app.post(
    '/messages/:id/show',
    {
      schema: {
        summary: 'Show a hidden message',
        params: GiftParams,
        response: { 200: MessageBody, ...problems(401, 404) },
      },
    },
    async (request, reply) => {
      const shown = await ways.messages.show(lineOf(request).accountId, request.params.id);
      if (!shown.ok) return refuseWith(request, reply, shown.refusal);
      return messageView(shown.value);
    },
  );
};

/** Reports a message to the carrier, which keeps it as it was. */
export const reportMessage: Action = (app, { ways }) => {
  app.post(
    '/messages/:id/report',
    {
      config: { rateLimit: { max: 20, timeWindow: '1 minute' } },
      schema: {
        summary: 'Report a message',
        params: GiftParams,
        body: Type.Object({ reason: Type.Enum([...REPORT_REASONS]) }),
        response: { 200: MessageBody, ...problems(400, 401, 404, 429) },
      },
    },
    async (request, reply) => {
      const { accountId } = lineOf(request);
      const { reason } = request.body;
      const reported = await ways.messages.report(accountId, request.params.id, reason);
      if (!reported.ok) return refuseWith(request, reply, reported.refusal);
      return messageView(reported.value);
    },
  );
};
