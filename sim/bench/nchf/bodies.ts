// The bodies of a session's requests (TS 32.291 clause 6.1.6), with the places that differ from one to the
// next. All of them keep their length, so that a request is a copy with some octets written over.

import { imsiOf, msisdnOf, USED_OCTETS } from '../network/wire.ts';

export type Body = {
  readonly bytes: Buffer;
  readonly imsi: number;
  readonly msisdn: number;
  /** Ten digits. */
  readonly chargingId: number;
  /** One digit each. */
  readonly sequences: readonly number[];
};

export type Bodies = { readonly initial: Body; readonly update: Body; readonly final: Body };

const CHARGING_ID = 1_234_567_890;
const SEQUENCE = 7;

export function makeBodies(): Bodies {
  return {
    initial: bodyOf({ multipleUnitUsage: [{ ratingGroup: 1, requestedUnit: {} }] }),
    update: bodyOf({
      multipleUnitUsage: [{ ratingGroup: 1, requestedUnit: {}, usedUnitContainer: [used()] }],
    }),
    final: bodyOf({ multipleUnitUsage: [{ ratingGroup: 1, usedUnitContainer: [used()] }] }),
  };
}

const used = () => ({
  localSequenceNumber: SEQUENCE,
  quotaManagementIndicator: 'ONLINE_CHARGING',
  triggers: [{ triggerType: 'QUOTA_THRESHOLD', triggerCategory: 'IMMEDIATE_REPORT' }],
  triggerTimestamp: '2026-11-22T12:00:00Z',
  totalVolume: USED_OCTETS,
  uplinkVolume: USED_OCTETS / 4,
  downlinkVolume: (USED_OCTETS * 3) / 4,
});

function bodyOf(units: object): Body {
  const text = JSON.stringify({
    subscriberIdentifier: `imsi-${imsiOf(0)}`,
    nfConsumerIdentification: {
      nFName: '0b2f4a3c-5d6e-4f70-8192-a3b4c5d6e7f8',
      nFPLMNID: { mcc: '001', mnc: '01' },
      nodeFunctionality: 'SMF',
    },
    invocationTimeStamp: '2026-11-22T12:00:00Z',
    invocationSequenceNumber: SEQUENCE,
    notifyUri: 'http://127.0.0.1:9/notify',
    ...units,
    pDUSessionChargingInformation: {
      chargingId: CHARGING_ID,
      userInformation: { servedGPSI: `msisdn-${msisdnOf(0)}`, unauthenticatedFlag: false },
      userLocationinfo: {
        nrLocation: {
          tai: { plmnId: { mcc: '001', mnc: '01' }, tac: '000001' },
          ncgi: { plmnId: { mcc: '001', mnc: '01' }, nrCellId: '000000010' },
        },
      },
      pduSessionInformation: {
        networkSlicingInfo: { sNSSAI: { sst: 1 } },
        pduSessionID: 1,
        pduType: 'IPV4',
        dnnId: 'internet',
        ratType: 'NR',
        servingNetworkFunctionID: {
          servingNetworkFunctionInformation: {
            nodeFunctionality: 'AMF',
            nFPLMNID: { mcc: '001', mnc: '01' },
          },
        },
      },
    },
  });
  return {
    bytes: Buffer.from(text, 'latin1'),
    imsi: text.indexOf(imsiOf(0)),
    msisdn: text.indexOf(msisdnOf(0)),
    chargingId: text.indexOf(String(CHARGING_ID)),
    sequences: [...text.matchAll(/equenceNumber":7/g)].map(({ index }) => index + 15),
  };
}
