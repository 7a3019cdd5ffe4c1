// An amount of octets as CAMARA writes it: a whole number from 0 to 1000, of MB (10^6) or GB (10^9).

import {
  OCTETS_PER_GIGABYTE,
  OCTETS_PER_MEGABYTE,
  sumOctets,
  type Octets,
} from '../../kernel/public.ts';
import type { Balance } from '../../ledger/public.ts';

export type Allowance = { readonly value: number; readonly unit: 'MB' | 'GB' };

const LARGEST_VALUE = 1_000;

/** Rounded down: a partner is never told of more than there is. */
export function allowanceOf(octets: Octets): Allowance {
  const megabytes = Math.floor(octets / OCTETS_PER_MEGABYTE);
  if (megabytes <= LARGEST_VALUE) return { value: megabytes, unit: 'MB' };
  const gigabytes = Math.floor(octets / OCTETS_PER_GIGABYTE);
  return { value: Math.min(gigabytes, LARGEST_VALUE), unit: 'GB' };
}

export const octetsOf = ({ value, unit }: Allowance): number =>
  value * (unit === 'GB' ? OCTETS_PER_GIGABYTE : OCTETS_PER_MEGABYTE);

/** What the line can use at home now. What serves only roaming or a hotspot is left out. */
export const usableAtHome = ({ asOf, buckets }: Balance): Octets =>
  sumOctets(
    buckets
      .filter(
        ({ scope, validFrom, expiresAt }) =>
          (scope === 'any' || scope === 'domestic') && validFrom <= asOf && asOf < expiresAt,
      )
      .map(({ available }) => available),
  );
