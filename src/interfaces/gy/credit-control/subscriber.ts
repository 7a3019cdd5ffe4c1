// Whose data is used: the Subscription-Ids of a request (RFC 8506 clause 8.46), and the network that
// the line is in, which PS-Information tells (TS 32.299 clause 7.2.158).

import type { SubscriberIdentity } from '../../../charging/public.ts';
import type { Avp } from '../codec/avp.ts';
import { threegpp } from '../codec/avps-3gpp.ts';
import { creditControl } from '../codec/avps-credit-control.ts';
import { readerOf } from '../codec/grammar.ts';
import { invalidValue, missing, occursTooOften, type Findings } from '../codec/problem.ts';

const TYPE_E164 = 0;
const TYPE_IMSI = 1;

const E164 = /^\+?(\d{1,15})$/;
const IMSI = /^(\d{6,15})$/;
const MCC_MNC = /^(\d{5,6})$/;

/** CGI, SAI, RAI; TAI, ECGI, both, eNodeB ID, TAI with it, and the extended ones; 5G's TAI and NCGI. */
const PLACES: ReadonlySet<number> = new Set([
  0, 1, 2, 128, 129, 130, 131, 132, 133, 134, 135, 136, 137, 138,
]);

const readSubscription = readerOf({
  type: [creditControl.subscriptionIdType, 'one'],
  data: [creditControl.subscriptionIdData, 'one'],
});

const readServiceInformation = readerOf({ ps: [threegpp.psInformation, 'maybe'] });
const readPsInformation = readerOf({
  sgsnMccMnc: [threegpp.sgsnMccMnc, 'maybe'],
  userLocation: [threegpp.userLocationInfo, 'maybe'],
});

/**
 * Takes the IMSI and the MSISDN; SIP URIs, NAIs and private identities are passed over. Two different
 * ones of a kind are refused, for nobody could say which of them pays.
 */
export function readSubscriber(groups: readonly Avp[], findings: Findings): SubscriberIdentity {
  let imsi: string | undefined;
  let msisdn: string | undefined;
  for (const group of groups) {
    const found = readSubscription(group.children(), findings);
    if (found === null) break;
    const type = found.type.unsigned32();
    if (type !== TYPE_E164 && type !== TYPE_IMSI) continue;
    const digits = (type === TYPE_IMSI ? IMSI : E164).exec(found.data.text())?.[1];
    if (digits === undefined) {
      findings.add(invalidValue(found.data, 'not the digits of an IMSI or an MSISDN'));
      break;
    }
    const before = type === TYPE_IMSI ? imsi : msisdn;
    if (before !== undefined && before !== digits)
      findings.add(occursTooOften(group, creditControl.subscriptionId));
    if (type === TYPE_IMSI) imsi = digits;
    else msisdn = digits;
  }
  if (imsi === undefined && msisdn === undefined)
    findings.add(missing(creditControl.subscriptionId));
  return {
    ...(imsi === undefined ? {} : { imsi }),
    ...(msisdn === undefined ? {} : { msisdn }),
  };
}

/**
 * MCC then MNC, or undefined when the request does not tell. Where 3GPP-SGSN-MCC-MNC is left out, as some
 * 4G gateways do, the cell or tracking area tells it.
 */
export function readServingNetwork(
  serviceInformation: Avp | undefined,
  findings: Findings,
): string | undefined {
  const service = serviceInformation?.children();
  const ps = service && readServiceInformation(service, findings)?.ps?.children();
  const found = ps && readPsInformation(ps, findings);
  const network = found?.sgsnMccMnc;
  if (network === undefined)
    return found?.userLocation === undefined ? undefined : networkOf(found.userLocation.data());
  const digits = MCC_MNC.exec(network.text())?.[1];
  if (digits === undefined) findings.add(invalidValue(network, 'not an MCC and an MNC'));
  return digits;
}

/**
 * The network in a 3GPP-User-Location-Info: an octet of type, then MCC and MNC in half octets, in every
 * type that stands for a place (TS 29.061 clause 16.4.7.2, TS 29.274 clause 8.21.1). Anything else tells
 * nothing, and does not make the request a wrong one.
 */
function networkOf(location: Buffer): string | undefined {
  if (location.length < 4 || !PLACES.has(location.readUInt8(0))) return undefined;
  const [low = 0, middle = 0, high = 0] = location.subarray(1, 4);
  const mcc = [low & 15, low >> 4, middle & 15];
  const mnc = [high & 15, high >> 4, middle >> 4];
  const digits = mnc[2] === 15 ? [...mcc, ...mnc.slice(0, 2)] : [...mcc, ...mnc];
  return digits.every((digit) => digit <= 9) ? digits.join('') : undefined;
}
