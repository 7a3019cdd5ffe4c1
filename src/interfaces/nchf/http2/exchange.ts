// One request from its headers to the last octet of its answer, and the book of all that are under way.
//
// A request leaves the book when its answer is taken and its work is done, whichever is later: a network
// that hangs up on a slow answer has not made the work less. One walk over the book every quarter of a
// second, oldest first, replaces three timers for each request.

import { PassingMap } from '../../../kernel/public.ts';
import type { NchfLimits } from '../limits.ts';
import type { Answer } from './answer.ts';
import { problem } from './problem.ts';
import type { Route } from './route.ts';

export abstract class Exchange {
  readonly route: Route;
  /** How the peer reached us, `http://chf.example:8091`: what addresses that we give begin with. */
  readonly root: string;
  /** Milliseconds of the process's own clock, which nobody sets back. */
  readonly startedAt: number;
  /** When its last octet came. */
  readAt: number | undefined = undefined;
  answeredAt: number | undefined = undefined;
  /** Kept only where it is asked for. */
  authorization: string | undefined = undefined;
  isTaken = false;
  /** Its place in the book. */
  number = 0;
  isDone = false;

  constructor(route: Route, root: string, startedAt: number) {
    this.route = route;
    this.root = root;
    this.startedAt = startedAt;
  }

  abstract send(answer: Answer): void;
  /** Ends the stream or the connection without a word. */
  abstract drop(): void;
}

export class Book {
  readonly #open = new PassingMap<number, Exchange>();
  #opened = 0;
  readonly #limits: NchfLimits;
  readonly #told: (operation: string, status: number, seconds: number) => void;
  readonly #walk: NodeJS.Timeout;

  constructor(
    limits: NchfLimits,
    told: (operation: string, status: number, seconds: number) => void,
  ) {
    this.#limits = limits;
    this.#told = told;
    this.#walk = setInterval(() => this.#lookOver(performance.now()), 250);
    this.#walk.unref();
  }

  get size(): number {
    return this.#open.size;
  }

  open(exchange: Exchange): void {
    this.#opened += 1;
    exchange.number = this.#opened;
    this.#open.set(exchange.number, exchange);
  }

  /** Sends the one answer of an exchange; any further one is not heard. */
  answer(exchange: Exchange, answer: Answer): void {
    if (exchange.answeredAt !== undefined) return;
    exchange.answeredAt = performance.now();
    this.#told(
      exchange.route.operation,
      answer.status,
      (exchange.answeredAt - (exchange.readAt ?? exchange.startedAt)) / 1_000,
    );
    if (!exchange.isTaken) exchange.send(answer);
  }

  /** The work is done, or there is none to do. */
  done(exchange: Exchange): void {
    exchange.isDone = true;
    if (exchange.isTaken) this.#open.delete(exchange.number);
  }

  /** The stream is closed. */
  taken(exchange: Exchange): void {
    exchange.isTaken = true;
    if (exchange.isDone || exchange.readAt === undefined) this.#open.delete(exchange.number);
  }

  close(): void {
    clearInterval(this.#walk);
  }

  #lookOver(now: number): void {
    const { bodySeconds, answerSeconds, takingSeconds } = this.#limits;
    const soonest = Math.min(bodySeconds, answerSeconds, takingSeconds) * 1_000;
    for (const exchange of this.#open.values()) {
      const age = now - exchange.startedAt;
      if (age < soonest) return; // the others are younger
      if (exchange.answeredAt !== undefined) {
        if (!exchange.isTaken && now - exchange.answeredAt >= takingSeconds * 1_000)
          exchange.drop();
      } else if (exchange.readAt === undefined && age >= bodySeconds * 1_000) {
        this.answer(exchange, TOO_SLOW);
        this.done(exchange);
      } else if (exchange.readAt !== undefined && age >= answerSeconds * 1_000) {
        this.answer(exchange, LATE);
      }
    }
  }
}

const TOO_SLOW = problem({
  status: 408,
  cause: 'TIMED_OUT_REQUEST',
  detail: 'the body did not come in time',
});

/** It may still be done: only the same request, with the same number, may be made again. */
export const LATE = problem({
  status: 504,
  cause: 'TIMED_OUT_REQUEST',
  detail: 'not answered in time; the same request may be made again',
  retryAfterSeconds: 1,
});
