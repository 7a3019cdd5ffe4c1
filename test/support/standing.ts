// Standing gifts on a test store: a world with nothing but them added, and stories of them as text tables,
// one call a row.

import assert from 'node:assert/strict';
import { Temporal } from 'temporal-polyfill';
import { silentLog } from '../../src/db/public.ts';
import { createBlocks } from '../../src/gifting/contacts/blocks.ts';
import {
  createExpiring,
  createStandingGifts,
  type Expiring,
  type StandingGift,
  type StandingGifts,
} from '../../src/gifting/public.ts';
import { octets, type Result } from '../../src/kernel/public.ts';
import type { Line } from '../../src/subscribers/public.ts';
import { GB, TIME_ZONE } from './carrier.ts';
import { createGiftingWorld, type GiftingWorld } from './gifting.ts';

export type StandingWorld = {
  readonly world: GiftingWorld;
  readonly standing: StandingGifts;
  readonly expiring: Expiring;
  /** What people were told since it was last asked. */
  readonly told: () => readonly string[];
};

export const createStandingWorld = async (): Promise<StandingWorld> =>
  standingOn(await createGiftingWorld());

/** The same on a world that is there. */
export function standingOn(world: GiftingWorld): StandingWorld {
  const told: string[] = [];
  const { catalog, directory, ledger } = world.carrier;
  const common = {
    store: world.store,
    ledger,
    catalog,
    directory,
    gifting: world.gifting,
    clock: { now: () => world.now() },
    timeZone: TIME_ZONE,
  };
  const standing = createStandingGifts({
    ...common,
    ports: {
      tell: (line, news) =>
        told.push(`${line.name} ${news.about}${'reason' in news ? ` ${news.reason}` : ''}`),
    },
    country: 'CA',
    log: silentLog,
  });
  return { world, standing, expiring: createExpiring(common), told: () => told.splice(0) };
}

const stateOf = (answer: Result<StandingGift, { readonly code: string }>): string =>
  answer.ok
    ? [answer.value.state, answer.value.reason ?? ''].join(' ').trim()
    : answer.refusal.code;

const size = (typed: string): ReturnType<typeof octets> =>
  octets(Math.round(Number(typed.replace('GB', '')) * GB));

type Named = { readonly giver: number; readonly id: string };

/** Each story has people of its own, and the world's policy as it was. */
export async function play({ world, standing, told }: StandingWorld, story: string): Promise<void> {
  const people = new Map<string, Line>();
  const ids = new Map<string, string>();
  let keys = 0;
  told();
  const person = (name: string): Line => {
    const line = people.get(name);
    assert.ok(line !== undefined, `${name} has a line`);
    return line;
  };
  const named = (pair: string): Named => {
    const [giver = '', receiver = ''] = pair.split('>');
    const id = ids.get(pair);
    assert.ok(id !== undefined, `${giver} asked ${receiver}`);
    return { giver: person(giver).accountId, id };
  };

  const say = async (words: readonly string[]): Promise<string> => {
    const [first = '', verb = '', third = '', ...more] = words;
    if (first === 'line') {
      const cycleDay = Number(more[0] ?? 1);
      people.set(verb, await world.carrier.line({ name: verb, cycleDay }));
      if (third !== '0GB') await world.carrier.grant(person(verb), size(third) / GB, { days: 40 });
      return '';
    }
    if (first === 'at') {
      world.setNow(
        Temporal.PlainDateTime.from(`${verb}T${third === '' ? '12:00' : third}`)
          .toZonedDateTime(TIME_ZONE)
          .toInstant()
          .toString(),
      );
      await standing.runDue();
      return '';
    }
    if (first === 'window') {
      await world.windowEnds();
      return '';
    }
    if (first === 'told') return [...told()].toSorted().join(', ');
    if (verb === 'gets') {
      const days = more[0] === 'for' ? Number(more[1]) : 40;
      await world.carrier.grant(person(first), size(third) / GB, { days });
      return '';
    }
    if (verb === 'has') {
      assert.equal(await world.gigabytes(person(first)), size(third) / GB, words.join(' '));
      return '';
    }
    if (verb === 'is') {
      await world.carrier.directory.setStatus(person(first).accountId, third as 'closed');
      return '';
    }
    if (verb === 'blocks') {
      const { msisdn } = person(third);
      const { directory } = world.carrier;
      const blocks = createBlocks(world.store, directory, { now: () => world.now() });
      await blocks.block(person(first).accountId, { msisdn, isTyped: true }, 'blocked');
      return '';
    }
    if (verb === 'asks') {
      keys += 1;
      const giver = person(first).accountId;
      const [amount = '', , , number = ''] = more;
      const rhythm =
        more[1] === 'on'
          ? ({ kind: 'monthly', octets: size(amount), dayOfCycle: Number(number) } as const)
          : ({ kind: 'expiring', atMostOctets: size(amount), lastHours: Number(number) } as const);
      const made = await standing.make({
        giver,
        to: { msisdn: `+${person(third).msisdn}` },
        rhythm,
        key: `${first}-${third}-${keys}`,
      });
      if (made.ok) ids.set(`${first}>${third}`, made.value.id);
      return stateOf(made);
    }
    const { giver, id } = named(third === '' ? first : third);
    if (third === '') return stateOf(await standing.read(giver, id));
    const { accountId } = person(first);
    if (verb === 'agrees') return stateOf(await standing.agree(accountId, id));
    if (verb === 'ends') return stateOf(await standing.end(accountId, id));
    if (verb === 'pauses') return stateOf(await standing.pause(accountId, id));
    if (verb === 'resumes') {
      const resumed = stateOf(await standing.resume(accountId, id));
      await standing.runDue();
      return resumed;
    }
    throw new Error(`no such row in a story: ${words.join(' ')}`);
  };

  for (const row of story.split('\n').map((line) => line.trim())) {
    if (row === '') continue;
    const [said = '', expected = ''] = row.split('=>').map((half) => half.trim());
    assert.equal(await say(said.split(/\s+/)), expected, row);
  }
  for (const [pair, id] of ids) await standing.end(person(pair.split('>')[0] ?? '').accountId, id);
}
