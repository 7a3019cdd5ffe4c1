// What people do in an hour: give, by any of the ways there are, close their lines, and leave their families.

import { partOf } from '../../src/kernel/public.ts';
import { holderOf } from './people.ts';
import type { Stage } from './stage.ts';
import type { Deed } from './waves.ts';
import { giveByNumber, giveExpiring, giveTogether } from './ways/direct.ts';
import { makeLink } from './ways/links.ts';
import { buyPack } from './ways/packs.ts';
import { openPool } from './ways/pools.ts';
import { askForSome } from './ways/requests.ts';
import { close } from './ways/sequel.ts';
import { askStanding } from './ways/standing.ts';
import { shareByTank } from './ways/tanks.ts';

/** Of all that people begin. A pool has a life of some ten deeds more. */
const WAYS: readonly (readonly [share: number, begin: (stage: Stage) => Deed])[] = [
  [0.34, giveByNumber],
  [0.13, makeLink],
  [0.16, askForSome],
  [0.09, askStanding],
  [0.07, giveExpiring],
  [0.04, giveTogether],
  [0.04, openPool],
  [0.07, shareByTank],
  [0.06, buyPack],
];

/** Somebody gives, by one way or another. */
export function give(stage: Stage): Deed {
  let left = stage.random.fraction();
  for (const [share, begin] of WAYS) {
    if (left < share) return begin(stage);
    left -= share;
  }
  return giveByNumber(stage);
}

export function closeSomebody(stage: Stage): Deed {
  const person = stage.random.pick(stage.people);
  return { lines: [person.index], work: () => close(stage, person) };
}

export function leaveFamily(stage: Stage): Deed {
  const { world, families, random, people, tally } = stage;
  const person = random.pick(people);
  const family = people.length + 1 + families.size;
  const old = person.family;
  families.set(
    old,
    (families.get(old) ?? []).filter((other) => other !== person),
  );
  families.set(family, [person]);
  person.family = family;
  return {
    lines: [person.index],
    async work() {
      const { pool, parts } = world.store;
      await world.directory.addHolder({ holderId: holderOf(family), name: 'Holder' });
      await pool.query('update line set holder_id = $3 where part = $1 and account_id = $2', [
        partOf(person.accountId, parts),
        person.accountId,
        holderOf(family),
      ]);
      tally.add('left_family');
    },
  };
}
