// One request of an HTTP/2 connection: the body that has come so far, and what is left to send.

import type { Answer } from './answer.ts';
import { Exchange } from './exchange.ts';
import type { Route } from './route.ts';

/** What a stream asks of its connection. */
export type StreamOwner = {
  sendAnswer(stream: Stream, answer: Answer): void;
  cancel(stream: Stream): void;
};

const FIRST_OCTETS = 4 * 1024;

export class Stream extends Exchange {
  readonly id: number;
  readonly contentLength: number | undefined;
  /** The window for it beyond what SETTINGS give each stream; below zero once answers used it. */
  windowBeyond = 0;
  /** The part of the answer's body that no window had room for. */
  unsent: Buffer | undefined = undefined;
  bodyOctets = 0;
  /** The peer has sent all of it. */
  isWhole = false;
  readonly #owner: StreamOwner;
  #body: Buffer | undefined;

  constructor(
    owner: StreamOwner,
    about: {
      readonly id: number;
      readonly route: Route;
      readonly root: string;
      readonly now: number;
      readonly contentLength: number | undefined;
    },
  ) {
    super(about.route, about.root, about.now);
    this.id = about.id;
    this.contentLength = about.contentLength;
    this.#owner = owner;
  }

  override send(answer: Answer): void {
    this.#owner.sendAnswer(this, answer);
  }

  override drop(): void {
    this.#owner.cancel(this);
  }

  /**
   * Adds a piece of the body. It is copied: a piece left where it came would keep all else alive that was
   * read with it.
   */
  add(bytes: Buffer, start: number, end: number): void {
    const needed = this.bodyOctets + end - start;
    if (this.#body === undefined || this.#body.length < needed) {
      const room = Math.max(needed, (this.#body?.length ?? FIRST_OCTETS / 2) * 2);
      const larger = Buffer.allocUnsafe(room);
      this.#body?.copy(larger, 0, 0, this.bodyOctets);
      this.#body = larger;
    }
    bytes.copy(this.#body, this.bodyOctets, start, end);
    this.bodyOctets = needed;
  }

  /** Whether part of the body came before; what comes alone needs no copy. */
  get hasBody(): boolean {
    return this.#body !== undefined;
  }

  takeBody(): Buffer {
    const body = this.#body?.subarray(0, this.bodyOctets);
    this.#body = undefined;
    return body ?? EMPTY;
  }
}

const EMPTY = Buffer.alloc(0);
