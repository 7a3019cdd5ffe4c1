// Client secrets: 256 random bits that we make ourselves, of which only a scrypt hash is kept.

import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** 16 MiB and about 40 ms of one core a try, which node:crypto spends outside of the event loop. */
const COST = { N: 2 ** 14, r: 8, p: 1 };
const SALT_OCTETS = 16;
const HASH_OCTETS = 32;

export const newSecret = (): string => randomBytes(32).toString('base64url');

/** `scrypt:16384:8:1:<salt>:<hash>`: with its cost, so that the cost can be raised later. */
export async function hashSecret(secret: string): Promise<string> {
  const salt = randomBytes(SALT_OCTETS);
  const hash = await derive(secret, salt, COST);
  const { N, r, p } = COST;
  return ['scrypt', N, r, p, salt.toString('base64url'), hash.toString('base64url')].join(':');
}

export async function isSecret(secret: string, kept: string): Promise<boolean> {
  const [, N, r, p, salt = '', hash = ''] = kept.split(':');
  const cost = { N: Number(N), r: Number(r), p: Number(p) };
  const derived = await derive(secret, Buffer.from(salt, 'base64url'), cost);
  const expected = Buffer.from(hash, 'base64url');
  return derived.length === expected.length && timingSafeEqual(derived, expected);
}

let nobodys: Promise<string> | undefined;

/** The hash of a secret that nobody has: comparing with it takes as long as with a real one. */
export const hashOfNobody = (): Promise<string> => (nobodys ??= hashSecret(newSecret()));

const derive = (secret: string, salt: Buffer, cost: typeof COST): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(secret, salt, HASH_OCTETS, cost, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
