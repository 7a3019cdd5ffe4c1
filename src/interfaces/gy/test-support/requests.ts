// Credit-Control-Requests for tests, put together AVP by AVP.

import { base } from '../codec/avps-base.ts';
import { creditControl } from '../codec/avps-credit-control.ts';
import type { AvpDefinition } from '../codec/definition.ts';
import {
  APPLICATION_CREDIT_CONTROL,
  COMMAND_CREDIT_CONTROL,
  FLAG_PROXIABLE,
  FLAG_REQUEST,
} from '../codec/message.ts';
import { writeTree, type AvpTree } from '../codec/tree.ts';

export const IMSI = '001010000000001';
export const MSISDN = '447700900001';
export const INITIAL = 1;
export const UPDATE = 2;
export const FINAL = 3;
export const EVENT = 4;

export const avp = (
  definition: AvpDefinition,
  value: AvpTree['value'],
  mandatory: boolean = definition.writtenMandatory,
): AvpTree => ({ definition, mandatory, value });

export const totalOctets = (amount: number | bigint): AvpTree =>
  avp(creditControl.totalOctets, amount);
export const requested = (...units: AvpTree[]): AvpTree =>
  avp(creditControl.requestedServiceUnit, units);
export const used = (...units: AvpTree[]): AvpTree => avp(creditControl.usedServiceUnit, units);
export const ratingGroup = (id: number): AvpTree => avp(creditControl.ratingGroup, id);
export const service = (...inner: AvpTree[]): AvpTree =>
  avp(creditControl.multipleServicesCreditControl, inner);
export const subscription = (type: number, data: string): AvpTree =>
  avp(creditControl.subscriptionId, [
    avp(creditControl.subscriptionIdType, type),
    avp(creditControl.subscriptionIdData, data),
  ]);

export type RequestParts = {
  readonly type?: number;
  readonly number?: number;
  readonly sessionId?: string;
  readonly hopByHop?: number;
  readonly flags?: number;
  readonly command?: number;
  readonly application?: number;
  /** AVPs left out of the usual ones. */
  readonly without?: readonly AvpDefinition[];
  readonly and?: readonly AvpTree[];
};

let lastHopByHop = 0x100;

/** A request with all that it needs, and `and` at its end. */
export function creditControlRequest(parts: RequestParts = {}): Buffer {
  lastHopByHop += 1;
  const {
    type = INITIAL,
    number = 0,
    sessionId = 'smf.epc.test;1;1',
    hopByHop = lastHopByHop,
  } = parts;
  const usual = [
    avp(base.sessionId, sessionId),
    avp(base.originHost, 'smf.epc.test'),
    avp(base.originRealm, 'epc.test'),
    avp(base.destinationRealm, 'epc.test'),
    avp(base.authApplicationId, APPLICATION_CREDIT_CONTROL),
    avp(creditControl.serviceContextId, '32251@3gpp.org'),
    avp(creditControl.requestType, type),
    avp(creditControl.requestNumber, number),
    subscription(1, IMSI),
    subscription(0, MSISDN),
  ].filter(({ definition }) => !parts.without?.includes(definition));
  return writeTree(
    {
      flags: parts.flags ?? FLAG_REQUEST | FLAG_PROXIABLE,
      command: parts.command ?? COMMAND_CREDIT_CONTROL,
      application: parts.application ?? APPLICATION_CREDIT_CONTROL,
      hopByHop,
      endToEnd: hopByHop,
    },
    [...usual, ...(parts.and ?? [])],
  );
}
