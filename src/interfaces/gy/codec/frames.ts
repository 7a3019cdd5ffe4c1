// Cuts the octets of a connection into messages (RFC 6733 clause 3: the length is in the header).
// A message that lies whole in one chunk is handed out where it lies; one that came in pieces is put
// together in a buffer of its final size, so each octet is copied at most once (its first 20 twice).

import { DIAMETER_VERSION, HEADER_OCTETS } from './message.ts';
import { resultCode } from './problem.ts';

export type FrameProblem = {
  readonly resultCode: number;
  readonly message: string;
  /** The 20 octets that cannot be a header. What follows them cannot be told apart any more. */
  readonly header: Buffer;
};

export class FrameCutter {
  /** Set once the stream is lost; nothing comes out after it. */
  problem: FrameProblem | null = null;
  readonly #maximumOctets: number;
  readonly #chunks: Buffer[] = [];
  #offset = 0; // into the first chunk
  #partial: Buffer | null = null;
  #filled = 0;

  constructor(maximumOctets: number) {
    this.#maximumOctets = maximumOctets;
  }

  /** Takes what came off the wire. The chunk must not be changed afterwards. */
  push(chunk: Buffer): void {
    if (chunk.length > 0) this.#chunks.push(chunk);
  }

  /** The next whole message; null when more octets are needed or the stream is lost. */
  next(): Buffer | null {
    while (this.problem === null) {
      const chunk = this.#chunks[0];
      if (chunk === undefined) return null;
      const message = this.#partial === null ? this.#cut(chunk) : this.#fill(this.#partial, chunk);
      if (message !== null) return message;
    }
    return null;
  }

  /** Whether a message has begun and its end is still to come. */
  get inMidMessage(): boolean {
    return this.#partial !== null || this.#chunks.length > 0;
  }

  #cut(chunk: Buffer): Buffer | null {
    const there = chunk.length - this.#offset;
    if (there < HEADER_OCTETS) return this.#startPartial(HEADER_OCTETS);
    const length = this.#checkedLength(chunk.subarray(this.#offset, this.#offset + HEADER_OCTETS));
    if (length === null) return null;
    if (there < length) return this.#startPartial(length);
    const message = chunk.subarray(this.#offset, this.#offset + length);
    this.#advance(chunk, length);
    return message;
  }

  #fill(partial: Buffer, chunk: Buffer): Buffer | null {
    const taken = Math.min(partial.length - this.#filled, chunk.length - this.#offset);
    chunk.copy(partial, this.#filled, this.#offset, this.#offset + taken);
    this.#filled += taken;
    this.#advance(chunk, taken);
    if (this.#filled < partial.length) return null;
    if (partial.length > HEADER_OCTETS) return this.#endPartial(partial);

    const length = this.#checkedLength(partial);
    if (length === null) return null;
    if (length === HEADER_OCTETS) return this.#endPartial(partial);
    this.#partial = Buffer.allocUnsafe(length);
    partial.copy(this.#partial);
    return null;
  }

  #startPartial(octets: number): null {
    this.#partial = Buffer.allocUnsafe(octets);
    this.#filled = 0;
    return null;
  }

  #endPartial(partial: Buffer): Buffer {
    this.#partial = null;
    return partial;
  }

  #advance(chunk: Buffer, octets: number): void {
    this.#offset += octets;
    if (this.#offset < chunk.length) return;
    this.#chunks.shift();
    this.#offset = 0;
  }

  #checkedLength(header: Buffer): number | null {
    const version = header.readUInt8(0);
    const length = header.readUIntBE(1, 3);
    if (version !== DIAMETER_VERSION) {
      const message = `version ${version} is not spoken here`;
      this.problem = { resultCode: resultCode.unsupportedVersion, message, header };
      return null;
    }
    if (length < HEADER_OCTETS || length % 4 !== 0 || length > this.#maximumOctets) {
      const message = `a message cannot have ${length} octets (at most ${this.#maximumOctets})`;
      this.problem = { resultCode: resultCode.invalidMessageLength, message, header };
      return null;
    }
    return length;
  }
}
