// A header block: one HEADERS frame, or that and CONTINUATION frames (RFC 9113 clauses 6.2, 6.10).

import { ConnectionError, ERROR, FLAG, LARGEST_FRAME_OCTETS } from './frames.ts';
import { HeaderDecoder } from './hpack.ts';
import { RequestHead } from './request-head.ts';

const MOST_FIELDS = 64;
const PRIORITY_OCTETS = 5;

export class HeaderBlock {
  readonly head: RequestHead;
  stream = 0;
  endsStream = false;
  isOpen = false;
  readonly #decoder = new HeaderDecoder();
  readonly #mostOctets: number;
  #bytes: Buffer = NOTHING;
  #start = 0;
  #end = 0;

  /** Blocks of more octets than a frame has, and than a whole header list may have, end the connection. */
  constructor(maximumHeaderOctets: number) {
    this.head = new RequestHead({ fields: MOST_FIELDS, octets: maximumHeaderOctets });
    this.#mostOctets = Math.max(LARGEST_FRAME_OCTETS, maximumHeaderOctets);
  }

  /** Takes a HEADERS frame; whether the block is whole. */
  begin(flags: number, stream: number, bytes: Buffer, from: number, to: number): boolean {
    let start = from;
    let end = to;
    if ((flags & FLAG.PADDED) !== 0) {
      end -= start < end ? (bytes[start] ?? 0) : 1;
      start += 1;
    }
    if ((flags & FLAG.PRIORITY) !== 0) start += PRIORITY_OCTETS; // not heeded (clause 5.3)
    if (start > end) throw new ConnectionError(ERROR.PROTOCOL_ERROR, 'more padding than frame');
    this.stream = stream;
    this.endsStream = (flags & FLAG.END_STREAM) !== 0;
    this.#start = start;
    this.#end = end;
    if ((flags & FLAG.END_HEADERS) !== 0) {
      this.#bytes = bytes;
      return true;
    }
    this.isOpen = true;
    this.#bytes = Buffer.from(bytes.subarray(start, end));
    return false;
  }

  /** Takes a CONTINUATION frame; whether the block is whole. */
  goOn(flags: number, bytes: Buffer, start: number, end: number): boolean {
    if (!this.isOpen) throw new ConnectionError(ERROR.PROTOCOL_ERROR, 'nothing to continue');
    if (this.#bytes.length + end - start > this.#mostOctets)
      throw new ConnectionError(ERROR.ENHANCE_YOUR_CALM, 'headers without end');
    this.#bytes = Buffer.concat([this.#bytes, bytes.subarray(start, end)]);
    if ((flags & FLAG.END_HEADERS) === 0) return false;
    this.isOpen = false;
    this.#start = 0;
    this.#end = this.#bytes.length;
    return true;
  }

  /** Reads the block into `head`. It must be read even where nobody wants it: the next one builds on it. */
  decode(): void {
    this.head.clear();
    this.#decoder.decode(this.#bytes, this.#start, this.#end, this.head);
    this.#bytes = NOTHING;
  }
}

const NOTHING = Buffer.alloc(0);
