// Cuts what a socket gives into frames. A frame that is whole in what was read is handed over where it lies;
// one that is not waits in a buffer of the largest frame's size, and none is larger.

import {
  ConnectionError,
  ERROR,
  FRAME_HEADER_OCTETS,
  LARGEST_FRAME_OCTETS,
  PREFACE,
  readUnsigned31,
} from './frames.ts';

/** The payload lies in `bytes` from `start` up to `end`, and nothing is written over it. */
export type FrameTaker = {
  take(
    type: number,
    flags: number,
    stream: number,
    bytes: Buffer,
    start: number,
    end: number,
  ): void;
};

export class FrameReader {
  readonly #taker: FrameTaker;
  #prefaceRead = 0;
  #held: Buffer | undefined;
  #heldOctets = 0;

  constructor(taker: FrameTaker) {
    this.#taker = taker;
  }

  /** Something has begun that has not ended: a preface or a frame. */
  get isWaiting(): boolean {
    return this.#heldOctets > 0 || this.#prefaceRead < PREFACE.length;
  }

  /** Throws a ConnectionError where the peer does not speak HTTP/2. */
  read(chunk: Buffer): void {
    let at = this.#prefaceRead < PREFACE.length ? this.#readPreface(chunk) : 0;
    if (this.#heldOctets > 0) at = this.#fill(chunk, at);
    while (chunk.length - at >= FRAME_HEADER_OCTETS) {
      const end = at + FRAME_HEADER_OCTETS + lengthAt(chunk, at);
      if (end > chunk.length) break;
      this.#hand(chunk, at, end);
      at = end;
    }
    if (at < chunk.length) this.#hold(chunk, at, chunk.length);
  }

  #readPreface(chunk: Buffer): number {
    const length = Math.min(PREFACE.length - this.#prefaceRead, chunk.length);
    const isRight =
      chunk.compare(PREFACE, this.#prefaceRead, this.#prefaceRead + length, 0, length) === 0;
    if (!isRight) throw new ConnectionError(ERROR.PROTOCOL_ERROR, 'no preface');
    this.#prefaceRead += length;
    return length;
  }

  /** Adds to a frame that is not whole; returns how far the chunk was used up. */
  #fill(chunk: Buffer, from: number): number {
    let at = from;
    if (this.#heldOctets < FRAME_HEADER_OCTETS)
      at = this.#hold(chunk, at, at + FRAME_HEADER_OCTETS - this.#heldOctets);
    const held = this.#held;
    if (held === undefined || this.#heldOctets < FRAME_HEADER_OCTETS) return at;
    const whole = FRAME_HEADER_OCTETS + lengthAt(held, 0);
    at = this.#hold(chunk, at, at + whole - this.#heldOctets);
    if (this.#heldOctets < whole) return at;
    this.#heldOctets = 0;
    // A copy, because who takes the frame may keep its body, and the next one that is cut comes in here.
    this.#hand(Buffer.from(held.subarray(0, whole)), 0, whole);
    return at;
  }

  #hold(chunk: Buffer, start: number, end: number): number {
    this.#held ??= Buffer.allocUnsafe(FRAME_HEADER_OCTETS + LARGEST_FRAME_OCTETS);
    const taken = chunk.copy(this.#held, this.#heldOctets, start, Math.min(end, chunk.length));
    this.#heldOctets += taken;
    return start + taken;
  }

  #hand(bytes: Buffer, at: number, end: number): void {
    this.#taker.take(
      bytes[at + 3] ?? 0,
      bytes[at + 4] ?? 0,
      readUnsigned31(bytes, at + 5),
      bytes,
      at + FRAME_HEADER_OCTETS,
      end,
    );
  }
}

function lengthAt(bytes: Buffer, at: number): number {
  const length = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
  if (length > LARGEST_FRAME_OCTETS)
    throw new ConnectionError(ERROR.FRAME_SIZE_ERROR, `a frame of ${length} octets`);
  return length;
}
