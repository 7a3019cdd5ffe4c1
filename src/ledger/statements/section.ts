// A part of the statement that writes a batch: some rows of one table, from arrays that run side by side.

import { numbers } from './arrays.ts';

export type Section<Row> = {
  /** Names what it wrote: one row of it for each row that was as it had been read. */
  readonly name: string;
  /** With a `?` for each of its arrays, `#` for the first of them once more, and `$1` for the part. */
  readonly text: string;
  /** The arrays, in the order of the `?`. */
  readonly columns: (rows: readonly Row[]) => (string | Buffer)[];
};

/**
 * Rows of whole numbers that come as one array, beside texts of each: half of what unnest takes for a
 * column of each. `n` reads a row's number by its name, `from` makes the rows, and `more` are arrays that
 * all rows share.
 *
 * The limit, which is none, makes the planner expect one row, so that an update looks it up by its key rather
 * than go through a part, unless the part has next to nothing in it either. Plans of such days do not stay:
 * see write-batch.ts.
 */
export function numbered(
  names: readonly string[],
  texts: readonly string[],
  more: readonly string[] = [],
) {
  const shared = ['numbers', ...more].map((name) => `?::bigint[] as ${name}`).join(', ');
  const n = (name: string): string => {
    const before = names.length - 1 - names.indexOf(name);
    return `flat.numbers[u.i * ${names.length} - ${before}]`;
  };
  return {
    n,
    from: `
      (select ${texts.join(', ')}, i::integer as i
       from unnest(${texts.map(() => '?::text[]').join(', ')}) with ordinality as u (${texts.join(', ')}, i)
       limit cardinality(#)) as u
      cross join (select ${shared}) as flat`,
  };
}

/** The section as the statement has it whose parameters before it were `parameters`, and how many there are now. */
export function placed({ text }: Pick<Section<never>, 'text'>, parameters: number) {
  const first = `$${parameters + 1}${/\?(::\w+\[\])/.exec(text)?.[1] ?? ''}`;
  let last = parameters;
  const numberedText = text.replaceAll('#', first).replaceAll('?', () => `$${(last += 1)}`);
  return { text: numberedText, first, last };
}

/** A column of numbers. */
export const numbersOf = <Row>(rows: readonly Row[], read: (row: Row) => number): string =>
  numbers(rows.map(read));
