// As much of HPACK (RFC 7541) as the generator needs: request headers as literals, and of response headers the
// status and the Location. The table of headers seen is switched off by our SETTINGS, so that a header block
// can be read without those before it.

import { huffmanText } from '../../../src/interfaces/nchf/http2/huffman.ts';

const NAME_AUTHORITY = 1;
const NAME_METHOD = 2;
const NAME_PATH = 4;
const NAME_STATUS = 8;
const NAME_LOCATION = 46;
const NAME_CONTENT_TYPE = 31;
const INDEXED_POST = 0x83;
const INDEXED_HTTP = 0x86;
/** What the indexed statuses 8 to 14 of the static table say. */
const STATUSES = [200, 204, 206, 304, 400, 404, 500];

export type RequestHeaders = {
  readonly method: string;
  readonly path: string;
  readonly authority: string;
  readonly contentType: string;
};

/** The header block of a request. */
export const encodeRequest = ({ method, path, authority, contentType }: RequestHeaders): Buffer =>
  Buffer.concat([
    method === 'POST' ? Buffer.from([INDEXED_POST]) : literal(NAME_METHOD, method),
    Buffer.from([INDEXED_HTTP]),
    literal(NAME_PATH, path),
    literal(NAME_AUTHORITY, authority),
    literal(NAME_CONTENT_TYPE, contentType),
  ]);

export const encodePost = (authority: string, path: string): Buffer =>
  encodeRequest({ method: 'POST', path, authority, contentType: 'application/json' });

/** A literal that is not added to the table (clause 6.2.2). */
const literal = (name: number, value: string): Buffer =>
  Buffer.concat([
    integer(name, 4, 0),
    integer(Buffer.byteLength(value, 'latin1'), 7, 0),
    Buffer.from(value, 'latin1'),
  ]);

function integer(value: number, bits: number, flags: number): Buffer {
  const most = 2 ** bits - 1;
  if (value < most) return Buffer.from([flags | value]);
  const octets = [flags | most];
  let rest = value - most;
  for (; rest >= 128; rest = Math.floor(rest / 128)) octets.push((rest % 128) | 128);
  octets.push(rest);
  return Buffer.from(octets);
}

export type ResponseHeaders = { readonly status: number; readonly location: string | undefined };

export function decodeResponse(block: Buffer): ResponseHeaders {
  // Most answers begin with a status that is one octet, and the rest of them does not matter.
  const first = block[0] ?? 0;
  if (first >= 0x88 && first <= 0x8e)
    return { status: STATUSES[first - 0x88] ?? 0, location: undefined };
  const reader = new Reader(block);
  let status = 0;
  let location: string | undefined;
  while (!reader.atEnd) {
    const octet = reader.octet();
    if ((octet & 0x80) !== 0) {
      const index = reader.integer(octet, 7);
      status = STATUSES[index - NAME_STATUS] ?? status;
      continue;
    }
    if ((octet & 0xe0) === 0x20) {
      reader.integer(octet, 5); // the size of the table: none
      continue;
    }
    const name = reader.integer(octet, (octet & 0x40) !== 0 ? 6 : 4);
    if (name === 0) reader.skipText();
    if (name === NAME_STATUS) status = Number(reader.text());
    else if (name === NAME_LOCATION) location = reader.text();
    else reader.skipText();
  }
  return { status, location };
}

class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get atEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  octet(): number {
    const octet = this.#bytes[this.#at] ?? 0;
    this.#at += 1;
    return octet;
  }

  /** An integer whose first octet was read already (clause 5.1). */
  integer(first: number, bits: number): number {
    const most = 2 ** bits - 1;
    let value = first & most;
    if (value < most) return value;
    for (let weight = 1; !this.atEnd; weight *= 128) {
      const octet = this.octet();
      value += (octet & 127) * weight;
      if (octet < 128) break;
    }
    return value;
  }

  text(): string {
    const { bytes, isHuffman } = this.#string();
    return isHuffman ? (huffmanText(bytes) ?? '') : bytes.toString('latin1');
  }

  skipText(): void {
    this.#string();
  }

  #string(): { bytes: Buffer; isHuffman: boolean } {
    const first = this.octet();
    const length = this.integer(first, 7);
    const bytes = this.#bytes.subarray(this.#at, this.#at + length);
    this.#at += length;
    return { bytes, isHuffman: (first & 0x80) !== 0 };
  }
}
