// Writes all that a batch changed with one statement, which proves at its end that everything was as it
// had been read, and else undoes itself. Outside of a transaction it is one: a batch is one round trip, one
// commit, one flush.
//
// Named, so that it is planned seldom, and under a new name after each doubling of the batches: a plan made
// while the tables were small goes through a whole part for each row ever after.

import type { Pool } from 'pg';
import {
  CHANGED_ACCOUNTS,
  NEXT_BUCKETS,
  type ChangedAccount,
  type NextBucket,
} from './write-accounts.ts';
import {
  CHANGED_BUCKETS,
  OPENED_BUCKETS,
  RELIED_ON_BUCKETS,
  type BucketOf,
  type ChangedBucket,
} from './write-buckets.ts';
import { CHANGED_HOLDS, OPENED_HOLDS, type ChangedHold, type HoldOf } from './write-holds.ts';
import { KEYS, type NewKey } from './write-keys.ts';
import { POSTINGS, type PostingOf } from './write-postings.ts';
import type { Section } from './section.ts';

export type BatchRows = {
  readonly nextBuckets: NextBucket[];
  readonly reliedOnBuckets: BucketOf[];
  readonly changedAccounts: ChangedAccount[];
  readonly changedBuckets: ChangedBucket[];
  readonly openedBuckets: BucketOf[];
  readonly changedHolds: ChangedHold[];
  readonly openedHolds: HoldOf[];
  readonly keys: NewKey[];
  readonly postings: PostingOf[];
};

export const noRows = (): BatchRows => ({
  nextBuckets: [],
  reliedOnBuckets: [],
  changedAccounts: [],
  changedBuckets: [],
  openedBuckets: [],
  changedHolds: [],
  openedHolds: [],
  keys: [],
  postings: [],
});

/** What a batch of charges writes, and what one with anything else in it does. */
const CHARGES = statementOf([NEXT_BUCKETS, CHANGED_BUCKETS, CHANGED_HOLDS, OPENED_HOLDS], POSTINGS);
const ANYTHING = statementOf(
  [
    NEXT_BUCKETS,
    RELIED_ON_BUCKETS,
    CHANGED_ACCOUNTS,
    CHANGED_BUCKETS,
    OPENED_BUCKETS,
    CHANGED_HOLDS,
    OPENED_HOLDS,
    KEYS,
  ],
  POSTINGS,
);

/**
 * Each section must have written as many rows as its first array has; else the division by zero ends the
 * statement, whose code is that of NOT_AS_READ. Postings depend on nothing, and are not counted.
 */
function statementOf(proved: readonly Section<never>[], last: Section<never>): string {
  let parameters = 1;
  const conditions: string[] = [];
  const written = [...proved, last].map(({ name, text }) => {
    const first = parameters + 1;
    const type = /\?(::\w+\[\])/.exec(text)?.[1] ?? '';
    if (name !== last.name)
      conditions.push(`(select count(*) from ${name}) = cardinality($${first}${type})`);
    const numbered = text
      .replaceAll('#', `$${first}${type}`)
      .replaceAll('?', () => `$${(parameters += 1)}`);
    return `${name} as (${numbered})`;
  });
  return `
  with ${written.join(',\n  ')}
  select 1 / (case when ${conditions.join('\n    and ')} then 1 else 0 end)`;
}

/** PostgreSQL's division_by_zero. */
export const NOT_AS_READ = '22012';

/** Which name of a statement a batch runs under: a new one whenever their number has doubled. */
export type PlanAge = { batches: number };

export async function writeBatch(
  database: Pick<Pool, 'query'>,
  part: number,
  rows: BatchRows,
  age: PlanAge,
): Promise<void> {
  age.batches += 1;
  const generation = 32 - Math.clz32(age.batches);
  const onlyCharges =
    rows.keys.length === 0 &&
    rows.openedBuckets.length === 0 &&
    rows.changedAccounts.length === 0 &&
    rows.reliedOnBuckets.length === 0;
  const holdsAndPostings = [
    ...CHANGED_HOLDS.columns(rows.changedHolds),
    ...OPENED_HOLDS.columns(rows.openedHolds),
  ];
  await database.query(
    onlyCharges
      ? {
          name: `ledger_write_charges_${generation}`,
          text: CHARGES,
          values: [
            part,
            ...NEXT_BUCKETS.columns(rows.nextBuckets),
            ...CHANGED_BUCKETS.columns(rows.changedBuckets),
            ...holdsAndPostings,
            ...POSTINGS.columns(rows.postings),
          ],
        }
      : {
          name: `ledger_write_anything_${generation}`,
          text: ANYTHING,
          values: [
            part,
            ...NEXT_BUCKETS.columns(rows.nextBuckets),
            ...RELIED_ON_BUCKETS.columns(rows.reliedOnBuckets),
            ...CHANGED_ACCOUNTS.columns(rows.changedAccounts),
            ...CHANGED_BUCKETS.columns(rows.changedBuckets),
            ...OPENED_BUCKETS.columns(rows.openedBuckets),
            ...holdsAndPostings,
            ...KEYS.columns(rows.keys),
            ...POSTINGS.columns(rows.postings),
          ],
        },
  );
}
