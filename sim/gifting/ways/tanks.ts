// Tanks: some are opened before anybody comes, the carrier adds to them each month, people put in, and whoever
// is short takes. One is closed half way.

import { DAY, invariant, octets } from '../../../src/kernel/public.ts';
import type { Person } from '../people.ts';
import { counted, STEP_OCTETS, type Place, type Stage } from '../stage.ts';
import type { Deed } from '../waves.ts';
import { drawSequel, follow } from './sequel.ts';

const GB = 1_000_000_000;
const PEOPLE_A_TANK = 20_000;
/** More than the reserve, and soon taken. */
const ENDOWED_OCTETS = 7 * GB;
const ENDOWED_DAYS = 40;
const TAKING = 0.8;
const TOO_MUCH = 0.1;
/** Of those who take, how many first use nearly all they have. */
const SHORT = 0.8;
const LEFT_OCTETS = 300_000_000;
export const CLOSING_DAY = 24;

export async function openTanks(stage: Stage): Promise<void> {
  const count = 2 + Math.floor(stage.people.length / PEOPLE_A_TANK);
  for (let number = 0; number < count; number += 1) {
    const tank: Place = { index: stage.nextPlace(), id: undefined };
    const opened = await stage.world.tanks.open({ name: `Tank ${number}`, planId: 'tank' });
    invariant(opened.ok, 'a tank is opened');
    stage.register(tank, opened.value.id);
    stage.tanks.push(tank);
  }
}

/** What the carrier itself does with them at the beginning of a day. */
export function tendTanks(stage: Stage, day: number, isFirstOfMonth: boolean): Deed[] {
  const { world, tanks, issued } = stage;
  const deeds: Deed[] = [];
  if (isFirstOfMonth)
    for (const { id, index } of tanks)
      deeds.push({
        lines: [index],
        async work() {
          const expiresAt = world.now() + ENDOWED_DAYS * DAY;
          const endow = { octets: octets(ENDOWED_OCTETS), key: `day-${day}`, expiresAt };
          const endowed = await world.tanks.endow(id ?? 0, endow);
          if (counted(stage, 'tanks_endowed', endowed) === undefined) return;
          issued.octets += BigInt(ENDOWED_OCTETS);
        },
      });
  const last = tanks.at(-1);
  if (day === CLOSING_DAY && last !== undefined)
    deeds.push({
      lines: [last.index],
      async work() {
        counted(stage, 'tanks_closed', await world.tanks.close(last.id ?? 0));
      },
    });
  return deeds;
}

export function shareByTank(stage: Stage): Deed {
  const { world, random, people, tanks } = stage;
  const person = random.pick(people);
  const tank = random.pick(tanks);
  const isTaking = random.chance(TAKING);
  const isShort = random.chance(SHORT);
  // Less comes in than is wanted, so that tanks come down to their reserve.
  const wanted = random.chance(TOO_MUCH) ? random.integer(11, 20) : random.integer(1, 10);
  const steps = isTaking ? wanted : random.integer(1, 4);
  const sequel = drawSequel(random);
  const act = stage.begin('tank');
  const amount = { octets: octets(steps * STEP_OCTETS), key: act.key };
  return {
    lines: [person.index, tank.index],
    async work() {
      const { id } = tank;
      if (person.closed || id === undefined) return;
      if (isTaking) {
        if (isShort) await useNearlyAll(stage, person, act.key);
        const again = () => world.tanks.take(person.accountId, id, amount);
        const gift = counted(stage, 'tank_taken', await again());
        if (gift?.state === 'delivered')
          await follow(stage, act, { gift, from: tank, receiver: person, sequel, again });
        return;
      }
      const again = () => world.tanks.putIn(person.accountId, id, amount);
      const gift = counted(stage, 'tank_put_in', await again());
      if (gift !== undefined)
        await follow(stage, act, { gift, from: person, giver: person, sequel, again });
    },
  };
}

async function useNearlyAll({ world, tally }: Stage, person: Person, key: string): Promise<void> {
  const balance = await world.ledger.balance(person.accountId);
  if (!balance.ok || balance.value.availableOctets <= LEFT_OCTETS) return;
  const usedOctets = octets(balance.value.availableOctets - LEFT_OCTETS);
  await world.charge(person.accountId, key, usedOctets);
  tally.add('ran_short');
}
