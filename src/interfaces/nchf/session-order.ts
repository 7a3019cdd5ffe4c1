// Requests of one session reach charging in the order in which they came, each after the one before it
// was answered; sessions do not wait for each other. It holds for the whole door, since a network
// function that lost its connection repeats a request on another one.

export class SessionOrder {
  readonly #last = new Map<string, Promise<unknown>>();

  run<Value>(session: string, work: () => Promise<Value>): Promise<Value> {
    const before = this.#last.get(session);
    const mine = before === undefined ? work() : before.then(work, work);
    this.#last.set(session, mine);
    const forget = (): void => {
      if (this.#last.get(session) === mine) this.#last.delete(session);
    };
    mine.then(forget, forget);
    return mine;
  }
}
