// Writes frames into what is sent next.

import { FRAME, FRAME_HEADER_OCTETS, writeFrameHeader, writeUnsigned32 } from './frames.ts';
import type { Output } from './output.ts';

const NOTHING = Buffer.alloc(0);

export class FrameWriter {
  readonly output: Output;

  constructor(output: Output) {
    this.output = output;
  }

  frame(type: number, flags: number, stream: number, payload: Buffer = NOTHING): void {
    const at = this.output.reserve(FRAME_HEADER_OCTETS + payload.length);
    const out = this.output.bytes;
    const place = writeFrameHeader(out, at, payload.length, type, flags, stream);
    this.output.wrote(place + payload.copy(out, place));
  }

  reset(stream: number, code: number): void {
    this.#number(FRAME.RST_STREAM, stream, code);
  }

  /** Stream 0 is the connection. */
  grant(stream: number, octets: number): void {
    if (octets > 0) this.#number(FRAME.WINDOW_UPDATE, stream, octets);
  }

  goAway(lastStream: number, code: number): void {
    const payload = Buffer.alloc(8);
    writeUnsigned32(payload, writeUnsigned32(payload, 0, lastStream), code);
    this.frame(FRAME.GOAWAY, 0, 0, payload);
  }

  #number(type: number, stream: number, number: number): void {
    const at = this.output.reserve(FRAME_HEADER_OCTETS + 4);
    const out = this.output.bytes;
    this.output.wrote(writeUnsigned32(out, writeFrameHeader(out, at, 4, type, 0, stream), number));
  }
}
