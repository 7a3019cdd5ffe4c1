// Sends answers: at once where the peer's windows have room for the whole, which they nearly always have,
// and else as they grow.

import { mostHeadOctets, NO_TABLE, writeHead } from './answer-head.ts';
import type { Answer } from './answer.ts';
import type { FrameWriter } from './frame-writer.ts';
import {
  FLAG,
  FRAME,
  FRAME_HEADER_OCTETS,
  LARGEST_FRAME_OCTETS,
  writeFrameHeader,
} from './frames.ts';
import type { Stream } from './stream.ts';
import { SendWindow } from './windows.ts';

export class Answers {
  readonly window = new SendWindow();
  readonly #writer: FrameWriter;
  /** Told when all of an answer is on its way. */
  readonly #sent: (stream: Stream) => void;
  /** Those with an answer that no window has room for, oldest first. */
  readonly #waiting = new Set<Stream>();
  #isTableTold = false;

  constructor(writer: FrameWriter, sent: (stream: Stream) => void) {
    this.#writer = writer;
    this.#sent = sent;
  }

  send(stream: Stream, answer: Answer): void {
    const { window } = this;
    const octets = answer.body === '' ? 0 : Buffer.byteLength(answer.body);
    const fits =
      octets === 0 ||
      (octets <= LARGEST_FRAME_OCTETS && octets <= window.room(stream.windowBeyond));
    const { output } = this.#writer;
    const most = mostHeadOctets(answer) + 2 * FRAME_HEADER_OCTETS + (fits ? octets : 0);
    const at = output.reserve(most);
    const out = output.bytes;
    let end = at + FRAME_HEADER_OCTETS;
    if (!this.#isTableTold) {
      this.#isTableTold = true;
      out[end] = NO_TABLE;
      end += 1;
    }
    end = writeHead(out, end, answer, octets);
    const flags = octets === 0 ? FLAG.END_HEADERS | FLAG.END_STREAM : FLAG.END_HEADERS;
    writeFrameHeader(out, at, end - at - FRAME_HEADER_OCTETS, FRAME.HEADERS, flags, stream.id);
    if (fits && octets > 0) {
      end = writeFrameHeader(out, end, octets, FRAME.DATA, FLAG.END_STREAM, stream.id);
      end += out.write(answer.body, end);
      window.connection -= octets;
    }
    output.wrote(end);
    if (fits) this.#sent(stream);
    else {
      stream.unsent = Buffer.from(answer.body);
      this.#waiting.add(stream);
      this.goOn(stream);
    }
  }

  /** The window of the connection has grown, or that of all streams. */
  goOnAll(): void {
    for (const stream of this.#waiting) {
      if (this.window.connection <= 0) return;
      this.goOn(stream);
    }
  }

  /** Sends as much of the rest as there is room for. */
  goOn(stream: Stream): void {
    let unsent = stream.unsent;
    if (unsent === undefined) return;
    while (unsent.length > 0) {
      const room = this.window.room(stream.windowBeyond);
      const octets = Math.min(room, LARGEST_FRAME_OCTETS, unsent.length);
      if (octets === 0) break;
      const flags = octets === unsent.length ? FLAG.END_STREAM : 0;
      this.#writer.frame(FRAME.DATA, flags, stream.id, unsent.subarray(0, octets));
      unsent = unsent.subarray(octets);
      stream.windowBeyond -= octets;
      this.window.connection -= octets;
    }
    stream.unsent = unsent;
    if (unsent.length === 0) this.#sent(stream);
  }

  forget(stream: Stream): void {
    this.#waiting.delete(stream);
  }
}
