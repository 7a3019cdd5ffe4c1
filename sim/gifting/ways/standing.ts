// Standing gifts: so much each cycle, or what lapses at its end; to a person who agrees, or not, or too late, to
// a pool, or to a tank. Some are paused by hand and resumed, some end, and some ask in a circle.

import { invariant, octets } from '../../../src/kernel/public.ts';
import type { AskedRhythm, StandingGift } from '../../../src/gifting/public.ts';
import type { Person } from '../people.ts';
import { counted, someoneFor, STEP_OCTETS, type Act, type Stage } from '../stage.ts';
import type { Deed } from '../waves.ts';
import { undo } from './sequel.ts';

const CIRCLE = 0.15;
const TO_PLACE = 0.12;
const EXPIRING = 0.35;
const PAUSED = 0.2;
const RESUMED = 0.7;
const ENDED = 0.2;
const AGREED = 0.75;
const DECLINED = 0.1;
/** Longer than somebody who is asked can answer. */
const LONGEST_WAIT_HOURS = 15 * 24;
const UNDONE = 0.08;
/** The days on which months differ come up more often than others. */
const DAYS_OF_CYCLE = [1, 1, 2, 5, 10, 15, 20, 25, 28, 29, 30, 30, 31, 31] as const;

/** Whom those asked for before go to, so that some can be asked for back. */
const pairs = new WeakMap<Stage, { giver: Person; receiver: Person }[]>();

export function askStanding(stage: Stage): Deed {
  const { world, random, people, pools, tanks } = stage;
  const before = pairs.get(stage) ?? [];
  pairs.set(stage, before);
  const back = before.length > 0 && random.chance(CIRCLE) ? random.pick(before) : undefined;
  const pool = pools.length > 0 && random.chance(TO_PLACE) ? random.pick(pools) : undefined;
  const tank = random.chance(TO_PLACE) ? random.pick(tanks) : undefined;
  const isToPerson = back !== undefined || (pool === undefined && tank === undefined);
  const giver =
    back?.receiver ?? (pool === undefined ? random.pick(people) : random.pick(pool.people));
  const receiver = back?.giver ?? someoneFor(stage, giver, 0.5);
  if (isToPerson) before.push({ giver, receiver });
  const rhythm = drawRhythm(stage);
  const life = drawLife(stage);
  const act = stage.begin('standing');
  const place = isToPerson ? undefined : (pool ?? tank);
  return {
    lines: [giver.index, place?.index ?? receiver.index, CIRCLES],
    async work() {
      if (giver.closed || (place !== undefined && place.id === undefined)) return;
      // One at a time for each giver: of two that are due at one instant either could be first.
      const { given } = await world.standing.list(giver.accountId);
      if (given.some(({ state }) => state !== 'ended')) return;
      const to =
        place === undefined
          ? { msisdn: `+${receiver.msisdn}` }
          : place === pool
            ? { pool: place.id ?? 0 }
            : { tank: place.id ?? 0 };
      const asked = { giver: giver.accountId, to, rhythm, key: act.key };
      const made = counted(
        stage,
        `standing_asked_${rhythm.kind}`,
        await world.standing.make(asked),
      );
      if (made === undefined) return;
      live(stage, act, { made, giver, receiver: isToPerson ? receiver : undefined }, life);
    },
  };
}

const drawRhythm = ({ random }: Stage): AskedRhythm =>
  random.chance(EXPIRING)
    ? {
        kind: 'expiring',
        atMostOctets: octets(random.integer(5, 30) * STEP_OCTETS),
        lastHours: random.integer(1, 96),
      }
    : {
        kind: 'monthly',
        octets: octets(random.integer(1, 50) * STEP_OCTETS),
        dayOfCycle: random.pick(DAYS_OF_CYCLE),
      };

const drawLife = ({ random }: Stage) => {
  const answer = random.fraction();
  const pausedAfter = random.chance(PAUSED) ? random.integer(24, 40 * 24) : undefined;
  const endedAfter = random.chance(ENDED) ? random.integer(1, 60 * 24) : undefined;
  return {
    isAgreed: answer < AGREED,
    isDeclined: answer >= AGREED && answer < AGREED + DECLINED,
    answeredAfter: random.chance(0.9) ? random.integer(1, 72) : LONGEST_WAIT_HOURS,
    pausedAfter,
    resumedAfter: random.chance(RESUMED) ? random.integer(1, 20 * 24) : undefined,
    endedAfter,
    isEndedByReceiver: random.chance(0.5),
  };
};

function live(
  stage: Stage,
  act: Act,
  { made, giver, receiver }: { made: StandingGift; giver: Person; receiver: Person | undefined },
  life: ReturnType<typeof drawLife>,
): void {
  const { standing } = stage.world;
  const lines = [giver.index, ...(receiver === undefined ? [] : [receiver.index]), CIRCLES];
  if (receiver !== undefined && life.isAgreed)
    act.later(life.answeredAfter, lines, async () => {
      const agreed = await standing.agree(receiver.accountId, made.id);
      counted(stage, 'standing_agreed', agreed);
    });
  if (receiver !== undefined && life.isDeclined)
    act.later(life.answeredAfter, lines, async () => {
      counted(stage, 'standing_declined', await standing.end(receiver.accountId, made.id));
    });
  const { pausedAfter, resumedAfter, endedAfter } = life;
  if (pausedAfter !== undefined)
    act.later(pausedAfter, lines, async () => {
      counted(stage, 'standing_paused', await standing.pause(giver.accountId, made.id));
      if (resumedAfter !== undefined)
        act.later(resumedAfter, lines, async () => {
          counted(stage, 'standing_resumed', await standing.resume(giver.accountId, made.id));
        });
    });
  if (endedAfter !== undefined)
    act.later(endedAfter, lines, async () => {
      const by = life.isEndedByReceiver && receiver !== undefined ? receiver : giver;
      const who = by === giver ? 'giver' : 'receiver';
      counted(stage, `standing_ended_by_${who}`, await standing.end(by.accountId, made.id));
    });
}

/** No person has this number. Whether one closes a circle goes by all others, so they take turns. */
const CIRCLES = -2;

/**
 * Does what is due of them, as the job does every minute. Of what they gave just now some is undone: chance is
 * drawn giver by giver, in the order of their accounts.
 */
export async function runStanding(stage: Stage): Promise<void> {
  const { world, random, tally } = stage;
  const { pool } = world.store;
  const now = new Date(world.now());
  // Asked first, in one step: most hours have nothing due, and the job would look part by part.
  const due = await pool.query('select 1 from standing_gift where next_at <= $1 limit 1', [now]);
  if (due.rowCount === 0) return;
  await world.standing.runDue();
  const { rows } = await pool.query<{ giver: number; gift: string }>(
    `select account_id as giver, last_gift_id as gift from standing_gift
     where last_given_at = $1 order by account_id, made_at`,
    [now],
  );
  for (const { giver, gift } of rows) {
    tally.add('standing_given');
    if (random.chance(UNDONE)) {
      await undo(stage, giver, gift, true);
      tally.add('standing_gifts_undone');
    }
  }
  invariant(world.faults.length === 0, `nothing of standing gifts fails: ${world.faults.join()}`);
}
