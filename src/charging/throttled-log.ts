// When the store is away every request fails, thousands a second, and a log that says so each time is
// one more thing that fails. One line a second is written; it tells how many it stands for.

import type { Log } from '../db/public.ts';
import { SECOND, type Clock, type Instant } from '../kernel/public.ts';

export class ThrottledLog {
  readonly #log: Pick<Log, 'error'>;
  readonly #clock: Clock;
  #writtenAt: Instant = -Infinity;
  #passedOver = 0;

  constructor(log: Pick<Log, 'error'>, clock: Clock) {
    this.#log = log;
    this.#clock = clock;
  }

  error(fields: object, message: string): void {
    const now = this.#clock.now();
    if (now - this.#writtenAt < SECOND) {
      this.#passedOver += 1;
      return;
    }
    this.#log.error({ ...fields, passedOver: this.#passedOver }, message);
    this.#writtenAt = now;
    this.#passedOver = 0;
  }
}
