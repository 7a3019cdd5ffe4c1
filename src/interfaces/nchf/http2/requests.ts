// What happens to a request, whichever HTTP it came by: it is let in or refused, its body is handed to whom
// it is for, and it is answered once.

import type { NchfLimits, NchfLog } from '../limits.ts';
import type { Answer } from './answer.ts';
import type { Book, Exchange } from './exchange.ts';
import { problem, tooMuch, unknownPath } from './problem.ts';
import type { Operation, Route } from './route.ts';

/** `root` is how the peer reached us, `http://chf.example:8091`: what addresses that we give begin with. */
export type Handle = (
  operation: Operation,
  id: string,
  body: Buffer,
  root: string,
) => Promise<Answer>;

/** The headers that say what the body is. */
export type BodyFacts = {
  readonly contentType: string | undefined;
  readonly contentEncoding: string | undefined;
  readonly contentLength: number | undefined;
  readonly authorization: string | undefined;
};

/** Says why a request may not be made with this `Authorization`, or nothing where it may. */
export type Guard = (
  operation: Operation,
  authorization: string | undefined,
) => Answer | undefined | Promise<Answer | undefined>;

/** Operations that begin something, which are turned away first. */
const OPENS: ReadonlySet<string> = new Set(['create', 'subscribe']);
const AUTHORITY = /^[\w.:[\]-]{1,255}$/;

export class Requests {
  readonly book: Book;
  readonly limits: NchfLimits;
  readonly #handle: Handle;
  readonly #log: NchfLog;
  readonly #scheme: string;
  readonly #guard: Guard | undefined;
  #authority = '';
  #root = '';

  constructor(options: {
    readonly book: Book;
    readonly limits: NchfLimits;
    readonly handle: Handle;
    readonly log: NchfLog;
    readonly scheme: 'http' | 'https';
    readonly guard: Guard | undefined;
  }) {
    this.book = options.book;
    this.limits = options.limits;
    this.#handle = options.handle;
    this.#log = options.log;
    this.#scheme = options.scheme;
    this.#guard = options.guard;
  }

  /** Empty where the authority is none. Most peers reach us by one. */
  rootOf(authority: string): string {
    if (authority !== this.#authority) {
      this.#root = AUTHORITY.test(authority) ? `${this.#scheme}://${authority}` : '';
      this.#authority = authority;
    }
    return this.#root;
  }

  /** Whether its body is to be read; otherwise it is answered already. */
  begin(exchange: Exchange, facts: BodyFacts): boolean {
    this.book.open(exchange);
    const refused = this.#refusalOf(exchange.route, facts);
    if (refused !== undefined) this.refuse(exchange, refused);
    else if (this.#guard !== undefined) exchange.authorization = facts.authorization;
    return refused === undefined;
  }

  refuse(exchange: Exchange, answer: Answer): void {
    exchange.readAt = performance.now();
    this.book.answer(exchange, answer);
    this.book.done(exchange);
  }

  /** Its body is whole. */
  work(exchange: Exchange, body: Buffer, now: number): void {
    if (exchange.answeredAt !== undefined) return; // too slow: the book has answered
    exchange.readAt = now;
    void this.#settle(exchange, body);
  }

  tooLarge(exchange: Exchange): void {
    if (exchange.answeredAt === undefined) this.refuse(exchange, TOO_LARGE);
  }

  async #settle(exchange: Exchange, body: Buffer): Promise<void> {
    const { operation, id } = exchange.route as { operation: Operation; id: string };
    try {
      const refused = this.#guard?.(operation, exchange.authorization);
      const refusal = refused instanceof Promise ? await refused : refused;
      this.book.answer(
        exchange,
        refusal ?? (await this.#handle(operation, id, body, exchange.root)),
      );
    } catch (error) {
      this.#log.error({ err: error, operation }, 'an nchf request broke');
      this.book.answer(exchange, BROKEN);
    }
    this.book.done(exchange);
  }

  #refusalOf(route: Route, facts: BodyFacts): Answer | undefined {
    const { book, limits } = this;
    if (book.size > limits.maximumInFlight) return tooMuch('too many requests are under way');
    if (route.operation === 'unknown') return unknownPath();
    if (route.operation === 'not_allowed')
      return problem({
        status: 405,
        cause: 'METHOD_NOT_ALLOWED',
        detail: 'not with this method',
        allow: route.allow,
      });
    if (book.size > limits.shedAbove && OPENS.has(route.operation)) return CONGESTED;
    if (route.operation === 'unsubscribe') return undefined;
    const { contentType, contentEncoding } = facts;
    if (contentType !== JSON_TYPE && contentType?.toLowerCase().startsWith(JSON_TYPE) !== true)
      return wrongMedia('header content-type', 'the body is application/json');
    if (contentEncoding !== undefined && contentEncoding !== 'identity')
      return wrongMedia('header content-encoding', 'the body is not encoded');
    return (facts.contentLength ?? 0) > limits.maximumBodyOctets ? TOO_LARGE : undefined;
  }
}

const JSON_TYPE = 'application/json';

const wrongMedia = (param: string, reason: string): Answer =>
  problem({
    status: 415,
    cause: 'UNSUPPORTED_MEDIA_TYPE',
    detail: reason,
    invalidParams: [{ param, reason }],
  });

const TOO_LARGE = problem({
  status: 413,
  cause: 'PAYLOAD_TOO_LARGE',
  detail: 'the body is larger than is read here',
});
const CONGESTED = problem({
  status: 429,
  cause: 'NF_CONGESTION_RISK',
  detail: 'busy: nothing new is begun for a moment',
  retryAfterSeconds: 1,
});
const BROKEN = problem({ status: 500, cause: 'SYSTEM_FAILURE', detail: 'this failed here' });
export const HEADERS_TOO_LARGE = problem({
  status: 431,
  cause: 'INVALID_MSG_FORMAT',
  detail: 'more headers than are read here',
});
