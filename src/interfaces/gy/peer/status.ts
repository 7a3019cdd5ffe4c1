// What a connection tells the person on call of itself.

import type { Instant } from '../../../kernel/public.ts';
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

/** What a connection counts. */
export class Tally {
  requests = 0;
  turnedAway = 0;
  asked = 0;
  readonly #answers = new Map<number, number>();

  answered(code: number): void {
    this.#answers.set(code, (this.#answers.get(code) ?? 0) + 1);
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
