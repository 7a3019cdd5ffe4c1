// What may be asked of this door: own shapes of what TMF654 describes. The TM Forum's resources may carry
// more than these; a field that we do not know is not kept.

import { Type, type Static } from 'typebox';

const Text = Type.String({ maxLength: 500 });
const Id = Type.String({ minLength: 1, maxLength: 100 });
const Instant = Type.String({ format: 'date-time' });

const Reference = Type.Object({
  id: Id,
  href: Type.Optional(Text),
  name: Type.Optional(Text),
  role: Type.Optional(Text),
  '@referredType': Type.Optional(Text),
});
const References = Type.Array(Reference, { maxItems: 10 });

export const QuantityBody = Type.Object({
  amount: Type.Number(),
  units: Type.String({ maxLength: 40, description: 'B, KB, MB, GB, TB (of ten), KiB … TiB' }),
});
export const Period = Type.Object({
  startDateTime: Type.Optional(Instant),
  endDateTime: Type.Optional(Instant),
});

const common = {
  description: Type.Optional(Text),
  reason: Type.Optional(Text),
  channel: Type.Optional(Reference),
  requestor: Type.Optional(Reference),
  product: Type.Optional(References),
  logicalResource: Type.Optional(References),
  partyAccount: Type.Optional(Reference),
  validFor: Type.Optional(Period),
};

export const NewBucket = Type.Object({
  ...common,
  name: Type.Optional(Text),
  usageType: Type.String(),
  logicalResource: Type.Array(Reference, { minItems: 1, maxItems: 1 }),
  remainingValue: QuantityBody,
});

const onBucket = {
  ...common,
  amount: QuantityBody,
  usageType: Type.String(),
  bucket: Reference,
};

export const NewTopup = Type.Object({
  ...onBucket,
  partyAccount: Reference,
  voucher: Type.Optional(Text),
  isAutoTopup: Type.Optional(Type.Boolean()),
  numberOfPeriods: Type.Optional(Type.Integer()),
  recurringPeriod: Type.Optional(Text),
  paymentMethod: Type.Optional(Reference),
});

export const NewAdjustment = Type.Object({
  ...onBucket,
  adjustType: Type.Optional(Text),
});

export const NewTransfer = Type.Object({
  ...onBucket,
  reason: Text,
  channel: Reference,
  logicalResource: Type.Array(Reference, { minItems: 1, maxItems: 1 }),
  receiverLogicalResource: Reference,
  receiverBucket: Reference,
  receiverBucketUsageType: Type.String(),
  costOwner: Type.Optional(Text),
  receiver: Type.Optional(Reference),
  receiverProduct: Type.Optional(Reference),
});

export const NewReservation = Type.Object({ ...onBucket, partyAccount: Reference });

/** The one change that an action takes. */
export const ActionUpdate = Type.Object({ status: Type.String() });

export const NewListener = Type.Object({
  callback: Type.String({ maxLength: 2_000 }),
  query: Type.Optional(Type.String({ maxLength: 1_000 })),
});

export type ActionRequest = Static<typeof NewTopup> &
  Partial<Static<typeof NewTransfer>> &
  Partial<Static<typeof NewAdjustment>> &
  Partial<Static<typeof NewBucket>>;

/** Answers carry more than is said here: the fields of the request come back in them. */
export const ResourceBody = Type.Object(
  { id: Type.String(), href: Type.String() },
  { additionalProperties: true },
);
export const PartialResource = Type.Object({}, { additionalProperties: true });
export const ListenerBody = Type.Object({
  id: Type.String(),
  callback: Type.String(),
  query: Type.Optional(Type.String()),
  secret: Type.String({ description: 'what events are signed with; see webhooks' }),
});
export const ErrorAnswer = Type.Object({
  code: Type.String(),
  reason: Type.String(),
  message: Type.String(),
  status: Type.String(),
  '@type': Type.Literal('Error'),
});
