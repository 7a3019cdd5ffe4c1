import { Type } from 'typebox';
import type { Block } from '../../../gifting/public.ts';
import { accept, refuse, type Result } from '../../../kernel/public.ts';
import { maskedMsisdn, parseMsisdn, type Line } from '../../../subscribers/public.ts';
import { refuseWith } from '../problem.ts';
import type { AppRefusal } from '../refusal.ts';
import { GiftParams, Instant, TypedMsisdn } from '../schemas.ts';
import type { AppServices } from '../services.ts';
import { lineOf } from '../session.ts';
import { iso } from '../views.ts';
import { problems, type Action } from './app.ts';

const BlockBody = Type.Object({
  id: Type.String(),
  kind: Type.String(),
  /** Masked, unless its owner typed it. */
  msisdn: Type.String(),
  blockedAt: Instant,
});

const blockView = ({ id, kind, msisdn, isTyped, blockedAt }: Block) => ({
  id,
  kind,
  msisdn: isTyped ? `+${msisdn}` : maskedMsisdn(msisdn),
  blockedAt: iso(blockedAt),
});

/** Whom the line has muted or blocked. They are not told. */
export const listBlocks: Action = (app, { ways }) => {
  app.get(
    '/blocks',
    {
      schema: {
        summary: 'Whom I have muted or blocked',
        response: { 200: Type.Object({ blocks: Type.Array(BlockBody) }), ...problems(401) },
      },
    },
    async (request) => {
      const blocks = await ways.blocks.list(lineOf(request).accountId);
      return { blocks: blocks.map(blockView) };
    },
  );
};

const Who = Type.Object(
  {
    kind: Type.Enum(['muted', 'blocked']),
    toMsisdn: Type.Optional(TypedMsisdn),
    requestId: Type.Optional(Type.String({ format: 'uuid' })),
    giftId: Type.Optional(Type.String({ format: 'uuid' })),
  },
  { additionalProperties: false },
);

/** Mutes or blocks a number, or whoever sent a request or a gift: doing it twice is as once. */
export const addBlock: Action = (app, services) => {
  app.post(
    '/blocks',
    {
      config: { rateLimit: { max: 60, timeWindow: '1 minute' } },
      schema: {
        summary: 'Mute or block somebody',
        body: Who,
        response: { 200: BlockBody, ...problems(400, 401, 404, 422, 429) },
      },
    },
    async (request, reply) => {
      const line = lineOf(request);
      const who = await whoIs(services, line, request.body);
      if (!who.ok) return refuseWith(request, reply, who.refusal);
      const { kind } = request.body;
      const blocked = await services.ways.blocks.block(line.accountId, who.value, kind);
      if (!blocked.ok) return refuseWith(request, reply, blocked.refusal);
      return blockView(blocked.value);
    },
  );
};

async function whoIs(
  { ways, gifting, directory, carrier }: AppServices,
  line: Line,
  said: { toMsisdn?: string; requestId?: string; giftId?: string },
): Promise<Result<{ msisdn: string; isTyped: boolean }, AppRefusal>> {
  if (said.toMsisdn !== undefined) {
    const msisdn = parseMsisdn(said.toMsisdn, carrier.country);
    return msisdn.ok ? accept({ msisdn: msisdn.value, isTyped: true }) : msisdn;
  }
  const isRequest = said.requestId !== undefined;
  const asked = isRequest
    ? await ways.requests.asked(line.accountId, said.requestId ?? '')
    : undefined;
  if (asked?.ok === false) return asked;
  const gift =
    said.giftId === undefined ? undefined : await gifting.gift(line.accountId, said.giftId);
  if (gift?.ok === false) return gift;
  const sender = asked?.value.asker ?? gift?.value.giver;
  const other = sender === undefined ? undefined : await directory.line(sender);
  if (other === undefined || other.accountId === line.accountId)
    return refuse({
      code: 'request_malformed',
      where: 'body',
      expected: 'one of toMsisdn, requestId and giftId, of somebody else',
    });
  return accept({ msisdn: other.msisdn, isTyped: false });
}

export const removeBlock: Action = (app, { ways }) => {
  app.delete(
    '/blocks/:id',
    {
      schema: {
        summary: 'Unmute or unblock',
        params: GiftParams,
        response: { 204: Type.Null(), ...problems(401) },
      },
    },
    async (request, reply) => {
      await ways.blocks.unblock(lineOf(request).accountId, request.params.id);
      return reply.code(204).send(null);
    },
  );
};
