// Amounts as TMF writes them: a number and its units. Inside there are only octets.

import {
  accept,
  parseOctets,
  refuse,
  type Octets,
  type OctetsRefusal,
  type Result,
} from '../../kernel/public.ts';
import type { TmfRefusal } from './error.ts';

export type Quantity = { readonly amount: number; readonly units: string };

/** Units of ten are of ten: a GB is 10^9. Who means 2^30 writes GiB. */
const OCTETS_IN: ReadonlyMap<string, number> = new Map([
  ['b', 1],
  ['byte', 1],
  ['bytes', 1],
  ['octet', 1],
  ['octets', 1],
  ['kb', 1e3],
  ['mb', 1e6],
  ['gb', 1e9],
  ['tb', 1e12],
  ['kib', 2 ** 10],
  ['mib', 2 ** 20],
  ['gib', 2 ** 30],
  ['tib', 2 ** 40],
]);

/** What we answer in. */
export const quantityOf = (octets: number): Quantity => ({ amount: octets, units: 'B' });

export type QuantityRefusal = Extract<TmfRefusal, { code: 'units_unknown' }> | OctetsRefusal;

/** Refuses, in this order: units_unknown, and then as parseOctets does. */
export function octetsOf({ amount, units }: Quantity): Result<Octets, QuantityRefusal> {
  const factor = OCTETS_IN.get(units.trim().toLowerCase());
  if (factor === undefined) return refuse({ code: 'units_unknown', units: units.slice(0, 40) });
  const octets = amount * factor;
  // 0.1 GB is not exactly 10^8 in binary: what is whole but for that is whole.
  const whole = Math.round(octets);
  const isWhole = Math.abs(octets - whole) <= Number.EPSILON * Math.abs(octets);
  const parsed = parseOctets(isWhole ? whole : octets);
  return parsed.ok ? accept(parsed.value) : refuse(parsed.refusal);
}
