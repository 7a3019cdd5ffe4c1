// The header block of an answer (RFC 7541). Nothing of it goes into the peer's table: what is the same in
// every answer is a few octets that stand ready, and the rest differs each time.

import { contentTypeOf, type Answer } from './answer.ts';
import { staticPlace } from './static-table.ts';

const CONTENT_LENGTH = staticPlace('content-length');
const LOCATION = staticPlace('location');
const RETRY_AFTER = staticPlace('retry-after');
const ALLOW = staticPlace('allow');
const WWW_AUTHENTICATE = staticPlace('www-authenticate');
const INDEXED_STATUSES: ReadonlyMap<number, number> = new Map(
  [200, 204, 206, 304, 400, 404, 500].map((status, index) => [
    status,
    staticPlace(':status') + index,
  ]),
);

/** The largest status and type, and of each other header its name, length and, where it is one, number. */
const MOST_FIXED_OCTETS = 96;
const MOST_LENGTH_OCTETS = 4;
/** The size of the table that we use: none. It is told once, with the first block (RFC 7541 clause 4.2). */
export const NO_TABLE = 0x20;

/** Status and content type, by status; those of problems and of empty answers apart. */
const ready = new Map<number, Buffer>();

/** No block of `answer` is longer. */
export const mostHeadOctets = ({ location, allow, authenticate }: Answer): number =>
  MOST_FIXED_OCTETS + (location?.length ?? 0) + (allow?.length ?? 0) + (authenticate?.length ?? 0);

/** Writes it at `at`, and returns the place after it. */
export function writeHead(out: Buffer, at: number, answer: Answer, bodyOctets: number): number {
  const first = firstPart(answer);
  let place = at;
  for (let index = 0; index < first.length; index += 1) {
    out[place] = first[index] ?? 0;
    place += 1;
  }
  if (bodyOctets > 0) place = writeText(out, place, CONTENT_LENGTH, String(bodyOctets));
  if (answer.location !== undefined) place = writeText(out, place, LOCATION, answer.location);
  if (answer.retryAfterSeconds !== undefined)
    place = writeText(out, place, RETRY_AFTER, String(answer.retryAfterSeconds));
  if (answer.allow !== undefined) place = writeText(out, place, ALLOW, answer.allow);
  if (answer.authenticate !== undefined)
    place = writeText(out, place, WWW_AUTHENTICATE, answer.authenticate);
  return place;
}

function firstPart(answer: Answer): Buffer {
  const isEmpty = answer.body === '';
  const key = answer.status * 4 + (answer.isProblem ? 2 : 0) + (isEmpty ? 1 : 0);
  const known = ready.get(key);
  if (known !== undefined) return known;
  const out = Buffer.alloc(MOST_FIXED_OCTETS);
  const indexed = INDEXED_STATUSES.get(answer.status);
  let end = 1;
  if (indexed === undefined) end = writeText(out, 0, staticPlace(':status'), String(answer.status));
  else out[0] = 0x80 | indexed;
  if (!isEmpty) end = writeText(out, end, staticPlace('content-type'), contentTypeOf(answer));
  const made = Buffer.from(out.subarray(0, end));
  ready.set(key, made);
  return made;
}

/** A literal that is not kept, its name in the static table (RFC 7541 clause 6.2.2). All of it is ASCII. */
function writeText(out: Buffer, at: number, name: number, value: string): number {
  const afterName = writeInteger(out, at, name, 4);
  const place = writeInteger(out, afterName, value.length, 7);
  if (value.length > 8) return place + out.write(value, place, 'latin1');
  for (let index = 0; index < value.length; index += 1)
    out[place + index] = value.charCodeAt(index);
  return place + value.length;
}

function writeInteger(out: Buffer, at: number, value: number, bits: number): number {
  const most = (1 << bits) - 1;
  if (value < most) {
    out[at] = value;
    return at + 1;
  }
  out[at] = most;
  let place = at + 1;
  let rest = value - most;
  for (; rest >= 0x80 && place - at < MOST_LENGTH_OCTETS; rest >>>= 7) {
    out[place] = (rest & 0x7f) | 0x80;
    place += 1;
  }
  out[place] = rest;
  return place + 1;
}
