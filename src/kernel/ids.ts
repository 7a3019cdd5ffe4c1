// Ids come from the application, never from the database: a retry then carries the same id, and no
// sequence is shared between machines.

import { createHash, randomBytes, randomInt } from 'node:crypto';
import type { Instant } from './clock.ts';

/** Names one line's account in the ledger. A safe integer, random so that it counts nobody. */
export type AccountId = number;

const ACCOUNT_ID_BITS = 47; // node:crypto's randomInt draws below 2^48

/** A new account id. Two in a million accounts collide with odds of 1 in 280; the key refuses it. */
export function newAccountId(): AccountId {
  return randomInt(1, 2 ** ACCOUNT_ID_BITS);
}

/** Asking the system for randomness takes 20 µs, however little it is: it is asked for 256 ids at a time. */
const drawn = { octets: Buffer.alloc(0), used: 0 };
function randomOctets(count: number): Buffer {
  if (drawn.used + count > drawn.octets.length) {
    drawn.octets = randomBytes(256 * count);
    drawn.used = 0;
  }
  drawn.used += count;
  return drawn.octets.subarray(drawn.used - count, drawn.used);
}

/** A version 7 UUID (RFC 9562): sorts by the instant it was made at, so indexes grow at one end. */
export function newId(now: Instant): string {
  const bytes = randomOctets(16);
  bytes.writeUIntBE(now, 0, 6);
  return uuidOf(bytes, 7);
}

/**
 * A version 8 UUID made of words: the same words make the same id, so that what a repeated request asks for
 * is found by its primary key.
 */
export function idOfWords(...words: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify(words)).digest();
  return uuidOf(hash.subarray(0, 16), 8);
}

/** The part of the store for what belongs to no account: a hash of its id. */
export const partOfId = (id: string, parts: number): number =>
  createHash('sha256').update(id).digest().readUInt32BE(0) % parts;

function uuidOf(bytes: Buffer, version: number): string {
  bytes[6] = (version << 4) | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = bytes.toString('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-');
}

/**
 * The part of the store that an account lives in: a hash of its id, from 0 to parts - 1. Stored rows
 * depend on it, so it never changes. The multiplier is Knuth's (2^32 / the golden ratio).
 */
export function partOf(accountId: AccountId, parts: number): number {
  const low = accountId >>> 0;
  const high = Math.floor(accountId / 2 ** 32) >>> 0;
  let mixed = Math.imul(low ^ Math.imul(high, 0x9e3779b1), 0x9e3779b1) >>> 0;
  mixed = (mixed ^ (mixed >>> 15)) >>> 0;
  return mixed % parts;
}
