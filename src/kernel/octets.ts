// Octets: an amount of data. One checked type for every amount that the product counts.
//
// An amount is a whole number from 0 to 2^53 - 1, so that JavaScript, JSON and PostgreSQL's bigint
// all hold it exactly. 2^53 octets are nine petabytes: no single line comes near. Sums over many
// lines can, and are therefore made in SQL as numeric.

import { InvariantBroken } from './invariant.ts';
import { accept, refuse, type Result } from './result.ts';

declare const octetsBrand: unique symbol;
export type Octets = number & { readonly [octetsBrand]: true };

export type OctetsRefusal = {
  readonly code:
    'octets_not_whole' | 'octets_negative' | 'octets_too_large' | 'octets_not_a_number';
  readonly given: string;
};

/** Carriers sell and report in powers of ten, and so does Largesse: 1 GB is 10^9 octets. */
export const OCTETS_PER_MEGABYTE = 1_000_000;
export const OCTETS_PER_GIGABYTE = 1_000_000_000;

/** Takes an amount that the program itself made; anything else than a valid one is a bug. */
export function octets(amount: number): Octets {
  // Asked some thirty times a charge: what it would say is made only when it is said.
  if (Number.isSafeInteger(amount) && amount >= 0) return amount as Octets;
  throw new InvariantBroken(`octets are whole, safe and not negative (${amount})`);
}

export const ZERO_OCTETS: Octets = octets(0);

/** Takes an amount from outside. Refuses, in this order: not a number, fraction, too large, negative. */
export function parseOctets(given: unknown): Result<Octets, OctetsRefusal> {
  const shown = String(given).slice(0, 40);
  if (typeof given !== 'number' || Number.isNaN(given))
    return refuse({ code: 'octets_not_a_number', given: shown });
  if (Number.isFinite(given) && !Number.isInteger(given))
    return refuse({ code: 'octets_not_whole', given: shown });
  if (!Number.isSafeInteger(given)) return refuse({ code: 'octets_too_large', given: shown });
  if (given < 0) return refuse({ code: 'octets_negative', given: shown });
  return accept(given as Octets);
}

export const addOctets = (left: Octets, right: Octets): Octets => octets(left + right);

/** The right amount must not be larger than the left one: there are no negative octets. */
export const subtractOctets = (left: Octets, right: Octets): Octets => octets(left - right);

export const lesserOctets = (left: Octets, right: Octets): Octets => (left < right ? left : right);

export const sumOctets = (amounts: Iterable<Octets>): Octets => {
  let total = 0;
  for (const amount of amounts) total += amount;
  return octets(total);
};
