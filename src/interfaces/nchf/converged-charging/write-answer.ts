// Writes a ChargingDataResponse (TS 32.291 clause 6.1.6.2.1.2) as text at once: its shape is known, and
// building an object to have it turned into text took twice as long.

import { unreachable } from '../../../kernel/public.ts';
import type { ChargingAnswer, FinalUnit, ServiceAnswer } from '../../../charging/public.ts';
import { RESULT_CODES } from './causes.ts';
import type { ChargingDataRequest } from './read-request.ts';
import type { UnitUsage } from './units.ts';

/** What the network does with traffic while it cannot reach us. */
export type FailureHandling = 'TERMINATE' | 'CONTINUE' | 'RETRY_AND_TERMINATE';

/**
 * Octets abroad may cost others than at home, so a change of network is reported at once; and any
 * process of the same store goes on with a session that another one began.
 */
const sessionPart = (failureHandling: FailureHandling): string =>
  `,"invocationResult":{"failureHandling":"${failureHandling}"}` +
  ',"sessionFailover":"FAILOVER_SUPPORTED"' +
  ',"triggers":[{"triggerType":"PLMN_CHANGE","triggerCategory":"IMMEDIATE_REPORT"}]';

const when = (triggerType: string): string =>
  `{"triggerType":"${triggerType}","triggerCategory":"IMMEDIATE_REPORT"}`;

/**
 * When the network comes back for a rating group. An SMF has such triggers by itself (TS 32.255 clause
 * 5.2.1.4), but some, free5GC's among them, put a quota into force only where the answer says so.
 */
const QUOTA_TRIGGERS = `,"triggers":[${when('QUOTA_EXHAUSTED')}`;
const GRANT_TRIGGERS = `${QUOTA_TRIGGERS},${when('VALIDITY_TIME')}`;
const THRESHOLD_TRIGGER = `,${when('QUOTA_THRESHOLD')}`;
const HOLDING_TRIGGER = `,${when('QHT')}`;

/** `opening` is set in the answer to a Create only. */
export function writeAnswer(
  request: ChargingDataRequest,
  charged: ChargingAnswer,
  opening: FailureHandling | undefined,
): string {
  let text = `{"invocationTimeStamp":"${request.timeStamp}","invocationSequenceNumber":${request.sequenceNumber}`;
  if (opening !== undefined) text += sessionPart(opening);
  if (request.wantsFeatures) text += ',"supportedFeatures":"0"';
  if (charged.services.length > 0) {
    text += ',"multipleUnitInformation":[';
    for (let index = 0; index < charged.services.length; index += 1) {
      const service = charged.services[index];
      const unit = request.units[index];
      if (service === undefined || unit === undefined) continue;
      if (index > 0) text += ',';
      text += writeUnit(service, unit);
    }
    text += ']';
  }
  return `${text}}`;
}

function writeUnit(service: ServiceAnswer, unit: UnitUsage): string {
  const code =
    service.result === 'settled' && unit.asksOtherUnits
      ? RESULT_CODES.rating_failed
      : RESULT_CODES[service.result];
  let text = `{"resultCode":"${code}","ratingGroup":${unit.ratingGroup}`;
  if (unit.upfId !== undefined) text += `,"uPFID":${JSON.stringify(unit.upfId)}`;
  if (service.result === 'granted') {
    text += `,"grantedUnit":{"totalVolume":${service.grantedOctets}},"validityTime":${service.validitySeconds}`;
    if (service.thresholdOctets !== null)
      text += `,"volumeQuotaThreshold":${service.thresholdOctets}`;
    if (service.quotaHoldingSeconds !== null)
      text += `,"quotaHoldingTime":${service.quotaHoldingSeconds}`;
    text += GRANT_TRIGGERS;
    if (service.thresholdOctets !== null) text += THRESHOLD_TRIGGER;
    if (service.quotaHoldingSeconds !== null) text += HOLDING_TRIGGER;
    text += ']';
  }
  if (service.result === 'limit_reached') text += `${QUOTA_TRIGGERS}]`;
  if ((service.result === 'granted' || service.result === 'limit_reached') && service.finalUnit)
    text += `,"finalUnitIndication":${writeFinalUnit(service.finalUnit)}`;
  return `${text}}`;
}

function writeFinalUnit(final: FinalUnit): string {
  switch (final.action) {
    case 'terminate':
      return '{"finalUnitAction":"TERMINATE"}';
    case 'redirect':
      return JSON.stringify({
        finalUnitAction: 'REDIRECT',
        redirectServer: { redirectAddressType: 'URL', redirectServerAddress: final.url },
      });
    case 'restrict':
      return JSON.stringify({
        finalUnitAction: 'RESTRICT_ACCESS',
        ...(final.filterIds.length === 0 ? {} : { filterIdList: final.filterIds }),
      });
    default:
      return unreachable(final);
  }
}
