// How much a peer may have us do that serves no request. It fills up again with time, and with requests
// that were served, so that only who sends little else runs out of it.

export class Budget {
  readonly #most: number;
  readonly #perSecond: number;
  #left: number;
  #filledAt: number;

  constructor(most: number, perSecond: number, now: number) {
    this.#filledAt = now;
    this.#most = most;
    this.#perSecond = perSecond;
    this.#left = most;
  }

  /** `now` is in milliseconds, as in the constructor. False once there is nothing left. */
  spend(now: number): boolean {
    this.#left -= 1;
    if (this.#left >= 0) return true;
    const seconds = (now - this.#filledAt) / 1_000;
    this.#filledAt = now;
    this.#left = Math.min(this.#most, Math.floor(seconds * this.#perSecond)) - 1;
    return this.#left >= 0;
  }

  earn(amount: number): void {
    this.#left = Math.min(this.#most, this.#left + amount);
  }
}
