// The subscribers of a run: families of one to four lines, some of whom no stranger finds, on plans that
// give and on one that does not. Made by sets, because one by one they would take longer than the run.

import { createHash } from 'node:crypto';
import { idOfWords, partOf, type AccountId, type Instant } from '../../src/kernel/public.ts';
import type { Store } from '../../src/db/public.ts';
import { accountIdOf } from '../bench/lines.ts';
import type { Random } from '../workload/random.ts';

const GB = 1_000_000_000;

export const SIM_PLANS = [
  { id: 'tablet-10', octets: 10 * GB },
  { id: 'essential-5', octets: 5 * GB },
  { id: 'plus-20', octets: 20 * GB },
  { id: 'max-60', octets: 60 * GB },
] as const;

export type Person = {
  readonly index: number;
  readonly accountId: AccountId;
  readonly msisdn: string;
  readonly imsi: string;
  readonly planId: string;
  readonly planOctets: number;
  readonly cycleDay: number;
  readonly findable: 'number' | 'nobody';
  /** Changes when the line leaves its family. */
  family: number;
  closed: boolean;
};

const FINDABLE_SHARE = 0.8;
const LINES_A_STATEMENT = 5_000;

export const holderOf = (family: number): string => idOfWords('sim-holder', String(family));

export function makePeople(random: Random, count: number): Person[] {
  let family = 0;
  let left = 0;
  return Array.from({ length: count }, (_, index) => {
    if (left === 0) {
      family += 1;
      left = random.integer(1, 4);
    }
    left -= 1;
    const plan = random.pick(SIM_PLANS);
    return {
      index,
      accountId: accountIdOf(index + 1),
      msisdn: `1613${index.toString().padStart(7, '0').replace(/^[01]/, '2')}`,
      imsi: `00101${(index + 1).toString().padStart(10, '0')}`,
      planId: plan.id,
      planOctets: plan.octets,
      cycleDay: random.integer(1, 31),
      findable: random.chance(FINDABLE_SHARE) ? 'number' : 'nobody',
      family,
      closed: false,
    };
  });
}

export async function addPeople(
  store: Store,
  people: readonly Person[],
  activatedAt: Instant,
  added: (count: number) => void,
): Promise<void> {
  for (let first = 0; first < people.length; first += LINES_A_STATEMENT) {
    const some = people.slice(first, first + LINES_A_STATEMENT);
    await addSome(store, some, new Date(activatedAt));
    added(some.length);
  }
  await store.pool.query('analyze account, line, line_identity, account_holder');
}

async function addSome(store: Store, people: readonly Person[], at: Date): Promise<void> {
  const { pool, parts } = store;
  const each = <Value>(of: (person: Person) => Value): Value[] => people.map(of);
  const inParts = each(({ accountId }) => partOf(accountId, parts));
  const accountIds = each(({ accountId }) => accountId);
  await pool.query(
    `insert into account_holder (holder_id, name, opened_at)
     select distinct holder_id, 'Holder', $2::timestamptz from unnest($1::uuid[]) as u (holder_id)
     on conflict do nothing`,
    [each(({ family }) => holderOf(family)), at],
  );
  await pool.query(
    `insert into account (part, account_id, opened_at)
     select part, account_id, $3 from unnest($1::smallint[], $2::bigint[]) as u (part, account_id)`,
    [inParts, accountIds, at],
  );
  await pool.query(
    `insert into line (part, account_id, holder_id, plan_id, msisdn, imsi, iccid, eid, name, language,
                       findable, status, cycle_day, activated_at)
     select part, account_id, holder_id, plan_id, msisdn, imsi, '', '', 'Person ' || msisdn, 'en',
            findable, 'active', cycle_day, $9
     from unnest($1::smallint[], $2::bigint[], $3::uuid[], $4::text[], $5::text[], $6::text[],
                 $7::text[], $8::smallint[])
       as u (part, account_id, holder_id, plan_id, msisdn, imsi, findable, cycle_day)`,
    [
      inParts,
      accountIds,
      each(({ family }) => holderOf(family)),
      each(({ planId }) => planId),
      each(({ msisdn }) => msisdn),
      each(({ imsi }) => imsi),
      each(({ findable }) => findable),
      each(({ cycleDay }) => cycleDay),
      at,
    ],
  );
  for (const kind of ['msisdn', 'imsi'] as const)
    await pool.query(
      `insert into line_identity (part, kind, value, account_id)
       select part, $1, value, account_id
       from unnest($2::smallint[], $3::text[], $4::bigint[]) as u (part, value, account_id)`,
      [
        kind,
        each((person) => partOfValue(person[kind], parts)),
        each((person) => person[kind]),
        accountIds,
      ],
    );
}

/** As src/subscribers/directory.ts places them; elsewhere no line would be found, and no gift given. */
const partOfValue = (value: string, parts: number): number =>
  createHash('sha256').update(value).digest().readUInt32BE(0) % parts;
