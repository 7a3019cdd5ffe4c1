// Pools, tanks and packs on a test store, played as a text table: one call a row, and what it answered.
//
//   line mum 20GB
//   line kid minor guardian mum
//   mum opens pool                 => open
//   mum puts 4GB in                => held
//   mum has 16GB
//
// `play` fails at the first row whose answer differs.

import assert from 'node:assert/strict';
import { createPackCatalog, cycleAt } from '../../src/catalog/public.ts';
import { silentLog } from '../../src/db/public.ts';
import {
  billToAccount,
  createMembers,
  createPackShop,
  createPools,
  createTanks,
  type OrderName,
  type PackShop,
  type Pools,
  type PoolTask,
  type Tanks,
} from '../../src/gifting/public.ts';
import { DAY, octets, type AccountId, type Octets, type Result } from '../../src/kernel/public.ts';
import { parseSize, sizeText } from '../../src/main/size.ts';
import type { Line } from '../../src/subscribers/public.ts';
import { TIME_ZONE } from './carrier.ts';
import { createGiftingWorld, type GiftingWorld } from './gifting.ts';

export type SharingWorld = GiftingWorld & {
  readonly pools: Pools;
  readonly tanks: Tanks;
  readonly shop: PackShop;
  /** As the app door is given them. */
  readonly sharing: { readonly pools: Pools; readonly tanks: Tanks; readonly shop: PackShop };
  /** What people were told of pools and packs, in order. */
  readonly news: string[];
  /** Does the jobs that are due, and lets time pass before. */
  jobs(milliseconds?: number): Promise<void>;
  person(name: string): Line;
  /** The pool or tank that was opened last. */
  place(): AccountId;
  play(story: string): Promise<void>;
};

const size = (typed: string): Octets => {
  const parsed = parseSize(typed);
  assert.ok(parsed.ok, `${typed} is a size`);
  return parsed.value;
};
const short = (amount: number): string => sizeText(amount).replaceAll(/[\s,]/gu, '');

export const createSharingWorld = async (): Promise<SharingWorld> =>
  sharingOn(await createGiftingWorld());

