// Pools: one is opened, and its whole life is drawn with it. People are invited, join, put in and draw, are
// capped, paused and resumed; some leave with their share, some are let go, and some pools are closed.

import { invariant, octets, partOf } from '../../../src/kernel/public.ts';
import type { Person } from '../people.ts';
import { counted, STEP_OCTETS, type Act, type Pool, type Stage } from '../stage.ts';
import type { Deed } from '../waves.ts';
import { drawSequel, follow, type Sequel } from './sequel.ts';

const STRANGER = 0.4;
const MOST_INVITED = 4;
const JOINING = 0.85;
/** Longer than an invitation lasts. */
const LONGEST_WAIT_HOURS = 8 * 24;
const LIFE_DAYS = 45;
const CLOSED = 0.15;
const PASSING_THROUGH = 0.4;
const EVENTS = ['put', 'put', 'draw', 'draw', 'draw', 'cap', 'pause', 'leave', 'remove'] as const;

type Event = {
  readonly what: (typeof EVENTS)[number];
  readonly who: Person;
  readonly after: number;
  readonly steps: number;
  readonly number: number;
  readonly sequel: Sequel;
};

export function openPool(stage: Stage): Deed {
  const { world, random, people, pools } = stage;
  const holder = random.pick(people);
  const family = stage.relatives(holder);
  const invited = [
    ...new Set([...family, ...(random.chance(STRANGER) ? [random.pick(people)] : [])]),
  ]
    .filter((person) => person !== holder)
    .slice(0, MOST_INVITED)
    .map((person) => ({
      person,
      joins: random.chance(JOINING),
      after: random.chance(0.95) ? random.integer(1, 48) : LONGEST_WAIT_HOURS,
    }));
  const pool: Pool = {
    index: stage.nextPlace(),
    id: undefined,
    holder,
    people: [holder, ...invited.map(({ person }) => person)],
  };
  const act = stage.begin('pool');
  const events = drawEvents(stage, pool);
  const closedAfter = random.chance(CLOSED) ? random.integer(48, LIFE_DAYS * 24) : undefined;
  const everybody = [pool.index, ...pool.people.map(({ index }) => index)];
  // One that is refused never has an id, and nobody goes there.
  pools.push(pool);
  for (const { index } of pool.people)
    stage.byPerson.set(index, [...(stage.byPerson.get(index) ?? []), pool]);
  return {
    lines: everybody,
    async work() {
      if (holder.closed) return;
      const about = { name: `Pool ${act.key}`, key: act.key };
      const opened = counted(
        stage,
        'pools_opened',
        await world.pools.open(holder.accountId, about),
      );
      if (opened === undefined) return;
      const { id } = opened;
      stage.register(pool, id);
      for (const { person, joins, after } of invited) {
        const asked = await world.pools.invite(holder.accountId, id, `+${person.msisdn}`);
        if (counted(stage, 'pool_invited', asked) === undefined) continue;
        const { accountId } = person;
        act.later(after, [pool.index, person.index], async () => {
          const answered = await world.pools.answer(accountId, id, accountId, joins);
          counted(stage, joins ? 'pool_joined' : 'pool_declined', answered);
        });
      }
      for (const event of events)
        act.later(event.after, everybody, () => happen(stage, act, pool, event));
      if (closedAfter !== undefined)
        act.later(closedAfter, everybody, async () => {
          counted(stage, 'pools_closed', await world.pools.close(holder.accountId, id));
        });
    },
  };
}

/** The holder puts in first. Some others put in, and leave again with what is left of it. */
function drawEvents({ random }: Stage, pool: Pool): readonly Event[] {
  const events: Event[] = [];
  const add = (event: Omit<Event, 'number' | 'sequel'>): void => {
    events.push({ ...event, number: events.length, sequel: drawSequel(random) });
  };
  add({ what: 'put', who: pool.holder, after: 1, steps: random.integer(10, 40) });
  for (let count = random.integer(3, 13); count > 0; count -= 1)
    add({
      what: random.pick(EVENTS),
      who: random.pick(pool.people),
      after: random.integer(2, LIFE_DAYS * 24),
      steps: random.integer(1, 20),
    });
  if (random.chance(PASSING_THROUGH)) {
    const who = random.pick(pool.people);
    const after = random.integer(48, 120);
    add({ what: 'put', who, after, steps: random.integer(5, 20) });
    add({ what: 'leave', who, after: after + random.integer(2, 120), steps: 1 });
  }
  return events;
}

