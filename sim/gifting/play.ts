// A whole run: day by day, hour by hour. The clock stands while an hour's deeds are done, then jumps to the
// hour's end, where the jobs that fell due are done; at each day's end the books are looked at.

import type { Store } from '../../src/db/public.ts';
import { DAY, HOUR, invariant, type Instant } from '../../src/kernel/public.ts';
import { createRandom } from '../workload/random.ts';
import { checkDay } from './checks.ts';
import { renewals, usage, type Issued } from './months.ts';
import type { GiftingOptions } from './options.ts';
import { closeSomebody, give, leaveFamily } from './people-give.ts';
import { addPeople, makePeople, type Person } from './people.ts';
import { createStage, type Stage } from './stage.ts';
import { createTally } from './tally.ts';
import { inWaves, type Deed } from './waves.ts';
import { runStanding } from './ways/standing.ts';
import { openTanks, tendTanks } from './ways/tanks.ts';
import { createWorld, type World } from './world.ts';

/** Midnight in the carrier's zone. A leap day follows, a month of thirty-one days, and summer time. */
const STARTS_AT = Date.parse('2028-02-01T05:00:00Z');
export const DAYS_A_MONTH = 30;
/** Gifts keep few connections busy; charges and grants fill the ledger's batches. */
const AT_ONCE = { gifts: 48, ledger: 2_000 } as const;
const USED_A_DAY = 0.03;
const CLOSED_A_DAY = 0.000_3;
const LEAVING_A_DAY = 0.000_5;
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
  asked: Pick<GiftingOptions, 'seed' | 'subscribers' | 'giftsAMonth'> & {
    readonly days: number;
    /** Midnight in the carrier's zone. */
    readonly startsAt?: Instant;
  },
  progress: (day: number, days: number, doing: string) => void,
): Promise<Played> {
  const options = { startsAt: STARTS_AT, ...asked };
  const { days, startsAt } = options;
  const random = createRandom(options.seed);
  const people = makePeople(random, options.subscribers);
  const world = await createWorld(store, startsAt);
  try {
    await world.ledger.sweep(); // makes the tables of these months
    progress(0, days, 'people join');
    await addPeople(store, people, startsAt - 400 * DAY, () => undefined);
    return await playDays(world, people, options, progress);
  } finally {
    await world.close();
  }
}

async function playDays(
  world: World,
  people: readonly Person[],
  options: { seed: number; giftsAMonth: number; days: number; startsAt: Instant },
  progress: (day: number, days: number, doing: string) => void,
): Promise<Played> {
  const { days } = options;
  const random = createRandom(options.seed + 1);
  const tally = createTally();
  const issued: Issued = { octets: 0n };
  const stage = createStage(world, people, random, { tally, issued });
  await openTanks(stage);
  let audits = 0;
  for (let day = 0; day < days; day += 1) {
    const startsAt = options.startsAt + day * DAY;
    world.setNow(Math.max(world.now(), startsAt));
    progress(day, days, 'octets are issued and used');
    const isFirst = day % DAYS_A_MONTH === 0;
    await inWaves(
      renewals(world, people, random, { issued, tally, all: day === 0 }),
      AT_ONCE.ledger,
    );
    await inWaves(tendTanks(stage, day, isFirst), AT_ONCE.gifts);
    await inWaves(usage(stage, { share: USED_A_DAY, name: `day-${day}` }), AT_ONCE.ledger);
    progress(day, days, 'people give');
    for (let hour = 0; hour < 24; hour += 1)
      await playHour(stage, startsAt + hour * HOUR, hour, options.giftsAMonth);
    await sweepAll(world);
    progress(day, days, 'the books are looked at');
    const date = new Date(startsAt).toISOString().slice(0, 10);
    const broken = (await checkDay(world.store.pool, expectedOf(stage, startsAt))).map(
      (what) => `${date}: ${what}`,
    );
    if ((day + 1) % DAYS_A_MONTH === 0 || day + 1 === days) {
      progress(day, days, 'the whole store is audited');
      const report = await world.ledger.audit();
      audits += 1;
      for (const { rule, accountId, subject } of report.breaks)
        broken.push(`${rule} is broken by account ${accountId}, ${subject}`);
    }
    if (broken.length > 0) return { days: day + 1, counts: await countsOf(stage), audits, broken };
  }
  progress(days, days, 'done');
  return { days, counts: await countsOf(stage), audits, broken: [] };
}

const expectedOf = ({ world, issued }: Stage, startsAt: number) => ({
  issuedOctets: issued.octets,
  from: startsAt - 1,
  now: world.now(),
});

async function playHour(
  stage: Stage,
  startsAt: number,
  hour: number,
  giftsAMonth: number,
): Promise<void> {
  const { world, people, random } = stage;
  world.setNow(Math.max(world.now(), startsAt));
  await runStanding(stage);
  const deeds = stage.dueBy(world.now());
  if (hour >= WAKING_HOURS.from && hour < WAKING_HOURS.to) {
    const aDay = people.length / (WAKING_HOURS.to - WAKING_HOURS.from);
    const begin = (average: number, deed: (on: Stage) => Deed): void => {
      for (let count = often(random, average); count > 0; count -= 1) deeds.push(deed(stage));
    };
    begin((aDay * giftsAMonth) / DAYS_A_MONTH, give);
    begin(aDay * CLOSED_A_DAY, closeSomebody);
    begin(aDay * LEAVING_A_DAY, leaveFamily);
  }
  await inWaves(deeds, AT_ONCE.gifts);
  // What was put off to no hour at all happens before the window of this hour's gifts ends.
  await inWaves(stage.dueBy(world.now()), AT_ONCE.gifts);
  world.setNow(startsAt + HOUR - 1);
  await world.jobs.run({
    now: world.now(),
    store: world.store,
    indexOf: (account) => stage.indexOf(account),
    atOnce: AT_ONCE.gifts,
  });
}

/** A number of times that is this on average. */
const often = (random: { chance(share: number): boolean }, average: number): number =>
  Math.floor(average) + (random.chance(average % 1) ? 1 : 0);

const MOST_ROUNDS = 100;

/** The product sweeps every minute; a day that jumps has its rounds at once. */
async function sweepAll(world: World): Promise<void> {
  for (let round = 0; round < MOST_ROUNDS; round += 1)
    if ((await world.ledger.sweep()) === 0) return;
  invariant(false, 'a day’s sweeping ends');
}

/** What the run did, what people were told, and what became of all that the store has of giving. */
async function countsOf({ world, tally }: Stage): Promise<{ [name: string]: number }> {
  const { rows } = await world.store.pool.query<{ name: string; count: number }>(
    `select 'gifts_' || state as name, count(*)::integer as count from gift group by state
     union all select 'requests_end_' || state, count(*)::integer from gift_request group by state
     union all select 'standing_end_' || coalesce(reason, state), count(*)::integer from standing_gift
               group by coalesce(reason, state)
     union all select 'members_end_' || state, count(*)::integer from pool_member group by state
     union all select 'orders_end_' || state, count(*)::integer from pack_order group by state
     order by name`,
  );
  return {
    ...tally.all(),
    ...Object.fromEntries(
      Object.entries(world.news.all()).map(([about, count]) => [`told_${about}`, count]),
    ),
    ...Object.fromEntries(rows.map(({ name, count }) => [name, count])),
  };
}
