// What the carrier and the network do to lines, whoever gives: cycles renew plans, some lines buy packs or
// are given bonuses, and data is used.

import { cycleAt } from '../../src/catalog/public.ts';
import { DAY, octets, type Instant, type Octets } from '../../src/kernel/public.ts';
import type { Random } from '../workload/random.ts';
import type { Person } from './people.ts';
import { poolsOf, type Stage } from './stage.ts';
import type { Tally } from './tally.ts';
import type { Deed } from './waves.ts';
import { helpOut } from './ways/pools.ts';
import type { World } from './world.ts';

const GB = 1_000_000_000;
const SHARES = { pack: 0.1, bonus: 0.15, goodwill: 0.02 } as const;

export type Issued = { octets: bigint };

/** The grants of those whose cycle began in the day that `now` lies in, or of all at the beginning. */
export function renewals(
  world: World,
  people: readonly Person[],
  random: Random,
  { issued, tally, all }: { issued: Issued; tally: Tally; all: boolean },
): Deed[] {
  const now = world.now();
  const deeds: Deed[] = [];
  const cycles = new Map<number, ReturnType<typeof cycleAt>>();
  for (const person of people) {
    if (person.closed) continue;
    const cycle =
      cycles.get(person.cycleDay) ?? cycleAt(now, person.cycleDay, world.carrier.timeZone);
    cycles.set(person.cycleDay, cycle);
    if (!all && (cycle.startsAt > now || cycle.startsAt <= now - DAY)) continue;
    const give = (
      kind: 'plan' | 'pack' | 'bonus' | 'goodwill',
      amount: Octets,
      expiresAt: Instant,
    ): void => {
      deeds.push({
        lines: [person.index],
        async work() {
          const granted = await world.ledger.execute({
            name: 'grant',
            accountId: person.accountId,
            key: `${kind}:${cycle.startsOn}`,
            kind,
            scope: 'any',
            origin: `${kind}:${cycle.startsOn}`,
            octets: amount,
            validFrom: now,
            expiresAt,
          });
          if (!granted.ok) throw new Error(`a grant was refused: ${granted.refusal.code}`);
          issued.octets += BigInt(amount);
          tally.add(`issued_${kind}`);
        },
      });
    };
    give('plan', octets(person.planOctets), cycle.endsAt);
    // Bonuses lapse before plans do, so they are the oldest when a gift is taken, and may not be.
    if (random.chance(SHARES.bonus)) give('bonus', octets(2 * GB), now + 5 * DAY);
    if (random.chance(SHARES.pack)) give('pack', octets(3 * GB), now + random.integer(3, 40) * DAY);
    if (random.chance(SHARES.goodwill)) give('goodwill', octets(GB), now + 60 * DAY);
  }
  return deeds;
}

/** Some lines use data: what is used is charged at once, as an event. Who runs short may be in a pool. */
export function usage(
  stage: Stage,
  { share, name }: { readonly share: number; readonly name: string },
): Deed[] {
  const { world, people, random, tally } = stage;
  const deeds: Deed[] = [];
  for (let count = Math.round(people.length * share); count > 0; count -= 1) {
    const person = random.pick(people);
    const usedOctets = octets(Math.round(person.planOctets * random.fraction() * 0.6));
    const session = `${name}:${count}`;
    const pools = poolsOf(stage, person);
    deeds.push({
      lines: [person.index, ...pools.map(({ index }) => index)],
      async work() {
        if (person.closed) return;
        const overrunOctets = await world.charge(person.accountId, session, usedOctets);
        tally.add('charges');
        if (overrunOctets > 0 && pools.length > 0) await helpOut(stage, person);
      },
    });
  }
  return deeds;
}
