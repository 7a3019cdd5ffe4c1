// Writes all that a batch changed with one statement, which proves at its end that everything was as it
// had been read, and else undoes itself. Outside of a transaction it is one: a batch is one round trip, one
// commit, one flush.
//
// Named, so that it is planned seldom. A plan that was made while a table was small goes through a whole part
// for each row; it is made anew under another name after each doubling of the batches, after PostgreSQL has
// analyzed the table, and on another connection after two batches that took long (transactAlone). Naming the rows
// by where they were found (ctid) keeps the planner from that, and took 5 of 13 µs for each row of an update.

import type { Pool } from 'pg';
import type { Instant } from '../../kernel/public.ts';
import {
  CHANGED_ACCOUNTS,
  NEXT_BUCKETS,
  type ChangedAccount,
  type NextBucket,
} from './write-accounts.ts';
import {
  CHANGED_BUCKETS,
  CHARGED_BUCKETS,
  OPENED_BUCKETS,
  RELIED_ON_BUCKETS,
  type BucketOf,
  type ChangedBucket,
} from './write-buckets.ts';
import { CHANGED_HOLDS, OPENED_HOLDS, type ChangedHold, type HoldOf } from './write-holds.ts';
import { KEYS, type NewKey } from './write-keys.ts';
import { CHARGE_POSTINGS, isCharge, POSTINGS, type PostingOf } from './write-postings.ts';
import { placed, type Section } from './section.ts';

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

/** What a batch of charges writes, at the instant `$3`. */
const CHARGES = statementOf({
  proved: [NEXT_BUCKETS, CHARGED_BUCKETS, CHANGED_HOLDS, OPENED_HOLDS],
  last: CHARGE_POSTINGS,
  parametersBefore: 3,
  opened: '0',
});
/** What one with anything else in it does. Its third parameter is how many buckets it opens. */
const ANYTHING = statementOf({
  proved: [
    NEXT_BUCKETS,
    RELIED_ON_BUCKETS,
    CHANGED_ACCOUNTS,
    CHANGED_BUCKETS,
    OPENED_BUCKETS,
    CHANGED_HOLDS,
    OPENED_HOLDS,
    KEYS,
  ],
  last: POSTINGS,
  parametersBefore: 3,
  opened: '$3::integer',
});

/**
 * Each section must have written as many rows as its first array has; else the division by zero ends the
 * statement, whose code is that of NOT_AS_READ. Postings depend on nothing, and are not counted.
 *
 * Before that, the count of the part's openings must be `$2`, unless that is null; else a root that there is
 * not ends the statement, before anything is written. Answers the count as it stands now, or null when
 * another process counted while this was written, whose buckets were not looked for.
 */
function statementOf({
  proved,
  last,
  parametersBefore,
  opened,
}: {
  readonly proved: readonly Section<never>[];
  readonly last: Section<never>;
  readonly parametersBefore: number;
  readonly opened: string;
}): string {
  let parameters = parametersBefore;
  const conditions: string[] = [];
  const written = [...proved, last].map((section) => {
    const { name } = section;
    const part = placed(section, parameters);
    parameters = part.last;
    if (name !== last.name)
      conditions.push(`(select count(*) from ${name}) = cardinality(${part.first})`);
    return `${name} as (${part.text})`;
  });
  const counted = `
    insert into part_opening (part, openings)
    select $1, ${opened} where ${opened} > 0
    on conflict (part) do update set openings = part_opening.openings + excluded.openings
    returning openings`;
  const opensNothing = opened === '0';
  if (!opensNothing) written.unshift(`counted as (${counted})`);
  return `
  with found as (
    select coalesce((select openings from part_opening where part = $1), 0) as openings),
  ${written.join(',\n  ')}
  select case
    when $2::bigint <> (select openings from found) then sqrt(-1 - (select openings from found)::float8)::bigint
    when not (${conditions.join('\n    and ')}) then 1 / (select 0 * openings from found)
    ${
      opensNothing
        ? ''
        : `when (select openings from counted) <> (select openings from found) + ${opened} then null`
    }
    else (select openings from found) + ${opened} end as openings`;
}

/** PostgreSQL's invalid_argument_for_power_function. */
export const OPENED_ELSEWHERE = '2201F';

/** PostgreSQL's division_by_zero. */
export const NOT_AS_READ = '22012';

/** Which name of a statement a batch runs under: a new one whenever their number has doubled. */
export type PlanAge = { batches: number };

/**
 * `openings` is the known count of the part, or null. Answers what it is after this: undefined when that is
 * not for sure.
 */
export async function writeBatch(
  database: Pick<Pool, 'query'>,
  { part, openings }: { readonly part: number; readonly openings: number | null },
  rows: BatchRows,
  age: PlanAge,
): Promise<number | undefined> {
  age.batches += 1;
  const generation = 32 - Math.clz32(age.batches);
  const at = chargedAt(rows);
  const holds = [
    ...CHANGED_HOLDS.columns(rows.changedHolds),
    ...OPENED_HOLDS.columns(rows.openedHolds),
  ];
  const { rows: answered } = await database.query<{ openings: number | null }>(
    at !== undefined
      ? {
          name: `ledger_write_charges_${generation}`,
          text: CHARGES,
          values: [
            part,
            openings,
            at,
            ...NEXT_BUCKETS.columns(rows.nextBuckets),
            ...CHARGED_BUCKETS.columns(rows.changedBuckets),
            ...holds,
            ...CHARGE_POSTINGS.columns(rows.postings),
          ],
        }
      : {
          name: `ledger_write_anything_${generation}`,
          text: ANYTHING,
          values: [
            part,
            openings,
            rows.openedBuckets.length,
            ...NEXT_BUCKETS.columns(rows.nextBuckets),
            ...RELIED_ON_BUCKETS.columns(rows.reliedOnBuckets),
            ...CHANGED_ACCOUNTS.columns(rows.changedAccounts),
            ...CHANGED_BUCKETS.columns(rows.changedBuckets),
            ...OPENED_BUCKETS.columns(rows.openedBuckets),
            ...holds,
            ...KEYS.columns(rows.keys),
            ...POSTINGS.columns(rows.postings),
          ],
        },
  );
  return answered[0]?.openings ?? undefined;
}

/** The instant of a batch that has charges of one instant in it, and nothing else. */
function chargedAt(rows: BatchRows): Instant | undefined {
  if (
    rows.keys.length > 0 ||
    rows.openedBuckets.length > 0 ||
    rows.changedAccounts.length > 0 ||
    rows.reliedOnBuckets.length > 0
  )
    return undefined;
  const at = rows.postings[0]?.posting.at;
  for (const { posting } of rows.postings)
    if (posting.at !== at || !isCharge(posting)) return undefined;
  return at;
}