/** The same on a world that is there. */
export function sharingOn(world: GiftingWorld): SharingWorld {
  const { store, gifting, carrier } = world;
  const { catalog, directory, ledger } = carrier;
  const clock = { now: () => world.now() };
  const news: string[] = [];
  const tasks: { at: number; run: () => Promise<number | undefined> }[] = [];
  const common = { store, ledger, catalog, directory, gifting, clock, timeZone: TIME_ZONE };
  const poolTask = (task: PoolTask, at: number): void => {
    tasks.push({ at, run: () => pools.work(task) });
  };
  const pools: Pools = createPools(
    {
      ...common,
      country: 'CA',
      members: createMembers(store),
      ports: {
        schedule: async (client, task, at) => {
          await client.query('select 1');
          poolTask(task, at);
        },
        tell: (line, { about, pool: _pool, receipt: _receipt, ...facts }) => {
          const said = Object.values<number | string>(facts).map((fact) =>
            typeof fact === 'number' ? short(fact) : fact,
          );
          news.push([`${line.name}: ${about}`, ...said].join(' '));
        },
      },
    },
    silentLog,
  );
  const tanks: Tanks = createTanks({
    ...common,
    ports: {
      schedule: async (client, tank, at) => {
        await client.query('select 1');
        tasks.push({ at, run: () => tanks.work(tank) });
      },
      tell: (line, { about, pool: _pool, receipt: _receipt, octets: amount, ...facts }) =>
        news.push([`${line.name}: ${about}`, short(amount), ...Object.values(facts)].join(' ')),
    },
  });
  const shop: PackShop = createPackShop({
    ...common,
    packs: createPackCatalog(store),
    country: 'CA',
    payment: billToAccount({
      store,
      clock,
      limitCents: 5_000,
      cycleStartsAt: async (account) => {
        const line = await directory.line(account);
        return cycleAt(clock.now(), line?.cycleDay ?? 1, TIME_ZONE).startsAt;
      },
    }),
    ports: {
      schedule: async (client, order: OrderName, at) => {
        await client.query('select 1');
        tasks.push({ at, run: () => shop.advance(order).then(() => undefined) });
      },
      tell: (line, message) => {
        const other = 'other' in message ? [message.other] : [];
        news.push([line.name + ':', message.about, short(message.octets), ...other].join(' '));
      },
    },
  });
  const people = new Map<string, Line>();
  let place = 0;
  let keys = 0;
  const person = (name: string): Line => {
    const line = people.get(name);
    assert.ok(line, `${name} has a line`);
    return line;
  };
  const jobs: SharingWorld['jobs'] = async (milliseconds = 0) => {
    world.pass(milliseconds);
    for (const task of tasks.splice(0)) {
      if (task.at > world.now()) {
        tasks.push(task);
        continue;
      }
      const again = await task.run();
      if (again !== undefined) tasks.push({ ...task, at: again });
    }
  };
  const addLine = async (name: string, words: readonly string[]): Promise<string> => {
    const said = (word: string): string | undefined =>
      words.includes(word) ? words[words.indexOf(word) + 1] : undefined;
    const guardian = said('guardian');
    const family = said('family');
    const line = await carrier.line({
      name: `${name} Person`,
      ...(/^\d/.test(words[0] ?? '') ? { gigabytes: size(words[0] ?? '') / 1e9 } : {}),
      standing: {
        isMinor: words.includes('minor'),
        ...(guardian === undefined ? {} : { guardian: person(guardian).accountId }),
        ...(family === undefined ? {} : { familyId: family }),
      },
      ...(words.includes('hidden') ? { findable: 'nobody' as const } : {}),
    });
    people.set(name, line);
    return '';
  };

  const say = async (words: readonly string[]): Promise<string> => {
    const [who = '', verb = '', what = '', ...rest] = words;
    if (who === 'line') return addLine(verb, [what, ...rest]);
    if (who === 'pass') {
      await jobs(Number(verb) * (what.startsWith('day') ? DAY : 1_000));
      return '';
    }
    if (who === 'at') {
      world.setNow(verb);
      return '';
    }
    if (who === 'window') {
      await world.windowEnds();
      await jobs();
      return '';
    }
    if (who === 'tank' && verb === 'closes') return text(await tanks.close(place));
    if (who === 'pool' || who === 'tank') {
      const { availableOctets } = await carrier.ledger
        .balance(place)
        .then((balance) => (balance.ok ? balance.value : assert.fail('there is a place')));
      return short(availableOctets);
    }
    const me = person(who);
    const key = `key-${(keys += 1)}`;
    const amount = { octets: /^\d/.test(what) ? size(what) : octets(0), key };
    const other = (): AccountId => person(what).accountId;
    switch (verb) {
      case 'opens': {
        const opened = await pools.open(me.accountId, { name: what, key });
        if (opened.ok) place = opened.value.id;
        return text(opened);
      }
      case 'invites':
        return text(await pools.invite(me.accountId, place, `+${person(what).msisdn}`));
      case 'joins':
        return text(await pools.answer(me.accountId, place, me.accountId, true));
      case 'declines':
        return text(await pools.answer(me.accountId, place, me.accountId, false));
      case 'lets': // mum lets kid join
        return text(await pools.answer(me.accountId, place, other(), rest[0] === 'join'));
      case 'puts':
        return text(await pools.putIn(me.accountId, place, amount));
      case 'draws':
        return text(await pools.draw(me.accountId, place, amount));
      case 'runs-short':
        pools.ranShort(me.accountId, 'domestic');
        await pools.idle();
        return '';
      case 'pauses':
        return text(await pools.change(me.accountId, place, other(), { isPaused: true }));
      case 'resumes':
        return text(await pools.change(me.accountId, place, other(), { isPaused: false }));
      case 'slows':
        return text(await pools.change(me.accountId, place, other(), { isSlowed: true }));
      case 'caps':
        return text(
          await pools.change(me.accountId, place, other(), { capOctets: size(rest[0] ?? '') }),
        );
      case 'leaves':
        return text(await pools.leave(me.accountId, place, me.accountId).then(noValue));
      case 'removes':
        return text(await pools.leave(me.accountId, place, other()).then(noValue));
      case 'closes':
        return text(await pools.close(me.accountId, place));
      case 'gives':
        return text(await tanks.putIn(me.accountId, place, amount));
      case 'takes':
        return text(await tanks.take(me.accountId, place, amount));
      case 'has':
        return short((await world.gigabytes(me)) * 1e9);
      default:
        throw new Error(`no such row in a story: ${words.join(' ')}`);
    }
  };

  return {
    ...world,
    sharing: { pools, tanks, shop },
    pools,
    tanks,
    shop,
    news,
    jobs,
    person,
    place: () => place,
    async play(story) {
      people.clear();
      for (const row of story.split('\n').map((line) => line.trim())) {
        if (row === '' || row.startsWith('#')) continue;
        const [said = '', expected = ''] = row.split('=>').map((half) => half.trim());
        if (said.startsWith('tank opens')) {
          const opened = await tanks.open({ name: said.slice(11), planId: `tank-${(keys += 1)}` });
          assert.ok(opened.ok, JSON.stringify(opened));
          place = opened.value.id;
          continue;
        }
        if (said.startsWith('told')) {
          // In any order: of two who are told at once, either may be first.
          const told = news.splice(0).toSorted((left, right) => left.localeCompare(right));
          const wanted = expected.split(', ').toSorted((left, right) => left.localeCompare(right));
          assert.deepEqual(told, expected === '' ? [] : wanted, row);
          continue;
        }
        const answer = await say(said.split(/\s+/u));
        assert.equal(answer, expected, row);
      }
    },
  };
}

const text = (result: Result<{ readonly state?: string }, { readonly code: string }>): string =>
  result.ok ? (result.value.state ?? 'done') : result.refusal.code;

const noValue = (result: Result<unknown, { readonly code: string }>) =>
  result.ok ? ({ ok: true, value: {} } as const) : result;
