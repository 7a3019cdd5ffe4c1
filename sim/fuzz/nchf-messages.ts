// Spoiled requests of the 5G doors: bodies with something wrong in their octets or in their structure, odd
// paths, methods and content types.

import { CHARGING_DATA, SUBSCRIPTIONS } from '../../src/interfaces/nchf/http2/route.ts';
import { IMSI } from '../../src/interfaces/gy/test-support/requests.ts';
import { makeBodies } from '../bench/nchf/bodies.ts';
import { pick, type Random } from './random.ts';

export type SpoiledRequest = {
  readonly method: string;
  readonly path: string;
  readonly contentType: string;
  readonly body: Buffer;
};

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** Of a line that there is. */
const known = (text: string): Json => JSON.parse(text.replace(/imsi-\d+/, `imsi-${IMSI}`)) as Json;
const bodies = makeBodies();
const BODIES: readonly Json[] = [
  ...[bodies.initial, bodies.update, bodies.final].map(({ bytes }) => known(bytes.toString())),
  {
    supi: `imsi-${IMSI}`,
    gpsi: 'msisdn-447700900001',
    policyCounterIds: ['data', 'speed'],
    notifUri: 'http://127.0.0.1:9/notify',
    expiry: '2036-01-01T00:00:00Z',
    supportedFeatures: '0',
  },
];
const ODD_NUMBERS = [0, -1, 1.5, 1e308, 2 ** 53, -(2 ** 53), 4_294_967_296];
const ODD_WORDS = ['', 'imsi-', 'msisdn-x', '2026-13-45T99:99:99Z', 'http://[', '\u0000', '\ud800'];
const ODD_STRUCTURES: readonly Json[] = [[], {}, [[]], [{}], [null], { a: {} }];
const ODD_VALUES: readonly Json[] = [
  ...ODD_NUMBERS,
  ...ODD_WORDS,
  ...ODD_STRUCTURES,
  null,
  true,
  false,
  'x'.repeat(5_000),
  Array.from({ length: 500 }, () => 1),
];
const ODD_TEXTS = ['', '{', '[', '"', 'null', '0', '[]', '{}', '\uFEFF{}', '{"a":1,}', 'NaN'];
const DEPTHS = [10, 200, 5_000];
const CONTENT_TYPES = [
  'application/json',
  'application/json; charset=utf-8',
  'application/problem+json',
  'text/plain',
  '',
];
const METHODS = ['POST', 'PUT', 'DELETE', 'GET', 'PATCH', 'TRACE', 'OPTIONS'];
const ODD_PATHS = ['', '/', '//', '*', '/../', '/%00', '/%zz', '?x', '/x/update/y', '/\u00ff'];
/** Bodies stay below what one stream may send without being asked for more. */
const LONGEST_BODY = 60_000;

/** `references` are sessions that the door has opened before. */
export function spoil(random: Random, references: readonly string[]): SpoiledRequest {
  const way = random(20);
  return {
    method: way === 0 ? pick(METHODS, random) : 'POST',
    path: pathOf(random, references),
    contentType: random(20) === 0 ? pick(CONTENT_TYPES, random) : 'application/json',
    body: bodyOf(random).subarray(0, LONGEST_BODY),
  };
}

function pathOf(random: Random, references: readonly string[]): string {
  const reference =
    references.length === 0 || random(5) === 0 ? 'unknown' : pick(references, random);
  const path = pick(
    [
      CHARGING_DATA,
      CHARGING_DATA,
      `${CHARGING_DATA}/${reference}/update`,
      `${CHARGING_DATA}/${reference}/update`,
      `${CHARGING_DATA}/${reference}/release`,
      SUBSCRIPTIONS,
      `${SUBSCRIPTIONS}/${reference}`,
    ],
    random,
  );
  return random(20) === 0 ? path + pick(ODD_PATHS, random) : path;
}

function bodyOf(random: Random): Buffer {
  const way = random(40);
  if (way === 0) return Buffer.from(pick(ODD_TEXTS, random));
  if (way === 1) {
    const depth = pick(DEPTHS, random);
    return Buffer.from('['.repeat(depth) + ']'.repeat(depth));
  }
  let body = structuredClone(pick(BODIES, random));
  if (way < 25) for (let left = 1 + random(3); left > 0; left -= 1) body = bend(body, random);
  const bytes = Buffer.from(JSON.stringify(body));
  return way < 20 ? bytes : scratch(bytes, random);
}

/** Something else, or nothing, at one place of the structure. */
function bend(value: Json, random: Random): Json {
  if (value === null || typeof value !== 'object' || random(6) === 0)
    return pick(ODD_VALUES, random);
  if (Array.isArray(value)) {
    const at = random(Math.max(1, value.length));
    const inner = value[at];
    if (inner === undefined || random(5) === 0) return [...value, ...value];
    return value.with(at, bend(inner, random));
  }
  const names = Object.keys(value);
  if (names.length === 0) return pick(ODD_VALUES, random);
  const name = pick(names, random);
  const { [name]: inner = null, ...others } = value;
  const way = random(10);
  if (way === 0) return others;
  if (way === 1)
    return { ...others, [pick(['__proto__', 'x', name.toUpperCase()], random)]: inner };
  return { ...value, [name]: bend(inner, random) };
}

/** A few octets changed, cut off or doubled. */
function scratch(bytes: Buffer, random: Random): Buffer {
  const way = random(4);
  if (way === 0) return bytes.subarray(0, random(bytes.length));
  if (way === 1) {
    const start = random(bytes.length);
    const end = start + random(bytes.length - start);
    return Buffer.concat([bytes.subarray(0, end), bytes.subarray(start)]);
  }
  for (let left = 1 + random(4); left > 0; left -= 1)
    bytes.writeUInt8(random(256), random(bytes.length));
  return bytes;
}
