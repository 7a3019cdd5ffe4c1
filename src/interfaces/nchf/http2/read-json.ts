// From the octets of a body to a JSON object. What is in it is read attribute by attribute, so that
// nothing more is made of it than is used.

import { isUtf8 } from 'node:buffer';

export type JsonObject = { readonly [name: string]: unknown };

/** The object, or a sentence that says why there is none. */
export function readJsonObject(body: Buffer): JsonObject | string {
  if (body.length === 0) return 'the body is empty';
  if (!isUtf8(body)) return 'the body is not UTF-8';
  let value: unknown;
  try {
    value = JSON.parse(body.toString());
  } catch {
    return 'the body is not JSON';
  }
  return isObject(value) ? value : 'the body is not a JSON object';
}

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const LARGEST_UNSIGNED_32 = 0xffff_ffff;

export const isUnsigned32 = (value: unknown): value is number =>
  typeof value === 'number' &&
  Number.isInteger(value) &&
  value >= 0 &&
  value <= LARGEST_UNSIGNED_32;

/** Text that can be stored and compared: not empty, not endless, whole characters, no NUL. */
export const isName = (value: unknown, longest = 255): value is string =>
  typeof value === 'string' &&
  value.length > 0 &&
  value.length <= longest &&
  value.isWellFormed() &&
  !value.includes('\0');

const ABSOLUTE_HTTP = /^https?:\/\/[\x21-\x7e]+$/;
/** Network functions give the same few addresses with every request. */
const MOST_KNOWN_URIS = 1_024;
const knownUris = new Set<string>();

/** An address that we can be told to call back: absolute, of HTTP, at most `longest` characters. */
export function isCallbackUri(value: unknown, longest: number): value is string {
  if (typeof value !== 'string' || value.length > longest) return false;
  if (knownUris.has(value)) return true;
  if (!ABSOLUTE_HTTP.test(value) || !URL.canParse(value)) return false;
  if (knownUris.size >= MOST_KNOWN_URIS) knownUris.clear();
  knownUris.add(value);
  return true;
}
