// Whose data is used, and in which network: the SUPI, the GPSI, and what PDU session charging tells of
// where the line is (TS 32.291 clauses 6.1.6.2.1.1 and 6.1.6.2.2.6).

import type { SubscriberIdentity } from '../../../charging/public.ts';
import type { Findings } from '../http2/findings.ts';
import { isName, isObject, type JsonObject } from '../http2/read-json.ts';

const IMSI_SUPI = /^imsi-(\d{6,15})$/;
const MSISDN_GPSI = /^msisdn-(\d{5,15})$/;
const MCC = /^\d{3}$/;
const MNC = /^\d{2,3}$/;

export const SUPI = '/subscriberIdentifier';
export const PDU = '/pDUSessionChargingInformation';

/**
 * The IMSI and the MSISDN, where the network names the line by either. Other kinds of SUPI and GPSI are
 * passed over: no line is known by them. Undefined when nothing is told at all.
 */
export function readSubscriber(
  supi: unknown,
  gpsi: unknown,
  findings: Findings,
  at: { readonly supi: string; readonly gpsi: string },
): SubscriberIdentity | undefined {
  if (supi !== undefined && !isName(supi)) findings.incorrect(at.supi, 'is no SUPI');
  if (gpsi !== undefined && !isName(gpsi)) findings.incorrect(at.gpsi, 'is no GPSI');
  if (supi === undefined && gpsi === undefined) return undefined;
  const imsi = isName(supi) ? IMSI_SUPI.exec(supi)?.[1] : undefined;
  const msisdn = isName(gpsi) ? MSISDN_GPSI.exec(gpsi)?.[1] : undefined;
  return {
    ...(imsi === undefined ? {} : { imsi }),
    ...(msisdn === undefined ? {} : { msisdn }),
  };
}

/**
 * MCC then MNC of the network the line is in, or undefined when the request does not tell. The first of:
 * the serving core network, where the user is (5G, 4G, other access), the network of the serving AMF.
 */
export function readServingNetwork(pdu: JsonObject, findings: Findings): string | undefined {
  const session = pdu['pduSessionInformation'];
  const location = pdu['userLocationinfo'];
  const info = isObject(session) ? session : NOTHING;
  const place = isObject(location) ? location : NOTHING;
  return (
    networkOf(info['servingCNPlmnId'], `${PDU}/pduSessionInformation/servingCNPlmnId`, findings) ??
    networkOfTai(place, 'nrLocation', 'tai', findings) ??
    networkOfTai(place, 'eutraLocation', 'tai', findings) ??
    networkOfTai(place, 'n3gaLocation', 'n3gppTai', findings) ??
    networkOfServingFunction(info['servingNetworkFunctionID'], findings)
  );
}

function networkOfTai(
  place: JsonObject,
  access: string,
  tai: string,
  findings: Findings,
): string | undefined {
  const location = place[access];
  const area = isObject(location) ? location[tai] : undefined;
  const where = `${PDU}/userLocationinfo/${access}/${tai}/plmnId`;
  return isObject(area) ? networkOf(area['plmnId'], where, findings) : undefined;
}

function networkOfServingFunction(serving: unknown, findings: Findings): string | undefined {
  const about = isObject(serving) ? serving['servingNetworkFunctionInformation'] : undefined;
  const where = `${PDU}/pduSessionInformation/servingNetworkFunctionID/servingNetworkFunctionInformation/nFPLMNID`;
  return isObject(about) ? networkOf(about['nFPLMNID'], where, findings) : undefined;
}

function networkOf(plmn: unknown, where: string, findings: Findings): string | undefined {
  if (plmn === undefined) return undefined;
  const { mcc, mnc } = isObject(plmn) ? plmn : NOTHING;
  if (typeof mcc === 'string' && typeof mnc === 'string' && MCC.test(mcc) && MNC.test(mnc))
    return mcc + mnc;
  findings.incorrect(where, 'is no MCC and MNC');
  return undefined;
}

const NOTHING: JsonObject = {};
