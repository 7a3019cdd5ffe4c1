// Flow control (RFC 9113 clause 5.2): how much the peer may still send us, and we it.

import { ConnectionError, DEFAULT_WINDOW, ERROR, LARGEST_WINDOW } from './frames.ts';

/**
 * What the peer may send on the whole connection. Octets count until they are read for good, so that bodies
 * that never end cannot hold more than this.
 */
export class ReceiveWindow {
  readonly #most: number;
  #left = DEFAULT_WINDOW;
  #used = 0;

  constructor(most: number) {
    this.#most = most;
    this.#used = most - DEFAULT_WINDOW;
  }

  came(octets: number): void {
    this.#left -= octets;
    if (this.#left < 0)
      throw new ConnectionError(ERROR.FLOW_CONTROL_ERROR, 'more than the window has room for');
  }

  done(octets: number): void {
    this.#used += octets;
  }

  /** What the peer is to be told of: 0 while it has room enough. */
  grant(): number {
    if (this.#used === 0 || this.#left >= this.#most / 2) return 0;
    const octets = this.#used;
    this.#left += octets;
    this.#used = 0;
    return octets;
  }
}

/** What we may send: on the connection, and by the peer's SETTINGS on each stream. */
export class SendWindow {
  connection = DEFAULT_WINDOW;
  eachStream = DEFAULT_WINDOW;

  /** By WINDOW_UPDATE. */
  grow(octets: number): void {
    this.connection += octets;
    if (this.connection > LARGEST_WINDOW)
      throw new ConnectionError(ERROR.FLOW_CONTROL_ERROR, 'a window past 2^31 - 1');
  }

  /** For a stream whose own window is `beyond` what each has. */
  room(beyond: number): number {
    return Math.max(0, Math.min(this.connection, this.eachStream + beyond));
  }
}
