// Arrays as PostgreSQL reads them, for unnest. The driver would build the same text, but looks at every
// element for what it is: 0.21 µs a number where this takes 0.12, and a charge has some thirty of them.

export const numbers = (values: readonly number[]): string => `{${values.join(',')}}`;

/** As `numbers`, where some may be missing: join would leave nothing in their place. */
export const numbersOrNulls = (values: readonly (number | null)[]): string =>
  `{${values.map((value) => value ?? 'null').join(',')}}`;

export const texts = (values: readonly string[]): string =>
  values.length === 0
    ? '{}'
    : `{"${(values.some(needsCare) ? values.map(taken) : values).join('","')}"}`;

export const textsOrNulls = (values: readonly (string | null)[]): string =>
  `{${values.map((value) => (value === null ? 'null' : `"${taken(value)}"`)).join(',')}}`;

const needsCare = (text: string): boolean => /["\\]/.test(text);
const taken = (text: string): string => text.replaceAll(/["\\]/g, String.raw`\$&`);

/** Reads an array of whole numbers that was selected as text: `{1,2,3}`. */
export const numbersIn = (text: string): number[] =>
  text === '{}' ? [] : text.slice(1, -1).split(',').map(Number);
