// The shapes of Nchf requests in our own words: what Largesse reads, and some of what it passes over.
// Requests are generated from them.

import { Type, type TSchema } from 'typebox';

const unsigned32 = Type.Integer({ minimum: 0, maximum: 0xffff_ffff });
/** Octets that can be counted; the published file allows more, which is refused and tested elsewhere. */
const volume = Type.Integer({ minimum: 0, maximum: 2 ** 40 });
const dateTime = Type.String({ format: 'date-time' });
const plmn = Type.Object({
  mcc: Type.String({ pattern: '^\\d{3}$' }),
  mnc: Type.String({ pattern: '^\\d{2,3}$' }),
});
const oneOf = (...values: string[]): TSchema =>
  Type.Union(values.map((value) => Type.Literal(value)));
const maybe = Type.Optional;

const trigger = Type.Object({
  triggerType: maybe(oneOf('QUOTA_THRESHOLD', 'FINAL', 'QHT', 'VALIDITY_TIME', 'PLMN_CHANGE')),
  triggerCategory: oneOf('IMMEDIATE_REPORT', 'DEFERRED_REPORT'),
});

const units = {
  time: maybe(unsigned32),
  totalVolume: maybe(volume),
  uplinkVolume: maybe(volume),
  downlinkVolume: maybe(volume),
  serviceSpecificUnits: maybe(volume),
};

const usedUnitContainer = Type.Object({
  ...units,
  localSequenceNumber: unsigned32,
  serviceId: maybe(unsigned32),
  quotaManagementIndicator: maybe(
    oneOf('ONLINE_CHARGING', 'OFFLINE_CHARGING', 'QUOTA_MANAGEMENT_SUSPENDED'),
  ),
  triggers: maybe(Type.Array(trigger, { maxItems: 3 })),
  triggerTimestamp: maybe(dateTime),
});

const multipleUnitUsage = Type.Object({
  ratingGroup: Type.Union([Type.Literal(1), Type.Literal(9), unsigned32]),
  requestedUnit: maybe(Type.Object(units)),
  usedUnitContainer: maybe(Type.Array(usedUnitContainer, { maxItems: 3 })),
  uPFID: maybe(Type.String({ format: 'uuid' })),
});

const pduSession = Type.Object({
  chargingId: maybe(unsigned32),
  userLocationinfo: maybe(
    Type.Object({
      nrLocation: maybe(
        Type.Object({
          tai: Type.Object({ plmnId: plmn, tac: Type.String({ pattern: '^[0-9a-f]{6}$' }) }),
          ncgi: Type.Object({ plmnId: plmn, nrCellId: Type.String({ pattern: '^[0-9a-f]{9}$' }) }),
        }),
      ),
    }),
  ),
  pduSessionInformation: maybe(
    Type.Object({
      pduSessionID: Type.Integer({ minimum: 0, maximum: 255 }),
      dnnId: oneOf('internet', 'ims'),
      startTime: maybe(dateTime),
      servingCNPlmnId: maybe(plmn),
    }),
  ),
});

/** All but the line, the number and where to call back, which a test sets. */
export const chargingDataRequest = Type.Object({
  nfConsumerIdentification: Type.Object({
    nodeFunctionality: oneOf('SMF', 'PGW_C_SMF'),
    nFName: maybe(Type.String({ format: 'uuid' })),
    nFPLMNID: maybe(plmn),
  }),
  invocationTimeStamp: dateTime,
  chargingId: maybe(unsigned32),
  retransmissionIndicator: maybe(Type.Boolean()),
  supportedFeatures: maybe(Type.String({ pattern: '^[0-9a-f]{1,4}$' })),
  multipleUnitUsage: maybe(Type.Array(multipleUnitUsage, { maxItems: 5 })),
  triggers: maybe(Type.Array(trigger, { maxItems: 3 })),
  pDUSessionChargingInformation: maybe(pduSession),
});

export const oneTimeEvent = Type.Object({
  oneTimeEvent: Type.Literal(true),
  oneTimeEventType: oneOf('IEC', 'PEC'),
});

/** All but the line and where to call back. */
export const spendingLimitContext = Type.Object({
  policyCounterIds: maybe(Type.Array(oneOf('data', 'unknown'), { minItems: 1, maxItems: 2 })),
  expiry: maybe(dateTime),
  supportedFeatures: maybe(Type.String({ pattern: '^[0-9a-f]{1,4}$' })),
  notifId: maybe(Type.String({ pattern: '^[a-z0-9]{1,8}$' })),
});
