// The shapes of pools, tanks and packs in the app API. Instants are ISO 8601 in UTC; amounts are whole octets.

import { Type, type TSchema } from 'typebox';
import { OtherBody } from './schemas.ts';

const Octets = Type.Integer({ minimum: 0, description: 'octets' });
const Instant = Type.String({ format: 'date-time' });
const orNull = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);

/** Names a pool or a tank. */
const PlaceId = Type.String({ pattern: '^[1-9][0-9]{0,15}$' });
export const PlaceParams = Type.Object({ id: PlaceId });
export const MemberParams = Type.Object({ id: PlaceId, member: Type.String({ maxLength: 40 }) });
export const OrderParams = Type.Object({ id: Type.String({ format: 'uuid' }) });

export const MemberBody = Type.Object({
  /** Names it in this pool. */
  id: Type.String(),
  ...OtherBody.properties,
  role: Type.String(),
  state: Type.String(),
  isMe: Type.Boolean(),
  isPaused: Type.Boolean(),
  isSlowed: Type.Boolean(),
  drawsByItself: Type.Boolean(),
  /** What it took in this cycle, and may; the holder sees everybody's, a member its own. */
  takenOctets: orNull(Octets),
  limitOctets: orNull(Octets),
  /** What would go along with it if it left now. */
  ownShareOctets: orNull(Octets),
});

export const PoolBody = Type.Object({
  id: Type.String(),
  name: Type.String(),
  state: Type.String(),
  /** Of who asks. */
  role: Type.String(),
  membership: Type.String(),
  invitedUntil: orNull(Instant),
  /** Null to who is only invited. */
  availableOctets: orNull(Octets),
  cycleEndsAt: Instant,
  rules: Type.Object({
    maximumLines: orNull(Type.Integer()),
    memberCapOctets: orNull(Octets),
    atCap: Type.String(),
    shareOnLeaving: Type.String(),
    holderMayPauseMembers: Type.Boolean(),
  }),
  members: Type.Array(MemberBody),
});

export const TankBody = Type.Object({
  id: Type.String(),
  name: Type.String(),
  state: Type.String(),
  availableOctets: Octets,
  reserveOctets: Octets,
  takeableOctets: Octets,
  isOpenNow: Type.Boolean(),
  opensAt: orNull(Instant),
  /** Of one line in one cycle. */
  limits: Type.Object({
    count: Type.Integer(),
    octets: Octets,
    takeOctets: Octets,
    stepOctets: Octets,
    balanceAtMostOctets: orNull(Octets),
  }),
});

export const PackBody = Type.Object({
  id: Type.String(),
  name: Type.String(),
  octets: Octets,
  scope: Type.String(),
  validityDays: Type.Integer(),
  priceCents: Type.Integer(),
  currency: Type.String(),
});

export const PackPreviewBody = Type.Object({
  pack: PackBody,
  receiver: OtherBody,
  isForSelf: Type.Boolean(),
  /** The receiver is asked first, and what it does not accept is paid back. */
  needsConsent: Type.Boolean(),
});

export const OrderBody = Type.Object({
  id: Type.String({ format: 'uuid' }),
  direction: Type.Union([Type.Literal('bought'), Type.Literal('received')]),
  packId: Type.String(),
  octets: Octets,
  scope: Type.String(),
  validityDays: Type.Integer(),
  /** What it cost is the buyer's to know. */
  priceCents: orNull(Type.Integer()),
  currency: Type.String(),
  state: Type.String(),
  other: OtherBody,
  askedAt: Instant,
  offeredUntil: orNull(Instant),
  endedAt: orNull(Instant),
  reason: orNull(Type.String()),
  receipt: Type.String(),
  canAnswer: Type.Boolean(),
  canCancel: Type.Boolean(),
});
