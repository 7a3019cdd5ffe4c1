// Writes a Credit-Control-Answer (RFC 8506 clause 3.2) from what charging said.

import type { ChargingAnswer, ServiceAnswer } from '../../../charging/public.ts';
import { base } from '../codec/avps-base.ts';
import { creditControl } from '../codec/avps-credit-control.ts';
import { APPLICATION_CREDIT_CONTROL, type Message } from '../codec/message.ts';
import { resultCode } from '../codec/problem.ts';
import type { MessageWriter } from '../codec/writer.ts';
import type { Answers } from '../peer/answers.ts';
import type { CreditControlRequest } from './read-request.ts';
import { codeOfRequest, codeOfService } from './result-codes.ts';

const FINAL_UNIT_ACTION_TERMINATE = 0;
const ENOUGH_CREDIT = 0;
const NO_CREDIT = 1;

/** The answer to a request that was charged. */
export function answerCharged(
  message: Message,
  request: CreditControlRequest,
  charged: ChargingAnswer,
  answers: Answers,
): Buffer {
  const { inRoot, identifiers } = request.services;
  return answers.make(message, rootCode(request, charged), (writer) => {
    writeCommon(writer, request);
    for (const service of charged.services) {
      if (inRoot) {
        writeGrant(writer, service);
        continue;
      }
      const group = writer.open(creditControl.multipleServicesCreditControl);
      writeGrant(writer, service);
      for (const identifier of identifiers.get(service.ratingGroup) ?? [])
        writer.encoded(identifier.whole());
      if (service.ratingGroup !== null)
        writer.unsigned32(creditControl.ratingGroup, service.ratingGroup);
      writer.unsigned32(base.resultCode, codeOfService[service.result]).close(group);
    }
  });
}

/** The answer to a check of the balance (RFC 8506 clause 6.3). */
export function answerBalance(
  message: Message,
  request: CreditControlRequest,
  hasEnough: boolean,
  answers: Answers,
): Buffer {
  return answers.make(message, resultCode.success, (writer) => {
    writeCommon(writer, request);
    writer.unsigned32(creditControl.checkBalanceResult, hasEnough ? ENOUGH_CREDIT : NO_CREDIT);
  });
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
  if (service.result !== 'granted') return;
  const granted = writer.open(creditControl.grantedServiceUnit);
  writer.unsigned64(creditControl.totalOctets, service.grantedOctets).close(granted);
  writer.unsigned32(creditControl.validityTime, service.validitySeconds);
  if (service.finalUnit === null) return;
  const final = writer.open(creditControl.finalUnitIndication);
  writer.unsigned32(creditControl.finalUnitAction, FINAL_UNIT_ACTION_TERMINATE).close(final);
}
