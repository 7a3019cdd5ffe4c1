// A whole run: day by day, hour by hour. The clock stands while an hour's deeds are done, then jumps to the
// hour's end, where the jobs that fell due are done; at each day's end the books are looked at.

import type { Store } from '../../src/db/public.ts';
import { DAY, HOUR, invariant, type Instant } from '../../src/kernel/public.ts';
import { createRandom } from '../workload/random.ts';
import { checkDay, checkExpiries } from './checks.ts';
import { renewals, usage, type Issued } from './months.ts';
import type { GiftingOptions } from './options.ts';
import { createGivers } from './people-give.ts';
import { addPeople, makePeople, type Person } from './people.ts';
import { createTally, type Tally } from './tally.ts';
import { inWaves, type Deed } from './waves.ts';
import { createWorld, type World } from './world.ts';

/** Midnight in the carrier's zone; the months that follow have 31, 28 and 31 days. */
const STARTS_AT = Date.parse('2027-01-01T05:00:00Z');
const DAYS_A_MONTH = 30;
/** Gifts keep few connections busy; charges and grants fill the ledger's batches. */
const AT_ONCE = { gifts: 48, ledger: 2_000 } as const;
const USED_A_DAY = 0.03;
const CLOSED_A_DAY = 0.000_3;
const LEAVING_A_DAY = 0.000_5;
/** Of gifts, by link. */
const LINKS = 0.15;
/** People give by day. */
const WAKING_HOURS = { from: 7, to: 22 } as const;

export type Played = {
  readonly days: number;
  readonly counts: { readonly [name: string]: number };
  readonly audits: number;
  /** What did not hold, with the day; empty when all did. */
  readonly broken: readonly string[];
};

export async function play(
  store: Store,
  options: Pick<GiftingOptions, 'seed' | 'subscribers' | 'months' | 'giftsAMonth'>,
  progress: (day: number, days: number, doing: string) => void,
): Promise<Played> {
  const random = createRandom(options.seed);
  const people = makePeople(random, options.subscribers);
  const world = await createWorld(store, STARTS_AT);
  const days = options.months * DAYS_A_MONTH;
  try {
    await world.ledger.sweep(); // makes the tables of these months
    progress(0, days, 'people join');
    await addPeople(store, people, STARTS_AT - 400 * DAY, () => undefined);
    return await playDays(world, people, { ...options, days }, progress);
  } finally {
    await world.close();
  }
}

async function playDays(
  world: World,
  people: readonly Person[],
  options: { seed: number; subscribers: number; giftsAMonth: number; days: number },
  progress: (day: number, days: number, doing: string) => void,
): Promise<Played> {
  const { days, subscribers } = options;
  const random = createRandom(options.seed + 1);
  const tally = createTally();
  const issued: Issued = { octets: 0n };
  const givers = createGivers(world, people, random, tally);
  const giftsADay = (subscribers * options.giftsAMonth) / DAYS_A_MONTH;
  let audits = 0;
  for (let day = 0; day < days; day += 1) {
    const startsAt = STARTS_AT + day * DAY;
    world.setNow(Math.max(world.now(), startsAt));
    progress(day, days, 'octets are issued and used');
    await inWaves(
      renewals(world, people, random, { issued, tally, all: day === 0 }),
      AT_ONCE.ledger,
    );
    await inWaves(
      usage(world, people, random, { share: USED_A_DAY, tally, name: `day-${day}` }),
      AT_ONCE.ledger,
    );
    progress(day, days, 'people give');
    for (let hour = 0; hour < 24; hour += 1) {
      world.setNow(Math.max(world.now(), startsAt + hour * HOUR));
      const deeds = dueBy(givers.later, world.now());
      if (hour >= WAKING_HOURS.from && hour < WAKING_HOURS.to) {
        const hours = WAKING_HOURS.to - WAKING_HOURS.from;
        for (let count = often(random, giftsADay / hours); count > 0; count -= 1)
          deeds.push(random.chance(LINKS) ? givers.makeLink() : givers.give());
        for (let count = often(random, (subscribers * CLOSED_A_DAY) / hours); count > 0; count -= 1)
          deeds.push(givers.closeSomebody());
        for (
          let count = often(random, (subscribers * LEAVING_A_DAY) / hours);
          count > 0;
          count -= 1
        )
          deeds.push(givers.leaveFamily());
      }
      await inWaves(deeds, AT_ONCE.gifts);
      // What was put off to no hour at all happens before the window of this hour's gifts ends.
      await inWaves(dueBy(givers.later, world.now()), AT_ONCE.gifts);
      world.setNow(startsAt + (hour + 1) * HOUR - 1);
      await runJobs(world, people);
    }
    await sweepAll(world);
    const broken = await checkEnd(world, issued, startsAt);
    if ((day + 1) % DAYS_A_MONTH === 0) {
      progress(day, days, 'the whole store is audited');
      const report = await world.ledger.audit();
      audits += 1;
      for (const { rule, accountId, subject } of report.breaks)
        broken.push(`${rule} is broken by account ${accountId}, ${subject}`);
    }
    if (broken.length > 0)
      return { days: day + 1, counts: await countsOf(world, tally), audits, broken };
  }
  progress(days, days, 'done');
  return { days, counts: await countsOf(world, tally), audits, broken: [] };
}

/** A number of times that is this on average. */
const often = (random: { chance(share: number): boolean }, average: number): number =>
  Math.floor(average) + (random.chance(average % 1) ? 1 : 0);

function dueBy(later: { at: Instant; deed: Deed }[], now: Instant): Deed[] {
  const due = later.filter(({ at }) => at <= now);
  const left = later.filter(({ at }) => at > now);
  later.splice(0, later.length, ...left);
  return due.map(({ deed }) => deed);
}

async function runJobs(world: World, people: readonly Person[]): Promise<void> {
  const indexOf = indexes(people);
  for (let due = world.dueJobs(); due.length > 0; due = world.dueJobs())
    await inWaves(
      due.map(({ giver, run }) => ({ lines: [indexOf.get(giver) ?? -1], work: run })),
      AT_ONCE.gifts,
    );
}

const known = new WeakMap<readonly Person[], Map<number, number>>();
function indexes(people: readonly Person[]): ReadonlyMap<number, number> {
  let map = known.get(people);
  if (map === undefined) {
    map = new Map(people.map(({ accountId, index }) => [accountId, index]));
    known.set(people, map);
  }
  return map;
}

const MOST_ROUNDS = 100;

/** The product sweeps every minute; a day that jumps has its rounds at once. */
async function sweepAll(world: World): Promise<void> {
  for (let round = 0; round < MOST_ROUNDS; round += 1)
    if ((await world.ledger.sweep()) === 0) return;
  invariant(false, 'a day’s sweeping ends');
}

async function checkEnd(world: World, issued: Issued, startsAt: Instant): Promise<string[]> {
  const { pool } = world.store;
  const day = new Date(startsAt).toISOString().slice(0, 10);
  const found = [
    ...(await checkDay(pool, { issuedOctets: issued.octets, now: world.now() })),
    ...(await checkExpiries(pool, startsAt - 1, startsAt + DAY)),
  ];
  return found.map((what) => `${day}: ${what}`);
}

/** What the run did, and what became of the gifts. */
async function countsOf(world: World, tally: Tally): Promise<{ [name: string]: number }> {
  const { rows } = await world.store.pool.query<{ state: string; count: number }>(
    'select state, count(*)::integer as count from gift group by state order by state',
  );
  return {
    ...tally.all(),
    ...Object.fromEntries(rows.map(({ state, count }) => [`gifts_${state}`, count])),
  };
}
