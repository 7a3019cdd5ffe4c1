// "Could you spare some?": asked by number, of the family or by link; answered with a gift, declined, ignored,
// muted, cancelled, or left to lapse. Some say who may ask them, or want to hear of nothing for a while.

import { DAY, octets } from '../../../src/kernel/public.ts';
import { WHO_MAY_ASK } from '../../../src/gifting/public.ts';
import type { Line } from '../../../src/subscribers/public.ts';
import type { Person } from '../people.ts';
import { counted, someoneFor, STEP_OCTETS, type Act, type Stage } from '../stage.ts';
import type { Deed } from '../waves.ts';
import { drawSequel, follow, type Sequel } from './sequel.ts';

const HOWS = ['number', 'number', 'number', 'family', 'link'] as const;
const ANSWERS = [
  'give',
  'give',
  'give',
  'give_some',
  'decline',
  'ignore',
  'mute',
  'nothing',
] as const;
/** Longer than a request is open, so that some answer too late. */
const LONGEST_WAIT_HOURS = 84;
const CANCELLED = 0.08;
const PREFERRING = 0.1;
const MOST_ANSWERING = 3;

type Answering = {
  readonly person: Person;
  readonly how: (typeof ANSWERS)[number];
  readonly after: number;
  readonly sequel: Sequel;
};

export function askForSome(stage: Stage): Deed {
  const { random, people } = stage;
  if (random.chance(PREFERRING)) return prefer(stage);
  const asker = random.pick(people);
  const how = random.pick(HOWS);
  const target = someoneFor(stage, asker, 0.3);
  const asked =
    how === 'number'
      ? [target]
      : how === 'family'
        ? stage.relatives(asker).slice(0, MOST_ANSWERING)
        : Array.from({ length: random.integer(0, MOST_ANSWERING) }, () => random.pick(people));
  const steps = random.integer(1, 20);
  const answering = asked.map((person): Answering => ({
    person,
    how: random.pick(ANSWERS),
    after: random.integer(1, LONGEST_WAIT_HOURS),
    sequel: drawSequel(random),
  }));
  const cancelledAfter = random.chance(CANCELLED) ? random.integer(1, 80) : undefined;
  const act = stage.begin('request');
  return {
    lines: [asker.index],
    async work() {
      const { world } = stage;
      const line = await lineOf(stage, asker);
      if (line === undefined) return;
      const about = { asker: line, octets: octets(steps * STEP_OCTETS), message: 'Please' };
      const to = how === 'number' ? { how, toMsisdn: `+${target.msisdn}` } : { how };
      const made = await world.ways.requests.make({ ...about, ...to, key: act.key });
      const request = counted(stage, `requests_by_${how}`, made);
      if (request === undefined) return;
      const { id } = request.request;
      for (const answer of answering)
        act.later(answer.after, [asker.index, answer.person.index], () =>
          answerTo(stage, act, { asker, id, token: request.token, steps }, answer),
        );
      if (cancelledAfter !== undefined)
        act.later(cancelledAfter, [asker.index, ...asked.map(({ index }) => index)], async () => {
          const cancelled = await world.ways.requests.cancel(asker.accountId, id);
          counted(stage, 'requests_cancelled', cancelled);
        });
    },
  };
}

type Asked = {
  readonly asker: Person;
  readonly id: string;
  readonly token: string | null;
  readonly steps: number;
};

async function answerTo(
  stage: Stage,
  act: Act,
  { asker, id, token, steps }: Asked,
  { person, how, sequel }: Answering,
): Promise<void> {
  const { requests, blocks } = stage.world.ways;
  const line = await lineOf(stage, person);
  if (line === undefined) return;
  if (token !== null) {
    const opened = await requests.openByAddress(line, token);
    if (counted(stage, 'requests_opened', opened) === undefined) return;
  }
  switch (how) {
    case 'give':
    case 'give_some': {
      const amount = octets((how === 'give' ? steps : Math.ceil(steps / 2)) * STEP_OCTETS);
      const again = () => requests.give(line, id, { octets: amount });
      const gift = counted(stage, 'requests_given', await again());
      if (gift === undefined) return;
      await follow(stage, act, {
        gift,
        from: person,
        giver: person,
        receiver: asker,
        sequel,
        again,
      });
      return;
    }
    case 'decline':
      counted(stage, 'requests_declined', await requests.decline(line, id));
      return;
    case 'ignore':
      counted(stage, 'requests_ignored', await requests.ignore(line, id));
      return;
    case 'mute': {
      const who = { msisdn: asker.msisdn, isTyped: false };
      counted(stage, 'askers_muted', await blocks.block(person.accountId, who, 'muted'));
      return;
    }
    case 'nothing':
      stage.tally.add('requests_left_alone');
  }
}

function prefer(stage: Stage): Deed {
  const { random, world, people, tally } = stage;
  const person = random.pick(people);
  const whoMayAsk = random.pick(WHO_MAY_ASK);
  const quietDays = random.integer(0, 3);
  return {
    lines: [person.index],
    async work() {
      const quietUntil = quietDays === 0 ? null : world.now() + quietDays * DAY;
      const said = { whoMayAsk, quietUntil, showsSpare: quietDays === 0 };
      await world.ways.requests.setPreference(person.accountId, said);
      tally.add(`may_be_asked_by_${whoMayAsk}`);
    },
  };
}

async function lineOf({ world }: Stage, person: Person): Promise<Line | undefined> {
  return person.closed ? undefined : world.directory.line(person.accountId);
}
