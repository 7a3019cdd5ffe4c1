// Gifts by number: to one person, to several at once, and of what is about to lapse.

import { octets } from '../../../src/kernel/public.ts';
import { counted, someoneFor, STEP_OCTETS, type Stage } from '../stage.ts';
import type { Deed } from '../waves.ts';
import { drawSequel, follow } from './sequel.ts';

const FAMILY = 0.35;
/** Some ask for what the policy refuses: too much, not a step, nothing. */
const ODD = 0.05;

export function giveByNumber(stage: Stage): Deed {
  const { world, random, tally, people } = stage;
  const giver = random.pick(people);
  const receiver = someoneFor(stage, giver, FAMILY);
  const steps = random.integer(1, 30);
  const isOdd = random.chance(ODD);
  const asked = isOdd ? steps * STEP_OCTETS * 3 + random.integer(0, 1) : steps * STEP_OCTETS;
  const sequel = drawSequel(random);
  const act = stage.begin('gift');
  return {
    lines: [giver.index, receiver.index],
    async work() {
      if (giver.closed) return;
      const toMsisdn = `+${receiver.msisdn}`;
      const wanted = { giver: giver.accountId, toMsisdn, octets: octets(asked), key: act.key };
      const again = () => world.gifting.give(wanted);
      const given = await again();
      tally.add('asked');
      if (!given.ok) return tally.add(`refused_${given.refusal.code}`);
      await follow(stage, act, { gift: given.value, from: giver, giver, receiver, sequel, again });
    },
  };
}

const MOST_TOGETHER = 5;

/** One or none of them may be somebody who gets nothing, and then nobody does. */
export function giveTogether(stage: Stage): Deed {
  const { world, random, people } = stage;
  const giver = random.pick(people);
  const receivers = Array.from({ length: random.integer(2, MOST_TOGETHER) }, () => ({
    person: someoneFor(stage, giver, FAMILY),
    steps: random.integer(1, 10),
    sequel: drawSequel(random),
  }));
  const act = stage.begin('together');
  return {
    lines: [giver.index, ...receivers.map(({ person }) => person.index)],
    async work() {
      if (giver.closed) return;
      const asked = {
        giver: giver.accountId,
        people: receivers.map(({ person, steps }) => ({
          toMsisdn: `+${person.msisdn}`,
          octets: octets(steps * STEP_OCTETS),
        })),
        message: 'For all of you',
        key: act.key,
      };
      const together = counted(stage, 'together', await world.ways.together.give(asked));
      for (const [index, outcome] of (together?.outcomes ?? []).entries()) {
        const to = receivers[index];
        if (to === undefined || !outcome.ok) continue;
        const { person: receiver, sequel } = to;
        await follow(stage, act, { gift: outcome.value, from: giver, giver, receiver, sequel });
      }
    },
  };
}

const TO_PLACE = 0.15;

/** One tap: all that lapses at the end of the cycle and may go, to somebody, to a tank or to one's pool. */
export function giveExpiring(stage: Stage): Deed {
  const { world, random, people, tanks, pools } = stage;
  const pool = pools.length > 0 && random.chance(TO_PLACE) ? random.pick(pools) : undefined;
  const tank = pool === undefined && random.chance(TO_PLACE) ? random.pick(tanks) : undefined;
  const place = pool ?? tank;
  const giver = pool === undefined ? random.pick(people) : random.pick(pool.people);
  const receiver = someoneFor(stage, giver, FAMILY);
  const sequel = drawSequel(random);
  const act = stage.begin('expiring');
  return {
    lines: [giver.index, place?.index ?? receiver.index],
    async work() {
      if (giver.closed || (place !== undefined && place.id === undefined)) return;
      const to =
        pool?.id !== undefined
          ? { pool: pool.id }
          : tank?.id !== undefined
            ? { tank: tank.id }
            : { msisdn: `+${receiver.msisdn}` };
      const found = await world.expiring.preview(giver.accountId, to);
      const most = counted(stage, 'expiring_foreseen', found);
      if (most === undefined) return;
      const about = { octets: most.octets, key: act.key };
      const again = () => world.expiring.give(giver.accountId, to, about);
      const gift = counted(stage, 'expiring_given', await again());
      if (gift === undefined) return;
      const whom = place === undefined ? { receiver } : {};
      await follow(stage, act, { gift, from: giver, giver, ...whom, sequel, again });
    },
  };
}
