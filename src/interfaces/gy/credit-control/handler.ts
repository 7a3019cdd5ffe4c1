// One Credit-Control-Request from octets to octets. Whatever happens in between, an answer comes out,
// and in time: a client that hears nothing for Tx lets traffic pass uncharged or cuts it off
// (RFC 8506 clause 5.6), and either is worse than being told to come back.

import { SessionOrder, ThrottledLog, type Charging } from '../../../charging/public.ts';
import { invariant, octets, type Clock, type Octets } from '../../../kernel/public.ts';
import type { Message } from '../codec/message.ts';
import { Findings, resultCode } from '../codec/problem.ts';
import type { GyLimits, GyLog } from '../identity.ts';
import type { Answers } from '../peer/answers.ts';
import type { Peer } from '../peer/peers.ts';
import type { GyAnswerSettings } from '../settings.ts';
import { AnswerWriter } from './answer.ts';
import { readRequest, type CreditControlRequest } from './read-request.ts';
import { codeOfRefusal, codeOfThrown } from './result-codes.ts';

export type CreditControlOptions = {
  readonly charging: Charging;
  readonly answers: Answers;
  readonly limits: GyLimits;
  readonly log: GyLog;
  readonly clock: Clock;
  readonly settings: GyAnswerSettings;
  /** Remembers through whom a host is reached that is not our neighbour itself. */
  readonly learn: (originHost: string, through: Peer) => void;
};

export class CreditControlHandler {
  readonly #options: CreditControlOptions;
  readonly #order = new SessionOrder();
  readonly #log: ThrottledLog;
  readonly #written: AnswerWriter;

  constructor(options: CreditControlOptions) {
    this.#options = options;
    this.#written = new AnswerWriter(options.answers, options.settings);
    this.#log = new ThrottledLog(options.log, options.clock);
  }

  /**
   * Hands `send` the one answer of the request. Resolves when charging is done with it, which is later
   * than the answer where charging was too slow; never rejects.
   */
  async handle(message: Message, from: Peer, send: (answer: Buffer) => void): Promise<void> {
    const { answers, limits, learn } = this.#options;
    const names: { sessionId?: string; requestNumber?: number; networkElement?: string } = {};
    let isAnswered = false;
    const sendOnce = (answer: Buffer): void => {
      if (isAnswered) return;
      isAnswered = true;
      send(answer);
    };
    const deadline = setTimeout(() => {
      this.#log.error(names, 'charging is late; answered busy');
      sendOnce(answers.problem(message, { resultCode: resultCode.tooBusy, message: 'too busy' }));
    }, limits.answerSeconds * 1_000);
    try {
      const findings = new Findings();
      const request = readRequest(message, findings, from.originHost);
      if (request === null) {
        invariant(findings.first !== null, 'a request that cannot be read has a problem');
        sendOnce(answers.problem(message, findings.first));
        return;
      }
      const { sessionId, requestNumber, networkElement } = request.charging;
      if (networkElement !== from.originHost) learn(networkElement, from);
      Object.assign(names, { sessionId, requestNumber, networkElement });
      sendOnce(await this.#order.run(sessionId, () => this.#charge(message, request)));
    } catch (thrown) {
      const code = codeOfThrown(thrown);
      this.#log.error({ ...names, resultCode: code, err: thrown }, 'charging failed');
      sendOnce(answers.problem(message, { resultCode: code, message: 'charging failed' }));
    } finally {
      clearTimeout(deadline);
    }
  }

  async #charge(message: Message, request: CreditControlRequest): Promise<Buffer> {
    const { charging, answers } = this.#options;
    if (request.action === 'check_balance') {
      const enough = await charging.hasEnough(request.charging.subscriber, asked(request));
      if (enough.ok) return this.#written.balance(message, request, enough.value);
      return refused(message, enough.refusal.code, answers);
    }
    const charged = await charging.charge(request.charging);
    if (charged.ok) return this.#written.charged(message, request, charged.value);
    return refused(message, charged.refusal.code, answers);
  }
}

function refused(message: Message, code: keyof typeof codeOfRefusal, answers: Answers): Buffer {
  return answers.problem(message, {
    resultCode: codeOfRefusal[code],
    message: code.replaceAll('_', ' '),
  });
}

/** The amount a check is for. One that names none asks whether there is anything at all. */
function asked(request: CreditControlRequest): Octets {
  let sum = 0;
  for (const { requestedOctets } of request.services.usage)
    if (typeof requestedOctets === 'number') sum += requestedOctets;
  return octets(Math.min(Math.max(sum, 1), Number.MAX_SAFE_INTEGER));
}