async function happen(stage: Stage, act: Act, pool: Pool, event: Event): Promise<void> {
  const { pools } = stage.world;
  const { who, steps, sequel } = event;
  const { id, holder } = pool;
  const { accountId } = who;
  if (id === undefined || who.closed) return;
  const amount = { octets: octets(steps * STEP_OCTETS), key: `${act.key}-${event.number}` };
  switch (event.what) {
    case 'put': {
      const again = () => pools.putIn(accountId, id, amount);
      const gift = counted(stage, 'pool_put_in', await again());
      if (gift !== undefined)
        await follow(stage, act, { gift, from: who, giver: who, sequel, again });
      return;
    }
    case 'draw':
      return draw(stage, act, pool, event, amount);
    case 'cap':
      return capBeyondDrawn(stage, pool, event);
    case 'pause': {
      const paused = await pools.change(holder.accountId, id, accountId, { isPaused: true });
      if (counted(stage, 'pool_paused', paused) === undefined) return;
      const drawn = await pools.draw(accountId, id, amount);
      invariant(!drawn.ok, 'who is paused draws nothing');
      stage.tally.add(`paused_draw_${drawn.refusal.code}`);
      act.later(steps, [pool.index, who.index], async () => {
        const resumed = await pools.change(holder.accountId, id, accountId, { isPaused: false });
        counted(stage, 'pool_resumed', resumed);
      });
      return;
    }
    case 'leave':
      return part(stage, pool, who, 'left');
    case 'remove':
      return part(stage, pool, who, 'removed');
  }
}

async function draw(
  stage: Stage,
  act: Act,
  pool: Pool,
  { who, sequel }: Event,
  amount: { readonly octets: ReturnType<typeof octets>; readonly key: string },
): Promise<void> {
  const { pools } = stage.world;
  const again = () => pools.draw(who.accountId, pool.id ?? 0, amount);
  const gift = counted(stage, 'pool_drawn', await again());
  if (gift === undefined) return;
  await follow(stage, act, { gift, from: pool, receiver: who, sequel, again });
}

/**
 * At what it drew in any cycle, or above: so that whoever is found over its cap at a day's end was let over it
 * by the product.
 */
async function capBeyondDrawn(stage: Stage, pool: Pool, { who, steps }: Event): Promise<void> {
  const { world } = stage;
  if (pool.id === undefined) return;
  const { rows } = await world.store.pool.query<{ least: number }>(
    `select greatest(
       (select max(drawn) from (
          select sum(octets)::bigint as drawn from gift
          where part = $1 and account_id = $2 and receiver_account_id = $3 group by period) cycles),
       (select cap_octets from pool_member
        where part = $1 and account_id = $2 and member_account_id = $3), 0) as least`,
    [partOf(pool.id, world.store.parts), pool.id, who.accountId],
  );
  const capOctets = octets((rows[0]?.least ?? 0) + (steps % 6) * STEP_OCTETS);
  const { accountId } = pool.holder;
  const changed = await world.pools.change(accountId, pool.id, who.accountId, { capOctets });
  counted(stage, 'pool_capped', changed);
}

/** Whoever leaves has its share, and the holder hears of it. */
async function part(stage: Stage, pool: Pool, who: Person, how: 'left' | 'removed'): Promise<void> {
  const { world, tally } = stage;
  if (pool.id === undefined) return;
  const seen = await world.pools.pool(pool.holder.accountId, pool.id);
  const before = seen.ok
    ? seen.value.members.find(({ account }) => account === who.accountId)
    : undefined;
  const by = how === 'left' ? who : pool.holder;
  const told = world.news.of('pool_left');
  const left = await world.pools.leave(by.accountId, pool.id, who.accountId);
  counted(stage, `pool_${how}`, left);
  if (!left.ok) return;
  const isGone = before?.state === 'joined' || before?.state === 'leaving';
  invariant(isGone, 'only a member leaves');
  const [share] = await givenAsShare(stage, pool, who);
  invariant(
    (share?.octets ?? 0) === before.ownShareOctets,
    'a member leaves with what the pool said is its own',
  );
  if (share !== undefined) tally.add('shares_gone_along');
  invariant(world.news.of('pool_left') > told, 'the holder hears of who left');
}

async function givenAsShare({ world }: Stage, pool: Pool, who: Person) {
  const { rows } = await world.store.pool.query<{ octets: number }>(
    `select octets from gift
     where part = $4 and account_id = $1 and receiver_account_id = $2 and key like 'share:%'
       and asked_at = $3
     order by gift_id desc limit 1`,
    [pool.id, who.accountId, new Date(world.now()), partOf(pool.id ?? 0, world.store.parts)],
  );
  return rows;
}

/** A line that ran short is helped out by its pool, as charging asks for it. */
export async function helpOut(stage: Stage, person: Person): Promise<void> {
  const { world, tally } = stage;
  const then = await world.ledger.balance(person.accountId);
  await world.pools.work({ task: 'draw', account: person.accountId, scope: 'domestic' });
  const now = await world.ledger.balance(person.accountId);
  const isMore = then.ok && now.ok && now.value.availableOctets > then.value.availableOctets;
  tally.add(isMore ? 'pool_helped_out' : 'pool_could_not_help');
}
