// Amounts of data as people type and read them.

import {
  OCTETS_PER_GIGABYTE,
  OCTETS_PER_MEGABYTE,
  parseOctets,
  type Octets,
  type OctetsRefusal,
  type Result,
} from '../kernel/public.ts';

const UNITS: { readonly [unit: string]: number } = {
  '': 1,
  B: 1,
  KB: 1_000,
  MB: OCTETS_PER_MEGABYTE,
  GB: OCTETS_PER_GIGABYTE,
};

/** `2GB`, `250 MB`, `2.5 gb`, or a number of octets. Refuses as parseOctets does. */
export function parseSize(typed: string): Result<Octets, OctetsRefusal> {
  const parts = /^(-?\d+)(?:[.,](\d{1,9}))?\s*([KMG]?B?)$/i.exec(typed.trim());
  const unit = UNITS[parts?.[3]?.toUpperCase() ?? '?'];
  if (parts === null || unit === undefined) return parseOctets(typed);
  // In whole numbers: 0.1 GB is 100 000 000 octets, not what 0.1 * 10^9 comes to.
  const fraction = (parts[2] ?? '').padEnd(9, '0');
  const octets = Number(parts[1]) * unit + (Number(fraction) * unit) / 1e9;
  return parseOctets(octets);
}

const shown = new Intl.NumberFormat('en-CA', { maximumFractionDigits: 3 });

export const sizeText = (octets: number): string =>
  octets >= OCTETS_PER_GIGABYTE
    ? `${shown.format(octets / OCTETS_PER_GIGABYTE)} GB`
    : `${shown.format(octets / OCTETS_PER_MEGABYTE)} MB`;
