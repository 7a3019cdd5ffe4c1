import { Type } from 'typebox';
import { keyOf } from '../idempotency-key.ts';
import { languageOf, problemOf, refuseWith } from '../problem.ts';
import { Instant, nullable, Octets, OtherBody, PreviewBody, ProblemBody } from '../schemas.ts';
import { lineOf } from '../session.ts';
import { iso, previewView } from '../views.ts';
import { problems, type Action } from './app.ts';
import {
  AskedStanding,
  otherView,
  rhythmOf,
  StandingBody,
  standingView,
} from './standing-shapes.ts';

const StandingPreviewBody = Type.Object({
  receiver: OtherBody,
  receiverKind: Type.String(),
  kind: Type.String(),
  /** Each time; of what lapses, at most. */
  octets: Octets,
  dayOfCycle: nullable(Type.Integer()),
  lastHours: nullable(Type.Integer()),
  /** When it comes round first, if it is agreed to by then. */
  firstAt: Instant,
  /** The gift that it would be now … */
  now: Type.Union([PreviewBody, Type.Null()]),
  /** … or what stands in its way now, and need not when it is due. */
  standsInTheWay: Type.Union([ProblemBody, Type.Null()]),
});

/** What a standing gift would be: to whom, when first, and what a gift of now would be. Keeps nothing. */
export const previewStanding: Action = (app, { gifting, standing }) => {
  app.post(
    '/standing-gift-previews',
    {
      // Whoever tries numbers to find out which are lines is slowed down here too.
      config: { rateLimit: { max: 60, timeWindow: '1 minute' } },
      schema: {
        summary: 'Preview a standing gift',
        body: AskedStanding,
        response: { 200: StandingPreviewBody, ...problems(400, 401, 404, 422, 429) },
      },
    },
    async (request, reply) => {
      const { to, rhythm: said, ...wishes } = request.body;
      const asked = rhythmOf(said);
      if (!asked.ok) return refuseWith(request, reply, asked.refusal);
      const { accountId: giver } = lineOf(request);
      const foreseen = await standing.foresee({ giver, to, rhythm: asked.value, wishes });
      if (!foreseen.ok) return refuseWith(request, reply, foreseen.refusal);
      const { asOfNow, firstAt, receiverKind, receiverLine, rhythm } = foreseen.value;
      const receiver = otherView(receiverLine);
      return {
        receiver,
        receiverKind,
        kind: rhythm.kind,
        octets: rhythm.kind === 'monthly' ? rhythm.octets : rhythm.atMostOctets,
        dayOfCycle: rhythm.kind === 'monthly' ? rhythm.dayOfCycle : null,
        lastHours: rhythm.kind === 'expiring' ? rhythm.lastHours : null,
        firstAt: iso(firstAt),
        now: asOfNow.ok
          ? { ...previewView(asOfNow.value, await gifting.allowance(giver)), receiver }
          : null,
        standsInTheWay: asOfNow.ok ? null : problemOf(asOfNow.refusal, languageOf(request)),
      };
    },
  );
};

/** Makes one, and asks whoever it is for. The same Idempotency-Key answers with the one it made before. */
export const makeStanding: Action = (app, services) => {
  app.post(
    '/standing-gifts',
    {
      config: { rateLimit: { max: 20, timeWindow: '1 minute' } },
      schema: {
        summary: 'Make a standing gift',
        body: AskedStanding,
        response: { 201: StandingBody, ...problems(400, 401, 404, 409, 422, 429) },
      },
    },
    async (request, reply) => {
      const key = keyOf(request);
      if (!key.ok) return refuseWith(request, reply, key.refusal);
      const { to, rhythm: said, ...wishes } = request.body;
      const rhythm = rhythmOf(said);
      if (!rhythm.ok) return refuseWith(request, reply, rhythm.refusal);
      const { accountId: giver } = lineOf(request);
      const asked = { giver, to, rhythm: rhythm.value, wishes, key: key.value };
      const made = await services.standing.make(asked);
      if (!made.ok) return refuseWith(request, reply, made.refusal);
      const view = await standingView(services, giver, made.value, languageOf(request));
      return reply.code(201).send(view);
    },
  );
};
