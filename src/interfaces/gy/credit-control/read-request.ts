// Reads a Credit-Control-Request (RFC 8506 clause 3.1) into what charging is asked.

import { isUtf8 } from 'node:buffer';
import type { ChargingRequest, ChargingStep } from '../../../charging/public.ts';
import type { Avp } from '../codec/avp.ts';
import { threegpp } from '../codec/avps-3gpp.ts';
import { base } from '../codec/avps-base.ts';
import { creditControl } from '../codec/avps-credit-control.ts';
import { readerOf } from '../codec/grammar.ts';
import { APPLICATION_CREDIT_CONTROL, avpsOf, type Message } from '../codec/message.ts';
import { invalidValue, missing, resultCode, type Findings } from '../codec/problem.ts';
import { writeContact } from '../contact.ts';
import { readServices, type Services } from './services.ts';
import { readServingNetwork, readSubscriber } from './subscriber.ts';

export type CreditControlRequest = {
  /** Check balance asks only; everything else charges. */
  readonly action: 'charge' | 'check_balance';
  readonly requestType: number;
  readonly charging: ChargingRequest;
  readonly services: Services;
};

const STEPS: ReadonlyMap<number, ChargingStep> = new Map([
  [1, 'initial'],
  [2, 'update'],
  [3, 'final'],
  [4, 'event'],
]);

const ACTION_DIRECT_DEBITING = 0;
const ACTION_CHECK_BALANCE = 2;

/** Names are kept beside the ledger; longer ones than this are nobody's. */
const LONGEST_NAME_OCTETS = 512;

/** Packet-switched data, of any release: "32251@3gpp.org", "8.32251@3gpp.org" (TS 32.251). */
const DATA_CONTEXT = /(^|\.)32251@3gpp\.org$/;

const readCommand = readerOf({
  sessionId: [base.sessionId, 'one'],
  originHost: [base.originHost, 'one'],
  originRealm: [base.originRealm, 'one'],
  destinationRealm: [base.destinationRealm, 'one'],
  destinationHost: [base.destinationHost, 'maybe'],
  authApplicationId: [base.authApplicationId, 'one'],
  serviceContextId: [creditControl.serviceContextId, 'one'],
  requestType: [creditControl.requestType, 'one'],
  requestNumber: [creditControl.requestNumber, 'one'],
  requestedAction: [creditControl.requestedAction, 'maybe'],
  subscriptionIds: [creditControl.subscriptionId, 'many'],
  multipleServices: [creditControl.multipleServicesCreditControl, 'many'],
  requestedServiceUnit: [creditControl.requestedServiceUnit, 'maybe'],
  usedServiceUnits: [creditControl.usedServiceUnit, 'many'],
  serviceInformation: [threegpp.serviceInformation, 'maybe'],
});

/**
 * The request, or null when `findings` has a problem. Its AVPs have passed the admission check.
 * `neighbour` is the peer that it came from, which an agent on the way makes another than its origin.
 */
export function readRequest(
  message: Message,
  findings: Findings,
  neighbour: string,
): CreditControlRequest | null {
  const found = readCommand(avpsOf(message), findings);
  if (found === null) return null;
  if (found.authApplicationId.unsigned32() !== APPLICATION_CREDIT_CONTROL)
    findings.add(invalidValue(found.authApplicationId, 'credit control is application 4'));

  const requestType = found.requestType.unsigned32();
  const step = STEPS.get(requestType);
  if (step === undefined) findings.add(invalidValue(found.requestType, 'no such CC-Request-Type'));
  checkContext(found.serviceContextId, findings);
  const action = readAction(step, found.requestedAction, findings);
  const sessionId = readName(found.sessionId, findings);
  const networkElement = readName(found.originHost, findings);
  const subscriber = readSubscriber(found.subscriptionIds, findings);
  const servingNetwork = readServingNetwork(found.serviceInformation, findings);
  const services = readServices(found, step ?? 'event', findings);
  if (step === 'event' && action === 'charge') checkDirectDebiting(services, findings);
  if (findings.first !== null || step === undefined) return null;

  return {
    action,
    requestType,
    services,
    charging: {
      sessionId,
      requestNumber: found.requestNumber.unsigned32(),
      step,
      subscriber,
      services: services.usage,
      ...(servingNetwork === undefined ? {} : { servingNetwork }),
      networkElement,
      // Charging keeps the first one; an event leaves nothing to be reached.
      contact:
        step === 'initial'
          ? writeContact(networkElement, found.originRealm.text(), neighbour)
          : null,
    },
  };
}

/**
 * Text that is stored. Invalid UTF-8 would make two names one, and a zero octet is none that a
 * database takes in text.
 */
function readName(avp: Avp, findings: Findings): string {
  const octets = avp.data();
  if (octets.length === 0 || octets.length > LONGEST_NAME_OCTETS)
    findings.add(invalidValue(avp, `a name has 1 to ${LONGEST_NAME_OCTETS} octets`));
  else if (!isUtf8(octets) || octets.includes(0)) findings.add(invalidValue(avp, 'not UTF-8 text'));
  return avp.text();
}

/** Voice and messages have contexts of their own, and no price here (RFC 8506 clause 9.2). */
function checkContext(serviceContextId: Avp, findings: Findings): void {
  if (DATA_CONTEXT.test(serviceContextId.text())) return;
  findings.add({
    resultCode: resultCode.ratingFailed,
    message: 'only packet-switched data (32251@3gpp.org) is charged here',
    failedAvp: serviceContextId.whole(),
  });
}

/** Requested-Action counts in an event only (RFC 8506 clause 8.41). */
function readAction(
  step: ChargingStep | undefined,
  requestedAction: Avp | undefined,
  findings: Findings,
): CreditControlRequest['action'] {
  if (step !== 'event') return 'charge';
  if (requestedAction === undefined) {
    findings.add(missing(creditControl.requestedAction));
    return 'charge';
  }
  const action = requestedAction.unsigned32();
  if (action === ACTION_CHECK_BALANCE) return 'check_balance';
  if (action !== ACTION_DIRECT_DEBITING)
    findings.add(invalidValue(requestedAction, 'refunds and price enquiries are not served'));
  return 'charge';
}

/** Direct debiting takes an amount that the client knows: there is no event here that has a price. */
function checkDirectDebiting(services: Services, findings: Findings): void {
  if (services.usage.length === 0 || !services.usage.every(hasAmount))
    findings.add(missing(creditControl.totalOctets));
}

const hasAmount = ({ usedOctets, requestedOctets }: Services['usage'][number]): boolean =>
  requestedOctets !== 'any' && (usedOctets > 0 || requestedOctets !== 'nothing');
