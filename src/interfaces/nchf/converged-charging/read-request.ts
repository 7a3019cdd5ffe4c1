// Reads a ChargingDataRequest (TS 32.291 clause 6.1.6.2.1.1): the attributes that Largesse uses, each
// checked. All others are passed over, whatever they hold.

import type { SubscriberIdentity } from '../../../charging/public.ts';
import { microsecondsOf } from '../http2/date-time.ts';
import type { Findings } from '../http2/findings.ts';
import {
  isCallbackUri,
  isName,
  isObject,
  isUnsigned32,
  type JsonObject,
} from '../http2/read-json.ts';
import { PDU, readServingNetwork, readSubscriber, SUPI } from './subscriber.ts';
import { readUnits, type UnitUsage } from './units.ts';

export type ChargingDataRequest = {
  readonly sequenceNumber: number;
  /** As it was written: the answer gives it back. */
  readonly timeStamp: string;
  readonly timeMicroseconds: number;
  readonly isRetransmission: boolean;
  /** Undefined when the request does not say; empty when by no name that lines are known by. */
  readonly subscriber: SubscriberIdentity | undefined;
  /** An emergency session of somebody whom nobody has authenticated: there is no line to charge. */
  readonly isUnauthenticated: boolean;
  readonly event: 'IEC' | 'PEC' | undefined;
  readonly notifyUri: string | undefined;
  readonly wantsFeatures: boolean;
  /** The network function's name of itself. */
  readonly consumer: string;
  readonly session: SessionFacts;
  readonly servingNetwork: string | undefined;
  /** It charges something else than a PDU session: messages, registrations, slices. */
  readonly isOtherService: boolean;
  readonly units: readonly UnitUsage[];
};

/** What tells sessions of one line apart; none of them is always there. */
export type SessionFacts = {
  readonly chargingId: number | undefined;
  readonly smfChargingId: string | undefined;
  readonly pduSessionId: number | undefined;
  readonly startTime: string | undefined;
};

/** A contact has 500 characters, for this, our reference and rating groups. */
const LONGEST_NOTIFY_URI = 400;

/** Information of other services than PDU sessions: `sMSChargingInformation` and its like. */
const OTHER_SERVICE = /^(?!pDUSession).+ChargingInformation$/;

export function readRequest(body: JsonObject, findings: Findings): ChargingDataRequest {
  const timeStamp = body['invocationTimeStamp'];
  const timeMicroseconds = microsecondsOf(timeStamp);
  if (timeStamp === undefined) findings.missing('/invocationTimeStamp');
  else if (timeMicroseconds === undefined)
    findings.incorrect('/invocationTimeStamp', 'is no date and time', true);
  const sequenceNumber = body['invocationSequenceNumber'];
  if (sequenceNumber === undefined) findings.missing('/invocationSequenceNumber');
  else if (!isUnsigned32(sequenceNumber))
    findings.incorrect('/invocationSequenceNumber', 'is no Uint32', true);
  const pdu = objectAt(body, PDU, findings);
  const user = objectAt(pdu, 'userInformation', findings, PDU);
  return {
    sequenceNumber: isUnsigned32(sequenceNumber) ? sequenceNumber : 0,
    timeStamp: typeof timeStamp === 'string' ? timeStamp : '',
    timeMicroseconds: timeMicroseconds ?? 0,
    isRetransmission: flagAt(body, 'retransmissionIndicator', findings),
    subscriber: readSubscriber(body['subscriberIdentifier'], user['servedGPSI'], findings, {
      supi: SUPI,
      gpsi: `${PDU}/userInformation/servedGPSI`,
    }),
    isUnauthenticated: user['unauthenticatedFlag'] === true,
    event: readEvent(body, findings),
    notifyUri: readNotifyUri(body['notifyUri'], findings),
    wantsFeatures: body['supportedFeatures'] !== undefined,
    consumer: readConsumer(body['nfConsumerIdentification'], findings),
    session: readSession(body, pdu, findings),
    servingNetwork: readServingNetwork(pdu, findings),
    isOtherService:
      body['pDUSessionChargingInformation'] === undefined &&
      Object.keys(body).some((name) => OTHER_SERVICE.test(name)),
    units: readUnits(body['multipleUnitUsage'], findings),
  };
}

function readEvent(body: JsonObject, findings: Findings): ChargingDataRequest['event'] {
  if (!flagAt(body, 'oneTimeEvent', findings)) return undefined;
  const type = body['oneTimeEventType'];
  if (type === 'IEC' || type === 'PEC') return type;
  if (type === undefined) findings.missing('/oneTimeEventType');
  else findings.incorrect('/oneTimeEventType', 'is neither IEC nor PEC', true);
  return undefined;
}

function readNotifyUri(value: unknown, findings: Findings): string | undefined {
  if (value === undefined) return undefined;
  if (isCallbackUri(value, LONGEST_NOTIFY_URI)) return value;
  findings.incorrect('/notifyUri', `is no http address of at most ${LONGEST_NOTIFY_URI} letters`);
  return undefined;
}

function readConsumer(value: unknown, findings: Findings): string {
  const where = '/nfConsumerIdentification';
  if (value === undefined) {
    findings.missing(where);
    return '';
  }
  if (!isObject(value)) {
    findings.incorrect(where, 'is no object', true);
    return '';
  }
  const functionality = value['nodeFunctionality'];
  if (functionality === undefined) findings.missing(`${where}/nodeFunctionality`);
  else if (!isName(functionality))
    findings.incorrect(`${where}/nodeFunctionality`, 'is no name', true);
  // Networks in the field name themselves by any text, though the specification wants a UUID.
  for (const attribute of ['nFName', 'nFFqdn', 'nFIPv4Address', 'nFIPv6Address']) {
    const name = value[attribute];
    if (isName(name)) return name;
    if (name !== undefined && name !== '')
      findings.incorrect(`${where}/${attribute}`, 'is no name');
  }
  return isName(functionality) ? functionality : '';
}

function readSession(body: JsonObject, pdu: JsonObject, findings: Findings): SessionFacts {
  const about = objectAt(pdu, 'pduSessionInformation', findings, PDU);
  const chargingId = body['chargingId'] ?? pdu['chargingId'];
  if (chargingId !== undefined && !isUnsigned32(chargingId))
    findings.incorrect('/chargingId', 'is no Uint32');
  const smfChargingId = pdu['sMFchargingId'];
  const pduSessionId = about['pduSessionID'];
  const startTime = about['startTime'];
  if (startTime !== undefined && microsecondsOf(startTime) === undefined)
    findings.incorrect(`${PDU}/pduSessionInformation/startTime`, 'is no date and time');
  return {
    chargingId: isUnsigned32(chargingId) ? chargingId : undefined,
    smfChargingId: isName(smfChargingId) ? smfChargingId : undefined,
    pduSessionId: isUnsigned32(pduSessionId) ? pduSessionId : undefined,
    startTime: typeof startTime === 'string' ? startTime : undefined,
  };
}

function objectAt(of: JsonObject, name: string, findings: Findings, within = ''): JsonObject {
  const value = of[name.startsWith('/') ? name.slice(1) : name];
  if (value === undefined) return NOTHING;
  if (isObject(value)) return value;
  findings.incorrect(name.startsWith('/') ? name : `${within}/${name}`, 'is no object');
  return NOTHING;
}

function flagAt(of: JsonObject, name: string, findings: Findings): boolean {
  const value = of[name];
  if (value === undefined || typeof value === 'boolean') return value === true;
  findings.incorrect(`/${name}`, 'is no boolean');
  return false;
}

const NOTHING: JsonObject = {};
