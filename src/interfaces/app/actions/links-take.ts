import { Type } from 'typebox';
import { keyOf } from '../idempotency-key.ts';
import { languageOf, problemOf, refuseWith } from '../problem.ts';
import { GiftBody, Instant, nullable, Octets, OtherBody, ProblemBody } from '../schemas.ts';
import { lineOf } from '../session.ts';
import { giftView, iso, masked } from '../views.ts';
import { problems, type Action } from './app.ts';
import { limitGuesses } from './links-guesses.ts';

/** Any text: what is no secret of ours is answered as a wrong one. */
const Token = Type.String({ maxLength: 200 });

const OpenedLinkBody = Type.Object({
  giver: OtherBody,
  octets: Octets,
  sharesLeft: Type.Integer(),
  needsPin: Type.Boolean(),
  hasMessage: Type.Boolean(),
  /** Null while it is hidden: a stranger's is shown with the gift, once it is asked for. */
  message: nullable(Type.String()),
  linkExpiresAt: Instant,
  /** When the octets would lapse. */
  expiresAt: nullable(Instant),
  /** Why this line cannot take it, if it cannot. */
  refusal: Type.Union([ProblemBody, Type.Null()]),
  /** What this line took of it before. */
  giftId: nullable(Type.String()),
});

/** What a gift link holds, from whom, for whoever opens it. Takes nothing. */
export const openLink: Action = (app, { ways }) => {
  const afterGuess = limitGuesses(app);
  app.post(
    '/gift-link-openings',
    {
      config: { rateLimit: { max: 60, timeWindow: '1 minute' } },
      schema: {
        summary: 'Open a gift link',
        body: Type.Object({ token: Token }),
        response: { 200: OpenedLinkBody, ...problems(400, 401, 404, 409, 429) },
      },
    },
    async (request, reply) => {
      const opened = await ways.links.open(lineOf(request), request.body.token);
      if (!opened.ok) return refuseWith(request, reply, await afterGuess(request, opened.refusal));
      const { link, giver, sharesLeft, needsPin, message, hasMessage, foreseen, giftId } =
        opened.value;
      return {
        giver: masked(giver),
        octets: link.octetsEach,
        sharesLeft,
        needsPin,
        hasMessage,
        message,
        linkExpiresAt: iso(link.expiresAt),
        expiresAt: foreseen.ok ? iso(foreseen.value.expiresAt) : null,
        refusal: foreseen.ok ? null : problemOf(foreseen.refusal, languageOf(request)),
        giftId,
      };
    },
  );
};

/** Takes a share of a gift link. Whoever took one before is answered with the same gift. */
export const takeLink: Action = (app, services) => {
  const afterGuess = limitGuesses(app);
  app.post(
    '/gift-link-claims',
    {
      config: { rateLimit: { max: 30, timeWindow: '1 minute' } },
      schema: {
        summary: 'Take from a gift link',
        body: Type.Object({ token: Token, pin: Type.Optional(Type.String({ maxLength: 64 })) }),
        response: { 201: GiftBody, ...problems(400, 401, 404, 409, 422, 429) },
      },
    },
    async (request, reply) => {
      // Taking is idempotent by who takes; the key is asked for as with every write.
      const key = keyOf(request);
      if (!key.ok) return refuseWith(request, reply, key.refusal);
      const line = lineOf(request);
      const claimed = await services.ways.links.claim(line, request.body);
      if (!claimed.ok)
        return refuseWith(request, reply, await afterGuess(request, claimed.refusal));
      return reply.code(201).send(await giftView(services, line.accountId, claimed.value));
    },
  );
};
