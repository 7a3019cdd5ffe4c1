// Amounts of data as people read and type them. 1 GB is 10^9 octets, as carriers sell it; French
// writes Go and Mo. An amount is cut, never rounded up: nobody is promised more than there is.

export const MEGABYTE = 1_000_000;
export const GIGABYTE = 1_000_000_000;

export type DataUnit = 'MB' | 'GB';

const octetsOf = (unit: DataUnit): number => (unit === 'GB' ? GIGABYTE : MEGABYTE);

function write(locale: string, amount: number, unit: DataUnit, decimals: [number, number]): string {
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: unit === 'GB' ? 'gigabyte' : 'megabyte',
    minimumFractionDigits: decimals[0],
    maximumFractionDigits: decimals[1],
    roundingMode: 'trunc',
  }).format(amount);
}

/** For a glance: gigabytes with one decimal, whole megabytes below 1 GB. "19.5 GB", "840 MB". */
export function roughOctets(octets: number, locale: string): string {
  if (octets > 0 && octets < GIGABYTE) return write(locale, octets / MEGABYTE, 'MB', [0, 0]);
  return write(locale, octets / GIGABYTE, 'GB', [0, 1]);
}

/** For a promise: as exact as a megabyte, and finer only where it must. "1.25 GB", "500 MB". */
export function exactOctets(octets: number, locale: string): string {
  if (octets >= GIGABYTE) return write(locale, octets / GIGABYTE, 'GB', [0, 3]);
  return write(locale, octets / MEGABYTE, 'MB', [0, octets < MEGABYTE ? 3 : 0]);
}

/** The same, cut into figure and unit, to set them in different sizes. Always one decimal. */
export function bigOctets(octets: number, locale: string): { figure: string; unit: string } {
  const parts = new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: 'gigabyte',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
    roundingMode: 'trunc',
  }).formatToParts(octets / GIGABYTE);
  const join = (wanted: (type: string) => boolean): string =>
    parts
      .filter((part) => wanted(part.type))
      .map((part) => part.value)
      .join('');
  return {
    figure: join((type) => type !== 'unit' && type !== 'literal'),
    unit: join((type) => type === 'unit'),
  };
}

export const unitName = (unit: DataUnit, locale: string): string =>
  new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: unit === 'GB' ? 'gigabyte' : 'megabyte',
  })
    .formatToParts(1)
    .filter((part) => part.type === 'unit')
    .map((part) => part.value)
    .join('');

/** Reads what was typed: comma and point both make decimals. Null when it is not an amount. */
export function parseAmount(typed: string, unit: DataUnit): number | null {
  const plain = typed.replace(/[\s\u00a0\u202f]/g, '').replace(',', '.');
  if (!/^(\d+\.?\d*|\.\d+)$/.test(plain)) return null;
  const octets = Math.round(Number(plain) * octetsOf(unit));
  return Number.isSafeInteger(octets) ? octets : null;
}

/** What to put in the field for an amount: the shortest writing of it, without a unit. */
export const writeAmount = (octets: number, unit: DataUnit, locale: string): string =>
  new Intl.NumberFormat(locale, { maximumFractionDigits: 9, useGrouping: false }).format(
    octets / octetsOf(unit),
  );
