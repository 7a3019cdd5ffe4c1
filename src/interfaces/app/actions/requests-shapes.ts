// The shapes of requests, and how they are shown: to who asks, and to who is asked.

import { Type, type Static } from 'typebox';
import {
  receiptNumber,
  WHO_MAY_ASK,
  type AskedRequest,
  type AskPreference,
  type GiftMessage,
  type GiftRequest,
} from '../../../gifting/public.ts';
import type { AccountId } from '../../../kernel/public.ts';
import { Instant, nullable, Octets, OtherBody } from '../schemas.ts';
import type { AppServices } from '../services.ts';
import { iso, isoOrNull, masked } from '../views.ts';

export const MessageBody = Type.Object({
  id: Type.String({ format: 'uuid' }),
  /** Null while it is hidden: a stranger's is shown once it is asked for. */
  text: nullable(Type.String()),
  sentAt: Instant,
  isReported: Type.Boolean(),
});

export const messageView = (message: GiftMessage): Static<typeof MessageBody> => ({
  id: message.subjectId,
  text: message.text,
  sentAt: iso(message.sentAt),
  isReported: message.isReported,
});

export const RequestBody = Type.Object({
  id: Type.String({ format: 'uuid' }),
  how: Type.String(),
  /** As it was typed; nothing here says whether it is anybody's. */
  toMsisdn: nullable(Type.String()),
  octets: Octets,
  givenOctets: Octets,
  message: nullable(Type.String()),
  state: Type.String(),
  madeAt: Instant,
  expiresAt: Instant,
  endedAt: nullable(Instant),
  receipt: Type.String(),
});

export const requestView = (request: GiftRequest): Static<typeof RequestBody> => ({
  id: request.id,
  how: request.how,
  toMsisdn: request.msisdn === null ? null : `+${request.msisdn}`,
  octets: request.octets,
  givenOctets: request.givenOctets,
  message: request.message,
  state: request.state === 'made' ? 'open' : request.state,
  madeAt: iso(request.madeAt),
  expiresAt: iso(request.expiresAt),
  endedAt: isoOrNull(request.endedAt),
  receipt: receiptNumber(request.id),
});

export const ReceivedRequestBody = Type.Object({
  id: Type.String({ format: 'uuid' }),
  from: OtherBody,
  /** What they are to this line: same_holder, family, contact or stranger. */
  relation: Type.String(),
  octets: Octets,
  state: Type.String(),
  isQuiet: Type.Boolean(),
  message: Type.Union([MessageBody, Type.Null()]),
  askedAt: Instant,
  expiresAt: Instant,
  answeredAt: nullable(Instant),
  giftId: nullable(Type.String()),
});

export async function receivedRequestView(
  { directory, ways, clock }: AppServices,
  viewer: AccountId,
  asked: AskedRequest,
): Promise<Static<typeof ReceivedRequestBody>> {
  const [line, asker, message] = await Promise.all([
    directory.line(viewer),
    directory.line(asked.asker),
    ways.messages.read(viewer, asked.id),
  ]);
  if (line === undefined || asker === undefined)
    throw new Error('both sides of a request are lines');
  const isExpired = asked.state === 'open' && clock.now() >= asked.expiresAt;
  return {
    id: asked.id,
    from: masked(asker),
    relation: await ways.relation(line, asker),
    octets: asked.octets,
    state: isExpired ? 'expired' : asked.state,
    isQuiet: asked.isQuiet,
    message: message === undefined ? null : messageView(message),
    askedAt: iso(asked.askedAt),
    expiresAt: iso(asked.expiresAt),
    answeredAt: isoOrNull(asked.answeredAt),
    giftId: asked.giftId,
  };
}

export const WhoMayAskWord = Type.Enum([...WHO_MAY_ASK]);

export const PreferenceBody = Type.Object({
  whoMayAsk: WhoMayAskWord,
  showsSpare: Type.Boolean(),
  quietUntil: nullable(Instant),
});

export const preferenceView = (preference: AskPreference): Static<typeof PreferenceBody> => ({
  ...preference,
  quietUntil: isoOrNull(preference.quietUntil),
});
