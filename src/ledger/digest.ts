// Tells whether a command that comes with a known key is the same command.

import { hash } from 'node:crypto';

/** 128 bits of SHA-256 over the value's JSON, whose properties are always built in the same order. */
export const digestOf = (value: unknown): string =>
  hash('sha256', JSON.stringify(value), 'base64url').slice(0, 22);
