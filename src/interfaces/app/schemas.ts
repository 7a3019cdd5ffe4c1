// The shapes of the app API: what is validated, typed and described in OpenAPI, once.
// Instants are ISO 8601 in UTC; amounts are whole octets.

import { Type } from 'typebox';

export const Octets = Type.Integer({ minimum: 0, description: 'octets' });
export const Instant = Type.String({ format: 'date-time' });
export const nullable = <
  Schema extends ReturnType<typeof Type.String> | ReturnType<typeof Type.Integer>,
>(
  schema: Schema,
) => Type.Union([schema, Type.Null()]);

export const Language = Type.Union([Type.Literal('en'), Type.Literal('fr'), Type.Literal('zh')]);
export const Findable = Type.Union([Type.Literal('nobody'), Type.Literal('number')]);

export const ProblemBody = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  detail: Type.String(),
  code: Type.String(),
  facts: Type.Record(Type.String(), Type.Unknown()),
});

/** As typed: checked by the phone-number library, which says what is wrong in the person's words. */
export const TypedMsisdn = Type.String({ maxLength: 64 });
/** Any JSON value: what is no amount of octets gets a refusal of its own. */
export const AskedOctets = Type.Unknown({ description: 'octets to give: a whole number above 0' });

export const LineBody = Type.Object({
  msisdn: Type.String(),
  name: Type.String(),
  plan: Type.Object({ name: Type.String() }),
  language: Language,
  findable: Findable,
  cycle: Type.Object({ startsOn: Type.String(), endsOn: Type.String() }),
  timeZone: Type.String(),
  /** ISO 4217. */
  currency: Type.String(),
});

export const BucketBody = Type.Object({
  number: Type.Integer(),
  kind: Type.String(),
  scope: Type.String(),
  expiresAt: Instant,
  grantedOctets: Octets,
  availableOctets: Octets,
  heldOctets: Octets,
  usedOctets: Octets,
  givenOctets: Octets,
  from: nullable(Type.String()),
});

export const BalanceBody = Type.Object({
  availableOctets: Octets,
  heldOctets: Octets,
  asOf: Instant,
  buckets: Type.Array(BucketBody),
});

const Used = Type.Object({ limit: Type.Integer(), used: Type.Integer() });
export const MonthlyBody = Type.Object({ count: Used, octets: Used });

/** A limit of giving or receiving. `left` of a receiver's is no more than one gift could be. */
export const LimitBody = Type.Object({
  side: Type.Union([Type.Literal('giver'), Type.Literal('receiver')]),
  rule: Type.String(),
  unit: Type.Union([Type.Literal('octets'), Type.Literal('gifts')]),
  limit: Type.Integer(),
  left: Type.Integer(),
});

export const PolicyBody = Type.Object({
  minimumOctets: Octets,
  maximumOctets: Octets,
  stepOctets: Octets,
  floorOctets: Octets,
  undoWindowSeconds: Type.Integer(),
  monthly: MonthlyBody,
  givableOctets: Octets,
  limits: Type.Array(LimitBody),
});

export const OtherBody = Type.Object({ maskedName: Type.String(), maskedMsisdn: Type.String() });

/** What a person shows with a gift, of what its preview said is needed. */
export const AskedProofs = Type.Object(
  {
    /** Of the line. */
    pin: Type.Optional(Type.String({ maxLength: 64 })),
    /** Sent for just this gift. */
    code: Type.Optional(Type.String({ maxLength: 16 })),
    /** A guardian's, given for just this gift. */
    consentId: Type.Optional(Type.String({ format: 'uuid' })),
    receiverName: Type.Optional(Type.String({ maxLength: 200 })),
  },
  { additionalProperties: false },
);
export const proofsBody = { proofs: Type.Optional(AskedProofs) };

export const NeedWord = Type.Enum(['receiver_name', 'guardian', 'one_time_code', 'pin']);

/** Something that a gift needs, and what the person can do about it now. */
export const StepBody = Type.Object({
  need: NeedWord,
  /** Such as type_name, enter_pin, ask_for_code, ask_guardian, wait_for_guardian, give_with_consent. */
  next: Type.String(),
  /** Until when that is so. */
  until: nullable(Instant),
  consentId: nullable(Type.String()),
  /** Whom a guardian's consent is asked of, masked. */
  guardians: Type.Array(Type.String()),
  /** The guardian was asked for just this before, and said no. */
  wasRefused: Type.Boolean(),
});

export const PreviewBody = Type.Object({
  octets: Octets,
  receiver: OtherBody,
  giver: Type.Object({ availableOctets: Octets, keepsOctets: Octets, monthly: MonthlyBody }),
  receiverLimits: Type.Object({
    monthlyOctets: Type.Object({ limit: Octets, fits: Type.Boolean() }),
  }),
  parts: Type.Array(Type.Object({ octets: Octets, expiresAt: Instant })),
  expiresAt: Instant,
  undoWindowSeconds: Type.Integer(),
  feeCents: Type.Integer(),
  limits: Type.Array(LimitBody),
  /** What must still be shown before it is given. */
  needs: Type.Array(Type.String()),
  /** The same, with what the person can do about each. */
  toShow: Type.Array(StepBody),
  next: Type.Array(Type.Object({ what: Type.String(), at: nullable(Instant) })),
});

export const GiftBody = Type.Object({
  id: Type.String({ format: 'uuid' }),
  direction: Type.Union([Type.Literal('given'), Type.Literal('received')]),
  octets: Octets,
  state: Type.String(),
  other: OtherBody,
  askedAt: Instant,
  undoUntil: nullable(Instant),
  deliveredAt: nullable(Instant),
  endedAt: nullable(Instant),
  expiresAt: nullable(Instant),
  returnedOctets: nullable(Octets),
  usedOctets: nullable(Octets),
  reason: nullable(Type.String()),
  feeCents: Type.Integer(),
  receipt: Type.String(),
  /** What the giver showed, and when; never to its receiver. */
  proofs: Type.Array(Type.Object({ kind: NeedWord, at: Instant })),
  canUndo: Type.Boolean(),
  canDecline: Type.Boolean(),
  policy: Type.Object({ id: Type.String(), version: Type.Integer() }),
});

export const GiftPageBody = Type.Object({
  gifts: Type.Array(GiftBody),
  next: nullable(Type.String()),
});

export const GiftParams = Type.Object({ id: Type.String({ format: 'uuid' }) });
