// A timer that is started over and over: Node keeps timers of one duration in one list, and refreshing
// one moves it to the end, so this costs nothing worth counting per message.

export class Timer {
  readonly #milliseconds: number;
  readonly #expired: () => void;
  #timeout: NodeJS.Timeout | null = null;
  isRunning = false;

  constructor(seconds: number, expired: () => void) {
    this.#milliseconds = seconds * 1_000;
    this.#expired = expired;
  }

  /** Starts, or starts over. */
  start(): void {
    this.isRunning = true;
    if (this.#timeout !== null) {
      this.#timeout.refresh();
      return;
    }
    this.#timeout = setTimeout(() => {
      if (!this.isRunning) return;
      this.isRunning = false;
      this.#expired();
    }, this.#milliseconds);
  }

  stop(): void {
    this.isRunning = false;
    if (this.#timeout !== null) clearTimeout(this.#timeout);
    this.#timeout = null;
  }
}

/** Tw with its jitter of two seconds in thirty either way (RFC 3539 clause 3.4.1). */
export const watchdogInterval = (seconds: number, random: () => number): number =>
  seconds + (seconds / 15) * (2 * random() - 1);
