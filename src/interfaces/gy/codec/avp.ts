// Reading AVPs where they lie (RFC 6733 clause 4.1). A request carries thirty and more, of which the
// door reads half; nothing is made for the other half. The cursor steps over a run of AVPs, and an
// Avp is a place in the message, decoded only when its value is asked for.

import { definitionOf } from './dictionary.ts';
import type { AvpDefinition } from './definition.ts';

export const AVP_FLAG_VENDOR = 0x80;
export const AVP_FLAG_MANDATORY = 0x40;
export const AVP_HEADER_OCTETS = 8;

/** Rounds up to the next multiple of four: AVPs are padded, and their length does not say so. */
export const padded = (octets: number): number => (octets + 3) & ~3;

export class AvpCursor {
  readonly bytes: Buffer;
  readonly end: number;
  start = 0;
  code = 0;
  flags = 0;
  vendor = 0;
  dataStart = 0;
  dataEnd = 0;
  /** Set when the run ended because the AVP at `start` has a length that cannot be. */
  malformed = false;
  #next: number;

  constructor(bytes: Buffer, start: number, end: number) {
    this.bytes = bytes;
    this.end = end;
    this.#next = start;
  }

  /** Steps to the next AVP. False at the end of the run, and at an AVP with an impossible length. */
  next(): boolean {
    const start = this.#next;
    this.start = start;
    if (start >= this.end || this.malformed) return false;
    if (start + AVP_HEADER_OCTETS > this.end) return this.#fail();
    const { bytes } = this;
    this.code = bytes.readUInt32BE(start);
    this.flags = bytes.readUInt8(start + 4);
    const length = bytes.readUIntBE(start + 5, 3);
    const header = (this.flags & AVP_FLAG_VENDOR) === 0 ? AVP_HEADER_OCTETS : AVP_HEADER_OCTETS + 4;
    this.dataStart = start + header;
    this.dataEnd = start + length;
    if (length < header || this.dataEnd > this.end) return this.#fail();
    this.vendor = header === AVP_HEADER_OCTETS ? 0 : bytes.readUInt32BE(start + 8);
    // The last AVP of a group may come without its padding; nothing is lost by taking it.
    this.#next = start + padded(length);
    return true;
  }

  get definition(): AvpDefinition | undefined {
    return definitionOf(this.code, this.vendor);
  }

  /** The AVP under the cursor, to keep while the cursor moves on. */
  avp(): Avp {
    return new Avp(this.bytes, this.start, this.dataStart, this.dataEnd);
  }

  /** A cursor over what the AVP under this one holds, which must be Grouped. */
  children(): AvpCursor {
    return new AvpCursor(this.bytes, this.dataStart, this.dataEnd);
  }

  #fail(): false {
    this.malformed = true;
    return false;
  }
}

/** One AVP in its message. Its values are read as the caller knows its type; lengths were checked. */
export class Avp {
  readonly bytes: Buffer;
  readonly start: number;
  readonly dataStart: number;
  readonly dataEnd: number;

  constructor(bytes: Buffer, start: number, dataStart: number, dataEnd: number) {
    this.bytes = bytes;
    this.start = start;
    this.dataStart = dataStart;
    this.dataEnd = dataEnd;
  }

  unsigned32(): number {
    return this.bytes.readUInt32BE(this.dataStart);
  }

  /** A number where it is exact, a bigint above 2^53 - 1. */
  unsigned64(): number | bigint {
    const high = this.bytes.readUInt32BE(this.dataStart);
    const low = this.bytes.readUInt32BE(this.dataStart + 4);
    return high < 0x20_0000 ? high * 0x1_0000_0000 + low : (BigInt(high) << 32n) | BigInt(low);
  }

  text(): string {
    return this.bytes.toString('utf8', this.dataStart, this.dataEnd);
  }

  data(): Buffer {
    return this.bytes.subarray(this.dataStart, this.dataEnd);
  }

  children(): AvpCursor {
    return new AvpCursor(this.bytes, this.dataStart, this.dataEnd);
  }

  /** The whole AVP, header and value, as it came and without padding. */
  whole(): Buffer {
    return this.bytes.subarray(this.start, this.dataEnd);
  }
}

/** The first AVP of the definition in the run, or undefined. */
export function findAvp(cursor: AvpCursor, definition: AvpDefinition): Avp | undefined {
  while (cursor.next())
    if (cursor.code === definition.code && cursor.vendor === definition.vendor) return cursor.avp();
  return undefined;
}
