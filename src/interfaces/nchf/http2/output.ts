// What is to be sent on one connection: frames of many streams are put together in one buffer, which is
// written once a turn of the event loop. A write of its own costs more than all else that an answer does.

import type { Socket } from 'node:net';

const FIRST_OCTETS = 16 * 1024;
/** Past this much that the peer has not taken, nothing more is read from it. */
const MOST_UNTAKEN_OCTETS = 256 * 1024;

export class Output {
  /** Where to write: what `reserve` gave room for. */
  bytes = Buffer.allocUnsafe(FIRST_OCTETS);
  readonly #socket: Socket;
  #length = 0;
  #isDue = false;
  #isEnding = false;
  #untaken = 0;
  #takenAt = 0;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** Room for so many octets at the place that it returns; `wrote` tells how many were used. */
  reserve(octets: number): number {
    const needed = this.#length + octets;
    if (needed > this.bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(needed, this.bytes.length * 2));
      this.bytes.copy(larger, 0, 0, this.#length);
      this.bytes = larger;
    }
    return this.#length;
  }

  /** Up to the place `end`. */
  wrote(end: number): void {
    this.#length = end;
    if (this.#isDue) return;
    this.#isDue = true;
    setImmediate(this.#flush);
  }

  /** Says goodbye to the peer once all is sent. */
  end(): void {
    this.#isEnding = true;
    if (!this.#isDue) this.#flush();
  }

  /** For how many milliseconds the peer has taken nothing of what waits for it. */
  untakenFor(now: number): number {
    return this.#untaken === 0 ? 0 : now - this.#takenAt;
  }

  readonly #flush = (): void => {
    this.#isDue = false;
    const socket = this.#socket;
    if (socket.destroyed || socket.writableEnded) return;
    if (this.#length > 0) {
      if (this.#untaken === 0) this.#takenAt = performance.now();
      this.#untaken += 1;
      socket.write(Buffer.from(this.bytes.subarray(0, this.#length)), this.#taken);
      this.#length = 0;
      if (this.bytes.length > MOST_UNTAKEN_OCTETS) this.bytes = Buffer.allocUnsafe(FIRST_OCTETS);
      if (socket.writableLength > MOST_UNTAKEN_OCTETS) socket.pause();
    }
    if (this.#isEnding) socket.end();
  };

  readonly #taken = (): void => {
    this.#untaken -= 1;
    this.#takenAt = performance.now();
    if (this.#socket.isPaused() && this.#socket.writableLength <= MOST_UNTAKEN_OCTETS / 2)
      this.#socket.resume();
  };
}
