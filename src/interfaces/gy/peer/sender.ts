// Sends a request of ours to who holds a session, over the ways there are, one after another
// (RFC 6733 clause 5.5.4): a way that is lost or that cannot deliver makes room for the next one.

import { findAvp } from '../codec/avp.ts';
import { base } from '../codec/avps-base.ts';
import { avpsOf, type Message } from '../codec/message.ts';
import { resultCode } from '../codec/problem.ts';
import type { GyIdentity, GyLimits, GyMeter } from '../identity.ts';
import type { Identifiers } from './identifiers.ts';
import type { Neighbour, Peers } from './peers.ts';
import { sessionRequest, type SessionRequest } from './requests.ts';

export type Sent =
  | { readonly result: 'answered'; readonly resultCode: number }
  | { readonly result: 'late' | 'lost' | 'unreachable' };

export type SenderOptions = {
  readonly identity: GyIdentity;
  readonly limits: GyLimits;
  readonly peers: Peers;
  readonly meter: GyMeter | undefined;
  readonly nextIdentifiers: () => Identifiers;
};

const MOST_WAYS = 3;

/** Answers of an agent on the way that another way may spare us. */
const ELSEWHERE: ReadonlySet<number> = new Set([
  resultCode.unableToDeliver,
  resultCode.realmNotServed,
  resultCode.tooBusy,
  resultCode.loopDetected,
]);

export class Sender {
  readonly #options: SenderOptions;
  #inFlight = 0;

  constructor(options: SenderOptions) {
    this.#options = options;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  async send(
    request: Omit<SessionRequest, 'isRepeat'>,
    via: string | undefined,
    name: string,
  ): Promise<Sent> {
    const { limits, meter } = this.#options;
    if (this.#inFlight >= limits.maximumOwnRequests) return { result: 'unreachable' };
    const startedAt = performance.now();
    this.#inFlight += 1;
    try {
      const sent = await this.#overWays(request, via);
      const shown = sent.result === 'answered' ? String(sent.resultCode) : sent.result;
      meter?.asked(name, shown, (performance.now() - startedAt) / 1_000);
      return sent;
    } finally {
      this.#inFlight -= 1;
    }
  }

  async #overWays(
    request: Omit<SessionRequest, 'isRepeat'>,
    via: string | undefined,
  ): Promise<Sent> {
    const { identity, peers, nextIdentifiers } = this.#options;
    const { endToEnd } = nextIdentifiers();
    const tried = new Set<Neighbour>();
    let isRepeat = false;
    let sent: Sent = { result: 'unreachable' };
    while (tried.size < MOST_WAYS) {
      const way = peers
        .connectionsTo(request.destinationHost, via)
        .find((connection) => !tried.has(connection));
      if (way === undefined) return sent;
      tried.add(way);
      const { hopByHop } = nextIdentifiers();
      const identifiers = { hopByHop, endToEnd };
      const bytes = sessionRequest(identity, identifiers, { ...request, isRepeat });
      const asked = await way.ask(bytes, hopByHop);
      if (asked.result === 'late') return { result: 'late' };
      if (asked.result === 'lost') {
        isRepeat = true;
        sent = { result: 'lost' };
      }
      if (asked.result !== 'answered') continue;
      const code = resultCodeOf(asked.answer);
      sent = { result: 'answered', resultCode: code };
      if (!ELSEWHERE.has(code)) return sent;
    }
    return sent;
  }
}

/** The answer's Result-Code; 0 where it has none that can be read. */
export function resultCodeOf(answer: Message): number {
  const avp = findAvp(avpsOf(answer), base.resultCode);
  return avp !== undefined && avp.dataEnd - avp.dataStart === 4 ? avp.unsigned32() : 0;
}
