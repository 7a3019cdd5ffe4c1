// Links: made, claimed by some, cancelled, claimed too late, or left to lapse.

import { octets } from '../../../src/kernel/public.ts';
import type { Person } from '../people.ts';
import { STEP_OCTETS, type Stage } from '../stage.ts';
import type { Deed } from '../waves.ts';

const CANCELLED = 0.15;
const HOURS = 48;

export function makeLink(stage: Stage): Deed {
  const { world, random, tally, people } = stage;
  const giver = random.pick(people);
  const claimers = Array.from({ length: random.integer(0, 3) }, () => ({
    person: random.pick(people),
    // Some come after it has expired, and some when all has been taken.
    after: random.integer(0, HOURS + 12),
  }));
  const shares = random.integer(1, 3);
  const each = random.integer(1, 5) * STEP_OCTETS;
  const isCancelled = random.chance(CANCELLED);
  const act = stage.begin('link');
  return {
    lines: [giver.index],
    async work() {
      if (giver.closed) return;
      const made = await world.ways.links.make({
        giver: giver.accountId,
        octetsEach: octets(each),
        shares,
        hours: HOURS,
        key: act.key,
      });
      tally.add('links_asked');
      if (!made.ok) return tally.add(`link_refused_${made.refusal.code}`);
      tally.add('links_made');
      const { link, token } = made.value;
      if (token === null) throw new Error('a new link tells its address');
      for (const { person, after } of claimers)
        act.later(after, [giver.index, person.index], () => claim(stage, person, token));
      if (isCancelled)
        act.later(HOURS / 2, [giver.index], async () => {
          await world.ways.links.cancel(giver.accountId, link.id);
          tally.add('links_cancelled');
        });
    },
  };
}

async function claim({ world, tally }: Stage, claimer: Person, token: string): Promise<void> {
  const line = await world.directory.line(claimer.accountId);
  if (line === undefined || claimer.closed) return;
  const claimed = await world.ways.links.claim(line, { token });
  tally.add(claimed.ok ? 'links_claimed' : `claim_refused_${claimed.refusal.code}`);
}
