// Tells whether a command that comes with a known key is the same command.

import { hash } from 'node:crypto';
import type { Charge } from './command.ts';

/** 52 bits of SHA-256 over the value's JSON, whose properties are always built in the same order. */
export const digestOf = (value: unknown): number =>
  Number.parseInt(hash('sha256', JSON.stringify(value), 'hex').slice(0, 13), 16);

const STEPS: { readonly [step in Charge['step']]: number } = {
  initial: 1,
  update: 2,
  final: 3,
  event: 4,
};
const SCOPES = { any: 1, domestic: 2, roaming: 3, hotspot: 4 } as const;
const WANTED = { any: -1, nothing: -2 } as const;

/**
 * The same for a charge, which is its step and what its slots say: a tenth of what SHA-256 over JSON
 * takes (0.08 µs against 0.8). It guards against a client that reuses a number, not against one that
 * looks for collisions, who could as well send the truth.
 */
export function digestOfCharge({ step, slots }: Charge): number {
  let high = STEPS[step];
  let low = 0x811c9dc5;
  const mix = (value: number): void => {
    low = Math.imul(low ^ (value >>> 0), 0x01000193);
    high = Math.imul(high ^ low, 0x85ebca6b) ^ (Math.floor(value / 2 ** 32) >>> 0);
  };
  for (const { slot, scope, usedOctets, wantedOctets } of slots) {
    mix(slot);
    mix(SCOPES[scope]);
    mix(usedOctets);
    mix(typeof wantedOctets === 'number' ? wantedOctets : WANTED[wantedOctets]);
  }
  mix(slots.length);
  return (high >>> 12) * 2 ** 32 + (low >>> 0);
}
