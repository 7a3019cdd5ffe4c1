// A command or a group as the standards write it, { one } [ maybe ] *[ many ] 1*[ some ], and the one
// reader for all of them: it finds what a grammar names, reports what is missing (5005) and what
// stands there too often (5009), and passes over the rest.

import { invariant } from '../../../kernel/public.ts';
import type { Avp, AvpCursor } from './avp.ts';
import type { AvpDefinition } from './definition.ts';
import { missing, occursTooOften, type Findings } from './problem.ts';

export type Occurs = 'one' | 'maybe' | 'many' | 'some';

export type Grammar = Readonly<Record<string, readonly [AvpDefinition, Occurs]>>;

export type Found<Rows extends Grammar> = {
  readonly [Name in keyof Rows]: Rows[Name][1] extends 'one'
    ? Avp
    : Rows[Name][1] extends 'maybe'
      ? Avp | undefined
      : readonly Avp[];
};

export type Reader<Rows extends Grammar> = (
  cursor: AvpCursor,
  findings: Findings,
) => Found<Rows> | null;

/** Makes the reader of a grammar. It gives null when it reported a problem. */
export function readerOf<const Rows extends Grammar>(grammar: Rows): Reader<Rows> {
  const rows = Object.entries(grammar).map(([name, [definition, occurs]]) => ({
    name,
    definition,
    occurs,
    repeats: occurs === 'many' || occurs === 'some',
  }));

  // Asked for each of thirty AVPs; searching the rows instead takes a request 0.5 µs longer.
  const rowOf = new Map(rows.map((row) => [row.definition.code, row]));
  invariant(rowOf.size === rows.length, 'no two AVPs of one grammar share a code');

  return (cursor, findings) => {
    const found: Record<string, Avp | Avp[] | undefined> = {};
    for (const row of rows) found[row.name] = row.repeats ? [] : undefined;

    while (cursor.next()) {
      const row = rowOf.get(cursor.code);
      if (row === undefined || row.definition.vendor !== cursor.vendor) continue;
      const avp = cursor.avp();
      const before = found[row.name];
      if (Array.isArray(before)) before.push(avp);
      else if (before === undefined) found[row.name] = avp;
      else {
        findings.add(occursTooOften(avp, row.definition));
        return null;
      }
    }
    for (const { name, definition, occurs } of rows) {
      const absent =
        (occurs === 'one' && found[name] === undefined) ||
        (occurs === 'some' && (found[name] as Avp[]).length === 0);
      if (!absent) continue;
      findings.add(missing(definition));
      return null;
    }
    return found as Found<Rows>;
  };
}
