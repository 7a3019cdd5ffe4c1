// What goes out on a connection. Answers that come at once (charging commits in groups) leave at once:
// they are corked until the turn ends, which makes one system call of hundreds.

import type { Socket } from 'node:net';

export class Outbox {
  readonly #socket: Socket;
  #isCorked = false;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** Sends, unless the connection is gone: what was charged is then found again by a repeat. */
  send(message: Buffer): void {
    const socket = this.#socket;
    if (!socket.writable) return;
    if (!this.#isCorked) {
      this.#isCorked = true;
      socket.cork();
      process.nextTick(() => {
        this.#isCorked = false;
        socket.uncork();
      });
    }
    socket.write(message);
  }

  /** Whether the peer has stopped taking what we send; 'drain' tells when that is over. */
  isFull(): boolean {
    return this.#socket.writableNeedDrain;
  }
}
