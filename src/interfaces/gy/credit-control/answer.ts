// Writes a Credit-Control-Answer (RFC 8506 clause 3.2, TS 32.299 clause 6.4.3) from what charging said.

import type { ChargingAnswer, FinalUnit, ServiceAnswer } from '../../../charging/public.ts';
import { unreachable } from '../../../kernel/public.ts';
import { base } from '../codec/avps-base.ts';
import { creditControl } from '../codec/avps-credit-control.ts';
import { threegpp } from '../codec/avps-3gpp.ts';
import { APPLICATION_CREDIT_CONTROL, type Message } from '../codec/message.ts';
import { resultCode } from '../codec/problem.ts';
import { MessageWriter } from '../codec/writer.ts';
import type { Answers } from '../peer/answers.ts';
import type { GyAnswerSettings } from '../settings.ts';
import type { CreditControlRequest } from './read-request.ts';
import { codeOfRequest, codeOfServed } from './result-codes.ts';

const FINAL_UNIT_ACTION_TERMINATE = 0;
const FINAL_UNIT_ACTION_REDIRECT = 1;
const FINAL_UNIT_ACTION_RESTRICT_ACCESS = 2;
const REDIRECT_ADDRESS_TYPE_URL = 2;
const ENOUGH_CREDIT = 0;
const NO_CREDIT = 1;
const FAILURE_HANDLING = { terminate: 0, continue: 1, retry_and_terminate: 2 } as const;
const LARGEST_UNSIGNED32 = 0xffff_ffff;

export class AnswerWriter {
  readonly #answers: Answers;
  /** AVPs that are the same in every answer of a session, and in every grant; encoded once. */
  readonly #session: Buffer;
  readonly #grant: Buffer;

  constructor(answers: Answers, settings: GyAnswerSettings) {
    this.#answers = answers;
    this.#session = sessionSettings(settings);
    this.#grant = grantSettings(settings);
  }

  /** The answer to a request that was charged. */
  charged(message: Message, request: CreditControlRequest, charged: ChargingAnswer): Buffer {
    const { inRoot, identifiers } = request.services;
    return this.#answers.make(message, rootCode(request, charged), (writer) => {
      writeCommon(writer, request);
      if (request.charging.step !== 'event') writer.encoded(this.#session);
      for (const service of charged.services) {
        if (inRoot) {
          writeGrant(writer, service);
          continue;
        }
        const group = writer.open(creditControl.multipleServicesCreditControl);
        writeGrant(writer, service);
        if (service.result === 'granted') this.#writeThresholds(writer, service);
        for (const identifier of identifiers.get(service.ratingGroup) ?? [])
          writer.encoded(identifier.whole());
        if (service.ratingGroup !== null)
          writer.unsigned32(creditControl.ratingGroup, service.ratingGroup);
        writer.unsigned32(base.resultCode, codeOfServed(service)).close(group);
      }
    });
  }

  /** The answer to a check of the balance (RFC 8506 clause 6.3). */
  balance(message: Message, request: CreditControlRequest, hasEnough: boolean): Buffer {
    return this.#answers.make(message, resultCode.success, (writer) => {
      writeCommon(writer, request);
      writer.unsigned32(creditControl.checkBalanceResult, hasEnough ? ENOUGH_CREDIT : NO_CREDIT);
    });
  }

  /** When the client reports before its grant is used up; 3GPP has them in a service's group only. */
  #writeThresholds(
    writer: MessageWriter,
    { thresholdOctets, quotaHoldingSeconds }: ServiceAnswer & { readonly result: 'granted' },
  ): void {
    if (thresholdOctets !== null)
      writer.unsigned32(
        threegpp.volumeQuotaThreshold,
        Math.min(thresholdOctets, LARGEST_UNSIGNED32),
      );
    if (quotaHoldingSeconds !== null)
      writer.unsigned32(threegpp.quotaHoldingTime, quotaHoldingSeconds);
    writer.encoded(this.#grant);
  }
}

/** A service without a group of its own has no place for its code but the answer's root. */
function rootCode(request: CreditControlRequest, charged: ChargingAnswer): number {
  const { step } = request.charging;
  const opens = step === 'initial' || step === 'event';
  return codeOfRequest(opens || request.services.inRoot, charged.services);
}

function writeCommon(writer: MessageWriter, request: CreditControlRequest): void {
  writer
    .unsigned32(base.authApplicationId, APPLICATION_CREDIT_CONTROL)
    .unsigned32(creditControl.requestType, request.requestType)
    .unsigned32(creditControl.requestNumber, request.charging.requestNumber);
}

/** What was granted, how long it holds, and whether it is the last (RFC 8506 clauses 8.17, 8.33, 8.34). */
function writeGrant(writer: MessageWriter, service: ServiceAnswer): void {
  if (service.result === 'granted') {
    const granted = writer.open(creditControl.grantedServiceUnit);
    writer.unsigned64(creditControl.totalOctets, service.grantedOctets).close(granted);
    writer.unsigned32(creditControl.validityTime, service.validitySeconds);
    if (service.finalUnit !== null) writeFinalUnit(writer, service.finalUnit);
  } else if (service.result === 'limit_reached' && service.finalUnit !== null) {
    // With no units beside it: the client acts at once (RFC 8506 clause 8.34).
    writeFinalUnit(writer, service.finalUnit);
  }
}

/** What the client does when the units are used up (RFC 8506 clause 5.6). */
function writeFinalUnit(writer: MessageWriter, finalUnit: FinalUnit): void {
  const final = writer.open(creditControl.finalUnitIndication);
  switch (finalUnit.action) {
    case 'terminate':
      writer.unsigned32(creditControl.finalUnitAction, FINAL_UNIT_ACTION_TERMINATE);
      break;
    case 'redirect': {
      writer.unsigned32(creditControl.finalUnitAction, FINAL_UNIT_ACTION_REDIRECT);
      const server = writer.open(creditControl.redirectServer);
      writer
        .unsigned32(creditControl.redirectAddressType, REDIRECT_ADDRESS_TYPE_URL)
        .text(creditControl.redirectServerAddress, finalUnit.url)
        .close(server);
      break;
    }
    case 'restrict':
      writer.unsigned32(creditControl.finalUnitAction, FINAL_UNIT_ACTION_RESTRICT_ACCESS);
      for (const filterId of finalUnit.filterIds) writer.text(base.filterId, filterId);
      break;
    default:
      unreachable(finalUnit);
  }
  writer.close(final);
}

function sessionSettings({ sessionFailover, failureHandling }: GyAnswerSettings): Buffer {
  const writer = new MessageWriter().beginAvps();
  if (sessionFailover !== undefined)
    writer.unsigned32(creditControl.sessionFailover, sessionFailover ? 1 : 0);
  if (failureHandling !== undefined)
    writer.unsigned32(
      creditControl.creditControlFailureHandling,
      FAILURE_HANDLING[failureHandling],
    );
  return writer.taken();
}

function grantSettings({ triggerTypes }: GyAnswerSettings): Buffer {
  const writer = new MessageWriter().beginAvps();
  if (triggerTypes === undefined) return writer.taken();
  const trigger = writer.open(threegpp.trigger);
  for (const type of triggerTypes) writer.unsigned32(threegpp.triggerType, type);
  return writer.close(trigger).taken();
}
