// The shapes of gift links, and how they are shown.

import { toString as qrCode } from 'qrcode';
import type { FastifyRequest } from 'fastify';
import { Type, type Static } from 'typebox';
import { receiptNumber, type LinkPreview, type LinkSeen } from '../../../gifting/public.ts';
import { iso, isoOrNull, masked } from '../views.ts';
import {
  AskedOctets,
  Instant,
  LimitBody,
  nullable,
  Octets,
  OtherBody,
  proofsBody,
  StepBody,
  TypedMsisdn,
} from '../schemas.ts';
import type { AppServices } from '../services.ts';

/** Far longer than any message may be: one that is too long gets a refusal that says so. */
export const TypedMessage = Type.String({ maxLength: 12_000 });

export const AskedLink = Type.Object(
  {
    octetsEach: AskedOctets,
    shares: Type.Optional(Type.Integer()),
    /** Only whoever has this number can take it. */
    toMsisdn: Type.Optional(TypedMsisdn),
    pin: Type.Optional(Type.String({ maxLength: 64 })),
    hours: Type.Optional(Type.Integer({ minimum: 1, maximum: 14 * 24 })),
    message: Type.Optional(TypedMessage),
    ...proofsBody,
  },
  { additionalProperties: false },
);

export const LinkPreviewBody = Type.Object({
  octetsEach: Octets,
  shares: Type.Integer(),
  keepsOctets: Octets,
  expiresAt: Instant,
  feeCents: Type.Integer(),
  limits: Type.Array(LimitBody),
  needs: Type.Array(Type.String()),
  toShow: Type.Array(StepBody),
});

export const AddressBody = Type.Object({
  token: Type.String(),
  url: Type.String(),
  /** The address as a QR code, to be shown or printed. */
  qrSvg: Type.String(),
});

export const LinkBody = Type.Object({
  id: Type.String({ format: 'uuid' }),
  octetsEach: Octets,
  shares: Type.Integer(),
  sharesLeft: Type.Integer(),
  needsPin: Type.Boolean(),
  /** The giver typed it. */
  toMsisdn: nullable(Type.String()),
  message: nullable(Type.String()),
  state: Type.String(),
  reason: nullable(Type.String()),
  madeAt: Instant,
  undoUntil: Instant,
  expiresAt: Instant,
  endedAt: nullable(Instant),
  receipt: Type.String(),
  claims: Type.Array(
    Type.Object({ giftId: Type.String(), by: OtherBody, claimedAt: nullable(Instant) }),
  ),
});

export const MadeLinkBody = Type.Object({
  link: LinkBody,
  /** Told once: the same Idempotency-Key answers with the link and no address. */
  address: Type.Union([AddressBody, Type.Null()]),
});

export const linkPreviewView = (preview: LinkPreview): Static<typeof LinkPreviewBody> => ({
  octetsEach: preview.each.octets,
  shares: preview.shares,
  keepsOctets: preview.keepsOctets,
  expiresAt: iso(preview.expiresAt),
  feeCents: preview.feeCents,
  limits: [...preview.each.limits],
  needs: [...preview.each.needs],
  toShow: [],
});

export async function linkView(
  { directory }: AppServices,
  { link, shares }: LinkSeen,
): Promise<Static<typeof LinkBody>> {
  const claims = shares.flatMap((share) =>
    share.claimer === null ? [] : [{ ...share, claimer: share.claimer }],
  );
  return {
    id: link.id,
    octetsEach: link.octetsEach,
    shares: link.shares,
    sharesLeft: shares.filter(({ state }) => state === 'held').length,
    needsPin: link.pinHash !== null,
    toMsisdn: link.boundMsisdn === null ? null : `+${link.boundMsisdn}`,
    message: link.message,
    state: link.state,
    reason: link.reason,
    madeAt: iso(link.madeAt),
    undoUntil: iso(link.undoUntil),
    expiresAt: iso(link.expiresAt),
    endedAt: isoOrNull(link.endedAt),
    receipt: receiptNumber(link.id),
    claims: await Promise.all(
      claims.map(async ({ giftId, claimer, claimedAt }) => {
        const line = await directory.line(claimer);
        if (line === undefined) throw new Error('who took a share has a line');
        return { giftId, by: masked(line), claimedAt: isoOrNull(claimedAt) };
      }),
    ),
  };
}

/**
 * The secret stands after the #, which browsers send to nobody: it is in no server's log, and in no
 * Referer.
 */
export async function addressView(
  request: FastifyRequest,
  page: 'take' | 'spare',
  token: string,
): Promise<Static<typeof AddressBody>> {
  const url = `${request.protocol}://${request.host}/${page}#${token}`;
  return { token, url, qrSvg: await qrCode(url, { type: 'svg', errorCorrectionLevel: 'M' }) };
}
