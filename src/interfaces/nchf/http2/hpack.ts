// Decodes header blocks (RFC 7541). The table of headers seen has the usual 4096 octets: network functions
// send the same names and values with every request, which then come as one octet each.

import { ConnectionError, ERROR } from './frames.ts';
import { huffmanText } from './huffman.ts';
import { FIELD, isValue, kindOf, type FieldKind, type RequestHead } from './request-head.ts';
import { STATIC_TABLE } from './static-table.ts';

type Field = {
  readonly name: string;
  readonly value: string;
  readonly kind: FieldKind;
  readonly isSound: boolean;
};

const TABLE_OCTETS = 4_096;
const ENTRY_OVERHEAD = 32;
/** As many entries as can be, each of no letters. A power of two, so that places wrap by a mask. */
const MOST_ENTRIES = TABLE_OCTETS / ENTRY_OVERHEAD;
const LARGEST_INTEGER = 2 ** 24;
const NOTHING = Buffer.alloc(0);

const fieldOf = (name: string, value: string): Field => ({
  name,
  value,
  kind: kindOf(name),
  isSound: isValue(value),
});
const STATIC_FIELDS = STATIC_TABLE.map(([name, value]) => fieldOf(name, value));

/** The last literal of a kind, in octets and as text: an authority is the same in every request. */
class Remembered {
  #octets: Buffer = NOTHING;
  #text = '';

  textOf(bytes: Buffer, start: number, end: number): string {
    const known = this.#octets;
    const length = end - start;
    let same = known.length === length;
    for (let at = 0; same && at < length; at += 1) same = known[at] === bytes[start + at];
    if (same) return this.#text;
    this.#text = bytes.toString('latin1', start, end);
    if (length <= 255) this.#octets = Buffer.from(bytes.subarray(start, end));
    return this.#text;
  }
}

export class HeaderDecoder {
  /** A ring: the newest entry stands before `#next`. */
  readonly #entries: (Field | undefined)[] = Array.from({ length: MOST_ENTRIES });
  #next = 0;
  #count = 0;
  #octets = 0;
  #mostOctets = TABLE_OCTETS;
  readonly #authority = new Remembered();
  readonly #contentType = new Remembered();

  #bytes: Buffer = NOTHING;
  #at = 0;
  #end = 0;

  /** How many headers the table holds, and their size as RFC 7541 clause 4.1 counts it. */
  get table(): { readonly entries: number; readonly octets: number } {
    return { entries: this.#count, octets: this.#octets };
  }

  /** Adds every header to `head`. Throws a ConnectionError where the block is none. */
  decode(bytes: Buffer, start: number, end: number, head: RequestHead): void {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
    let mayResize = true;
    while (this.#at < this.#end) {
      const octet = bytes[this.#at] ?? 0;
      if ((octet & 0xe0) === 0x20) {
        if (!mayResize) throw broken('the table changes its size within a block');
        this.#resize(this.#integer(5));
        continue;
      }
      mayResize = false;
      if (octet >= 0x80) {
        const { kind, name, value, isSound } = this.#fieldAt(this.#integer(7));
        head.add(kind, value, name.length + value.length, isSound);
      } else if (octet >= 0x40) this.#literalToKeep(head);
      else this.#literal(head);
    }
    this.#bytes = NOTHING; // what was read is not held on to
  }

  #fieldAt(place: number): Field {
    const field =
      place <= STATIC_FIELDS.length
        ? STATIC_FIELDS[place - 1]
        : this.#entryAt(place - STATIC_FIELDS.length);
    if (field === undefined) throw broken('no header stands there');
    return field;
  }

  /** 1 is the newest. */
  #entryAt(age: number): Field | undefined {
    if (age > this.#count) return undefined;
    return this.#entries[(this.#next - age) & (MOST_ENTRIES - 1)];
  }

  #literalToKeep(head: RequestHead): void {
    const place = this.#integer(6);
    const name = place === 0 ? this.#text() : this.#fieldAt(place).name;
    const field = fieldOf(name, this.#text());
    head.add(field.kind, field.value, name.length + field.value.length, field.isSound);
    this.#keep(field);
  }

  /** Not kept in the table. */
  #literal(head: RequestHead): void {
    const place = this.#integer(4);
    let kind: FieldKind;
    let nameLength: number;
    if (place === 0) {
      const name = this.#text();
      kind = kindOf(name);
      nameLength = name.length;
    } else {
      const named = this.#fieldAt(place);
      kind = named.kind;
      nameLength = named.name.length;
    }
    const value = this.#text(kind);
    head.add(kind, value, nameLength + value.length, isValue(value));
  }

  #text(kind: FieldKind = FIELD.OTHER): string {
    const isHuffman = (this.#bytes[this.#at] ?? 0) >= 0x80;
    const length = this.#integer(7);
    const start = this.#at;
    const end = start + length;
    if (end > this.#end) throw broken('a text ends past its block');
    this.#at = end;
    if (isHuffman) {
      const text = huffmanText(this.#bytes, start, end);
      if (text === undefined) throw broken('no Huffman code');
      return text;
    }
    if (kind === FIELD.AUTHORITY) return this.#authority.textOf(this.#bytes, start, end);
    if (kind === FIELD.CONTENT_TYPE) return this.#contentType.textOf(this.#bytes, start, end);
    return this.#bytes.toString('latin1', start, end);
  }

  /** RFC 7541 clause 5.1. */
  #integer(bits: number): number {
    if (this.#at >= this.#end) throw broken('a number ends past its block');
    const most = (1 << bits) - 1;
    let value = (this.#bytes[this.#at] ?? 0) & most;
    this.#at += 1;
    if (value < most) return value;
    for (let shift = 0; shift <= 21; shift += 7) {
      if (this.#at >= this.#end) throw broken('a number ends past its block');
      const octet = this.#bytes[this.#at] ?? 0;
      this.#at += 1;
      value += (octet & 0x7f) * 2 ** shift;
      if (octet < 0x80) {
        if (value > LARGEST_INTEGER) break;
        return value;
      }
    }
    throw broken('a number too large');
  }

  #resize(mostOctets: number): void {
    if (mostOctets > TABLE_OCTETS) throw broken('a table larger than was agreed');
    this.#mostOctets = mostOctets;
    this.#evictTo(mostOctets);
  }

  /** An entry larger than the table empties it, and is no error (clause 4.4). */
  #keep(field: Field): void {
    const octets = octetsOf(field);
    this.#evictTo(Math.max(0, this.#mostOctets - octets));
    if (octets > this.#mostOctets) return;
    this.#entries[this.#next] = field;
    this.#next = (this.#next + 1) & (MOST_ENTRIES - 1);
    this.#count += 1;
    this.#octets += octets;
  }

  #evictTo(octets: number): void {
    while (this.#octets > octets) {
      const oldest = (this.#next - this.#count) & (MOST_ENTRIES - 1);
      const field = this.#entries[oldest];
      this.#entries[oldest] = undefined;
      this.#count -= 1;
      this.#octets -= field === undefined ? this.#octets : octetsOf(field);
    }
  }
}

const octetsOf = ({ name, value }: Field): number => name.length + value.length + ENTRY_OVERHEAD;

/** The tables of both sides then differ, and no later block could be read (RFC 9113 clause 4.3). */
const broken = (message: string): ConnectionError =>
  new ConnectionError(ERROR.COMPRESSION_ERROR, message);
