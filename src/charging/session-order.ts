// Requests of one session reach charging in the order in which they came, each after the one before it
// was answered; sessions do not wait for each other. It holds for the whole door, since a network
// element that lost its connection repeats a request on another one (RFC 6733 clause 5.5.4).

import { PassingMap } from '../kernel/public.ts';

export class SessionOrder {
  readonly #last = new PassingMap<string, Promise<unknown>>();

  /** Sessions that have a request under way. */
  get sessions(): number {
    return this.#last.size;
  }

  async run<Value>(sessionId: string, work: () => Promise<Value>): Promise<Value> {
    const before = this.#last.get(sessionId);
    const mine = before === undefined ? work() : before.then(work, work);
    this.#last.set(sessionId, mine);
    try {
      return await mine;
    } finally {
      if (this.#last.get(sessionId) === mine) this.#last.delete(sessionId);
    }
  }
}
