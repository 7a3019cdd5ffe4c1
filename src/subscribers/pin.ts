// A PIN: digits, kept only as scrypt makes them. What everybody tries first is refused.

import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto';
import { accept, refuse, type Result } from '../kernel/public.ts';

export type PinRefusal =
  | { readonly code: 'pin_malformed'; readonly shortest: number; readonly longest: number }
  | { readonly code: 'pin_too_simple' };

const SHORTEST = 4;
const LONGEST = 8;
const KEY_OCTETS = 32;
/** RFC 7914: 16 MiB and some 40 ms, for each of the few tries that there are. */
const COST: ScryptOptions = { N: 16_384, r: 8, p: 1 };

/** Refuses, in this order: pin_malformed, pin_too_simple (0000, 1234, 4321 and their like). */
export async function hashPin(pin: string): Promise<Result<string, PinRefusal>> {
  if (!new RegExp(`^[0-9]{${SHORTEST},${LONGEST}}$`).test(pin))
    return refuse({ code: 'pin_malformed', shortest: SHORTEST, longest: LONGEST });
  if (isSimple(pin)) return refuse({ code: 'pin_too_simple' });
  const salt = randomBytes(16);
  const key = await derive(pin, salt);
  return accept(`${salt.toString('base64url')}.${key.toString('base64url')}`);
}

export async function isPin(pin: string, hash: string): Promise<boolean> {
  const [salt = '', key = ''] = hash.split('.').map((part) => Buffer.from(part, 'base64url'));
  return timingSafeEqual(await derive(pin.slice(0, LONGEST + 1), salt), Buffer.from(key));
}

function isSimple(pin: string): boolean {
  const steps = new Set(
    pin
      .split('')
      .slice(1)
      .map((digit, index) => Number(digit) - Number(pin[index])),
  );
  return steps.size === 1 && [0, 1, -1].includes([...steps][0] ?? 0);
}

const derive = (pin: string, salt: string | Buffer): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(pin, salt, KEY_OCTETS, COST, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
