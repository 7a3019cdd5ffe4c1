// The shapes of device-data-volume, in our words, by CAMARA's rules. Bodies are strict: a property that is
// not declared is refused, at any depth.

import { Type } from 'typebox';

const strict = { additionalProperties: false } as const;

const Port = Type.Integer({ minimum: 1, maximum: 65_535 });
const Ipv4 = Type.String({ format: 'ipv4' });

export const Device = Type.Object(
  {
    phoneNumber: Type.Optional(
      Type.String({ pattern: '^\\+[1-9][0-9]{4,14}$', description: 'E.164, with its plus' }),
    ),
    networkAccessIdentifier: Type.Optional(Type.String({ maxLength: 2_048 })),
    ipv4Address: Type.Optional(
      Type.Object(
        {
          publicAddress: Type.Optional(Ipv4),
          privateAddress: Type.Optional(Ipv4),
          publicPort: Type.Optional(Port),
        },
        strict,
      ),
    ),
    ipv6Address: Type.Optional(Type.String({ format: 'ipv6' })),
  },
  { ...strict, minProperties: 1 },
);

export const DataAllowance = Type.Object(
  {
    value: Type.Integer({ minimum: 0, maximum: 1_000 }),
    unit: Type.Union([Type.Literal('MB'), Type.Literal('GB')], {
      description: '10^6 or 10^9 octets',
    }),
  },
  strict,
);

export const RetrieveRequest = Type.Object({ device: Type.Optional(Device) }, strict);
export const CheckRequest = Type.Object(
  { device: Type.Optional(Device), dataAllowanceThreshold: DataAllowance },
  strict,
);

const answered = {
  device: Type.Optional(Type.Object({ phoneNumber: Type.String() })),
  lastStatusTime: Type.String({ format: 'date-time' }),
};
export const RetrieveAnswer = Type.Object({
  ...answered,
  remainingDataAllowance: DataAllowance,
});
export const CheckAnswer = Type.Object({ ...answered, thresholdExceeded: Type.Boolean() });

export const ErrorBody = Type.Object({
  status: Type.Integer(),
  code: Type.String(),
  message: Type.String(),
});
