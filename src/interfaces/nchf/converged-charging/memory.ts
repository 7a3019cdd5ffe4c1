// What is worth knowing of a session besides what the ledger and its reference hold. A process that does
// not remember, because another one began the session or this one was restarted, still charges right:
// the network of a line that moved is then taken to be where its session began.

import { SECOND, type Clock, type Instant } from '../../../kernel/public.ts';
import { BoundedMap } from './bounded-map.ts';
import type { Reference } from './reference.ts';

export type Remembered = {
  /** What its reference says, which need not be deciphered again. */
  readonly said: Reference;
  /** MCC then MNC, as last told. */
  network: string | undefined;
  /** Rating groups that asked for quota: a re-authorisation names them. */
  ratingGroups: readonly number[];
};

const MOST_SESSIONS = 200_000;
const MOST_CREATES = 20_000;
/** A network function that restarted counts its charging ids anew; its repeats come sooner. */
const REPEATED_WITHIN = 60 * SECOND;

export class SessionMemory {
  readonly #sessions = new BoundedMap<Remembered>(MOST_SESSIONS);
  /** References by what a repeated Create cannot change, for those that came with another time. */
  readonly #creates = new BoundedMap<{ readonly reference: string; readonly at: Instant }>(
    MOST_CREATES,
  );
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#sessions.size;
  }

  /** Creates whose repeat is still waited for. */
  get creates(): number {
    return this.#creates.size;
  }

  of(reference: string): Remembered | undefined {
    return this.#sessions.get(reference);
  }

  learn(
    reference: string,
    said: Reference,
    network: string | undefined,
    groups: readonly number[],
  ): void {
    const before = this.#sessions.get(reference);
    if (before === undefined) {
      this.#sessions.set(reference, { said, network, ratingGroups: groups });
      return;
    }
    if (network !== undefined) before.network = network;
    for (const group of groups)
      if (!before.ratingGroups.includes(group))
        before.ratingGroups = [...before.ratingGroups, group];
  }

  created(lasting: string, reference: string): void {
    const now = this.#clock.now();
    this.#creates.dropWhile(({ at }) => now - at >= REPEATED_WITHIN);
    this.#creates.delete(lasting); // so that the map stays in the order of time
    this.#creates.set(lasting, { reference, at: now });
  }

  createdAs(lasting: string): string | undefined {
    const create = this.#creates.get(lasting);
    return create !== undefined && this.#clock.now() - create.at < REPEATED_WITHIN
      ? create.reference
      : undefined;
  }

  forget(reference: string): void {
    this.#sessions.delete(reference);
  }
}
