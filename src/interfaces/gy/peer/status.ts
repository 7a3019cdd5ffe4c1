// What a connection tells the person on call of itself.

import type { Instant } from '../../../kernel/public.ts';
import {
  COMMAND_CAPABILITIES_EXCHANGE,
  COMMAND_CREDIT_CONTROL,
  COMMAND_DEVICE_WATCHDOG,
  COMMAND_DISCONNECT_PEER,
  type Message,
} from '../codec/message.ts';
import type { GyMeter } from '../identity.ts';
import { codeOfAnswer } from './answers.ts';
import type { Capabilities } from './capabilities.ts';
import type { PeerState } from './state.ts';
import type { Watch } from './watch.ts';
import type { WatchdogState } from './watchdog.ts';

export type PeerStatus = {
  /** Null until it has shown its capabilities. */
  readonly originHost: string | null;
  readonly originRealm: string | null;
  readonly productName: string | null;
  readonly isRelay: boolean;
  /** Where it calls from, and what it announces. */
  readonly address: string;
  readonly hostIpAddresses: readonly string[];
  readonly isSecure: boolean;
  readonly state: PeerState;
  readonly watchdog: WatchdogState;
  /** Of the last watchdog that it answered. */
  readonly watchdogMilliseconds: number | null;
  readonly originStateId: number | null;
  /** How often the peer came back without its sessions (its Origin-State-Id grew). */
  readonly restarts: number;
  readonly connectedAt: Instant;
  readonly requests: number;
  /** Of them, those not admitted (peer/admission.ts): malformed, or bound for somebody else. */
  readonly turnedAway: number;
  /** Answers of ours by result code. */
  readonly answers: { readonly [code: string]: number };
  readonly outstandingRequests: number;
  /** Requests of ours that were sent, and those that still wait for an answer. */
  readonly asked: number;
  readonly awaitedAnswers: number;
};

const COMMAND_NAMES: ReadonlyMap<number, string> = new Map([
  [COMMAND_CAPABILITIES_EXCHANGE, 'CER'],
  [COMMAND_DEVICE_WATCHDOG, 'DWR'],
  [COMMAND_DISCONNECT_PEER, 'DPR'],
  [COMMAND_CREDIT_CONTROL, 'CCR'],
]);

/** What a connection counts, and tells the meter. */
export class Tally {
  requests = 0;
  turnedAway = 0;
  asked = 0;
  readonly #answers = new Map<number, number>();
  readonly #meter: GyMeter | undefined;

  constructor(meter: GyMeter | undefined) {
    this.#meter = meter;
  }

  /** A request has its answer. `startedAt` counts only where there is a meter. */
  count(request: Message, answer: Buffer, startedAt: number): void {
    const code = codeOfAnswer(answer);
    this.#answers.set(code, (this.#answers.get(code) ?? 0) + 1);
    if (this.#meter === undefined) return;
    const name = COMMAND_NAMES.get(request.command) ?? 'other';
    this.#meter.answered(name, code, (performance.now() - startedAt) / 1_000);
  }

  get answers(): { readonly [code: string]: number } {
    return Object.fromEntries(this.#answers);
  }
}

export function connectionStatus(of: {
  readonly address: string;
  readonly isSecure: boolean;
  readonly state: PeerState;
  readonly capabilities: Capabilities | null;
  readonly restarts: number;
  readonly connectedAt: Instant;
  readonly outstandingRequests: number;
  readonly awaitedAnswers: number;
  readonly watch: Watch;
  readonly tally: Tally;
}): PeerStatus {
  const { capabilities, watch, tally, ...others } = of;
  return {
    ...others,
    originHost: capabilities?.originHost ?? null,
    originRealm: capabilities?.originRealm ?? null,
    productName: capabilities?.productName ?? null,
    hostIpAddresses: capabilities?.hostIpAddresses ?? [],
    isRelay: capabilities?.isRelay ?? false,
    originStateId: capabilities?.originStateId ?? null,
    watchdog: watch.state,
    watchdogMilliseconds: watch.roundTripMilliseconds,
    requests: tally.requests,
    turnedAway: tally.turnedAway,
    answers: tally.answers,
    asked: tally.asked,
  };
}
