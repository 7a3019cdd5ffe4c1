import { Type, type Static } from 'typebox';
import type { AskedRhythm } from '../../../gifting/public.ts';
import { keyOf } from '../idempotency-key.ts';
import { languageOf, problemOf, refuseWith } from '../problem.ts';
import {
  Instant,
  nullable,
  Octets,
  OtherBody,
  PreviewBody,
  ProblemBody,
  StepBody,
} from '../schemas.ts';
import { lineOf } from '../session.ts';
import { iso } from '../views.ts';
import { problems, type Action } from './app.ts';
import { inWords } from './person-refused.ts';
import { previewFor, shownOf, stepView } from './proofs-shapes.ts';
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
  /** What making it needs, whether or not anything stands in its way now. */
  toShow: Type.Array(StepBody),
});

function subjectAndWishes({ to, choice }: Static<typeof AskedStanding>, rhythm: AskedRhythm) {
  const wishes = choice === undefined ? {} : { choice };
  return { subject: { kind: 'standing', to, rhythm, ...wishes } as const, wishes };
}

/** What a standing gift would be: to whom, when first, and what a gift of now would be. Keeps nothing. */
export const previewStanding: Action = (app, services) => {
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
      const asked = rhythmOf(request.body.rhythm);
      if (!asked.ok) return refuseWith(request, reply, asked.refusal);
      const line = lineOf(request);
      const { subject, wishes } = subjectAndWishes(request.body, asked.value);
      const foreseen = await services.standing.foresee({
        giver: line.accountId,
        to: subject.to,
        rhythm: subject.rhythm,
        wishes,
      });
      if (!foreseen.ok) return refuseWith(request, reply, foreseen.refusal);
      const { asOfNow, firstAt, needs, receiverKind, receiverLine, rhythm } = foreseen.value;
      const steps = await services.proofs.steps(line, subject, needs);
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
          ? { ...(await previewFor(services, line, subject, asOfNow.value)), receiver }
          : null,
        toShow: steps.map(stepView),
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
      const rhythm = rhythmOf(request.body.rhythm);
      if (!rhythm.ok) return refuseWith(request, reply, rhythm.refusal);
      const line = lineOf(request);
      const { accountId: giver } = line;
      const { subject, wishes } = subjectAndWishes(request.body, rhythm.value);
      const { receiverName, proofs } = request.body;
      const shown = { ...(receiverName === undefined ? {} : { receiverName }), ...shownOf(proofs) };
      const proven = await services.proofs.show(line, subject, shown, key.value);
      if (!proven.ok)
        return refuseWith(request, reply, inWords(proven.refusal, languageOf(request)));
      const asked = {
        giver,
        to: subject.to,
        rhythm: subject.rhythm,
        wishes: { ...wishes, ...proven.value },
        key: key.value,
      };
      const made = await services.standing.make(asked);
      if (!made.ok) return refuseWith(request, reply, made.refusal);
      const view = await standingView(services, giver, made.value, languageOf(request));
      return reply.code(201).send(view);
    },
  );
};
