// Writes messages and AVPs into one buffer that grows and is used again, so that an answer costs one
// allocation: its own bytes. Writing is synchronous from `begin` to `finish`.

import { encodeAddress } from './address.ts';
import { AVP_FLAG_MANDATORY, AVP_FLAG_VENDOR, AVP_HEADER_OCTETS, padded } from './avp.ts';
import { type AvpDefinition, leastOctets } from './definition.ts';
import { DIAMETER_VERSION, HEADER_OCTETS, type MessageHeader } from './message.ts';
import { invariant } from '../../../kernel/public.ts';

const FIRST_BUFFER_OCTETS = 4096;
const LARGEST_LENGTH = 0xff_ffff; // lengths are 24 bits wide

export class MessageWriter {
  #buffer = Buffer.alloc(FIRST_BUFFER_OCTETS);
  #length = 0;

  /** Starts a message over; what was not finished is forgotten. */
  begin(header: MessageHeader): this {
    this.#length = HEADER_OCTETS;
    const buffer = this.#buffer;
    buffer.writeUInt8(DIAMETER_VERSION, 0);
    buffer.writeUInt8(header.flags, 4);
    buffer.writeUIntBE(header.command, 5, 3);
    buffer.writeUInt32BE(header.application, 8);
    buffer.writeUInt32BE(header.hopByHop, 12);
    buffer.writeUInt32BE(header.endToEnd, 16);
    return this;
  }

  /** The message, with its length set. */
  finish(): Buffer {
    invariant(this.#length <= LARGEST_LENGTH, 'a message is shorter than 2^24 octets');
    this.#buffer.writeUIntBE(this.#length, 1, 3);
    return Buffer.from(this.#buffer.subarray(0, this.#length));
  }

  /** Starts over for AVPs alone, to be taken with `taken`. */
  beginAvps(): this {
    this.#length = 0;
    return this;
  }

  taken(): Buffer {
    return Buffer.from(this.#buffer.subarray(0, this.#length));
  }

  /** AVPs that are encoded already. Padded here when the last one came without. */
  encoded(avps: Buffer): this {
    const start = this.#reserve(padded(avps.length));
    avps.copy(this.#buffer, start);
    this.#buffer.fill(0, start + avps.length, this.#length);
    return this;
  }

  unsigned32(definition: AvpDefinition, value: number): this {
    const start = this.#header(definition, 4);
    this.#buffer.writeUInt32BE(value, start);
    return this;
  }

  integer32(definition: AvpDefinition, value: number): this {
    const start = this.#header(definition, 4);
    this.#buffer.writeInt32BE(value, start);
    return this;
  }

  unsigned64(definition: AvpDefinition, value: number | bigint): this {
    const start = this.#header(definition, 8);
    if (typeof value === 'bigint') {
      this.#buffer.writeBigUInt64BE(value, start);
    } else {
      this.#buffer.writeUInt32BE(Math.floor(value / 0x1_0000_0000), start);
      this.#buffer.writeUInt32BE(value % 0x1_0000_0000, start + 4);
    }
    return this;
  }

  text(definition: AvpDefinition, value: string): this {
    const length = Buffer.byteLength(value, 'utf8');
    const start = this.#header(definition, length);
    this.#buffer.write(value, start, 'utf8');
    return this;
  }

  data(definition: AvpDefinition, value: Buffer, mandatory?: boolean): this {
    const start = this.#header(definition, value.length, mandatory);
    value.copy(this.#buffer, start);
    return this;
  }

  address(definition: AvpDefinition, address: string): this {
    return this.data(definition, encodeAddress(address));
  }

  /** Opens a group; what is written until `close` stands in it. */
  open(definition: AvpDefinition, mandatory?: boolean): number {
    const start = this.#length;
    this.#header(definition, 0, mandatory);
    return start;
  }

  close(opened: number): this {
    this.#buffer.writeUIntBE(this.#length - opened, opened + 5, 3);
    return this;
  }

  /**
   * Writes an AVP's header and makes room for its value; gives where the value starts. The buffer may
   * be another one afterwards.
   */
  #header(
    definition: AvpDefinition,
    valueOctets: number,
    mandatory: boolean = definition.writtenMandatory,
  ): number {
    const { code, vendor } = definition;
    const headerOctets = vendor === 0 ? AVP_HEADER_OCTETS : AVP_HEADER_OCTETS + 4;
    const length = headerOctets + valueOctets;
    const start = this.#reserve(padded(length));
    const buffer = this.#buffer;
    const flags = (vendor === 0 ? 0 : AVP_FLAG_VENDOR) | (mandatory ? AVP_FLAG_MANDATORY : 0);
    buffer.writeUInt32BE(code, start);
    buffer.writeUInt8(flags, start + 4);
    buffer.writeUIntBE(length, start + 5, 3);
    if (vendor !== 0) buffer.writeUInt32BE(vendor, start + 8);
    buffer.fill(0, start + length, this.#length);
    return start + headerOctets;
  }

  #reserve(octets: number): number {
    const start = this.#length;
    this.#length += octets;
    if (this.#length > this.#buffer.length) {
      const larger = Buffer.alloc(Math.max(this.#length, this.#buffer.length * 2));
      this.#buffer.copy(larger, 0, 0, start);
      this.#buffer = larger;
    }
    return start;
  }
}

/**
 * An example of an AVP, as a Failed-AVP holds one that is missing (RFC 6733 clause 7.1.5): its header
 * and the least value of its type, zeros.
 */
export function exampleAvp(definition: AvpDefinition): Buffer {
  const writer = new MessageWriter();
  return writer
    .beginAvps()
    .data(definition, Buffer.alloc(leastOctets(definition.type)))
    .taken();
}
