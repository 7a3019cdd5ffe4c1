// All that a network, its subscribers and a bad day do to the ledger, from one seed.
//
// Commands come in waves. Within a wave the clock stands still and everything is in flight at once;
// between waves it goes on by a moment, or jumps by weeks. Clients act on the answers that they hear,
// which is why each command is answered before the next one is made up; but not every answer arrives.

import { DAY, HOUR, type AccountId, type Instant } from '../../src/kernel/public.ts';
import type { Command, Grant } from '../../src/ledger/public.ts';
import type { Answered } from '../oracle/answered.ts';
import { createGifts } from './gifts.ts';
import { createOddities, granting } from './oddities.ts';
import { createPace } from './pace.ts';
import { createRandom, type Random, type Seed } from './random.ts';
import { createScene, fullHour, POOLS, type Scene } from './scene.ts';
import { createSessions } from './sessions.ts';
import { withdrawal } from './withdrawals.ts';

export type Wave = {
  readonly at: Instant;
  readonly commands: number;
  /** What is due on lines that nobody touches is swept up before it. */
  readonly sweepsFirst: boolean;
};

export type Workload = {
  /** The lines that need an account before the first wave. */
  readonly accountIds: readonly AccountId[];
  nextWave(now: Instant): Wave;
  next(now: Instant): Command;
  /** Tells how the last command was answered. */
  heard(command: Command, answered: Answered, now: Instant): void;
};

const EXTREME_LINES = 4;
/**
 * A gift's command is not sent again after this: the ledger knows its key for 30 days, and would then do
 * it once more. Of grants and charges that is what we want to see.
 */
const GIVEN_UP_AFTER = 25 * DAY;
const REMEMBERED = 5_000;
/** As some write `never`. */
const YEAR_9999 = Date.parse('9999-12-31T23:59:59.999Z');

type Sent = { readonly command: Command; readonly at: Instant };

export function createWorkload(options: { seed: Seed; lines: number }): Workload {
  const random = createRandom(options.seed);
  const scene = createScene(random, options.lines);
  const extremeLines = Array.from({ length: EXTREME_LINES }, (_, index) => 2 ** 47 - 1 - index);
  const sessions = createSessions(scene);
  const gifts = createGifts(scene);
  const pace = createPace(random);
  const oddities = createOddities(scene, extremeLines);

  /** Goes out before anything else is thought of. */
  const outbox: Command[] = [];
  /** Done, but the client never heard so. */
  const unheard: Sent[] = [];
  const remembered: Sent[] = [];

  function fresh(now: Instant): Command {
    const dice = random.fraction();
    if (dice < 0.66) return sessions.next(now);
    if (dice < 0.75) return grant(scene, now);
    if (dice < 0.95) {
      const [first, second] = gifts.next(now);
      if (second !== undefined) outbox.push(second);
      if (first !== undefined) return first;
    }
    if (dice < 0.965) return { name: 'lapse', accountId: scene.line() };
    return dice < 0.97 ? withdrawal(scene) : oddities.next(now);
  }

  /** Something that was sent before: by a client without an answer, or by a network that doubles. */
  function again(now: Instant): Command | undefined {
    const lost = random.chance(0.5);
    const sent = lost
      ? unheard.splice(random.integer(0, unheard.length), 1)[0]
      : remembered[random.integer(0, REMEMBERED - 1)];
    if (sent === undefined) return undefined;
    if ('giftId' in sent.command && sent.at + GIVEN_UP_AFTER < now) return undefined;
    if (!lost && random.chance(0.2)) return oddities.altered(sent.command);
    if (!lost && random.chance(0.05)) return oddities.disguised(sent.command);
    // A door makes up a new end for the hold each time; that does not make it another request.
    return sent.command.name === 'charge' && random.chance(0.5)
      ? { ...sent.command, holdUntil: now + HOUR }
      : sent.command;
  }

  return {
    accountIds: [...scene.accountIds, ...extremeLines],
    nextWave(now) {
      const { at, forgets } = pace.next(now);
      const isBurst = random.chance(0.1);
      scene.crowd(random.pick(scene.accountIds.slice(0, POOLS)), isBurst ? 0.7 : 0.1);
      return {
        at,
        commands: random.chance(0.15) ? random.integer(1, 12) : random.integer(100, 2_000),
        sweepsFirst: random.chance(forgets ? 0.5 : 0.03),
      };
    },
    next(now) {
      const first = outbox.shift();
      if (first !== undefined) return first;
      const repeated = random.chance(0.12) ? again(now) : undefined;
      return repeated ?? fresh(now);
    },
    heard(command, answered, now) {
      pace.note(command);
      const wasSent = { command, at: now };
      // A withdrawal that was refused is not remembered: sent again on another day it may be accepted,
      // when its client has long gone on without it. So may a charge of a session that is forgotten.
      const isKept =
        answered.kind === 'accepted' || ('key' in command && command.name !== 'withdraw_gift');
      if (isKept && answered.kind !== 'stopped' && answered.repeat !== true)
        remembered[random.integer(0, REMEMBERED - 1)] = wasSent;
      if (random.chance(0.03)) outbox.push(command);
      if (random.chance(0.04)) {
        unheard.push(wasSent);
        return;
      }
      if (command.name === 'charge') sessions.heard(command, answered);
      else if ('giftId' in command) gifts.heard(command, answered);
    },
  };
}

function grant(scene: Scene, now: Instant): Grant {
  const { random } = scene;
  const starts = random.chance(0.9) ? now : now + random.integer(1, 30) * HOUR;
  const lasts = random.pick([HOUR, 3 * HOUR, DAY, 7 * DAY, 30 * DAY]);
  const ends = random.chance(0.03) ? farAway(random, now) : fullHour(starts + lasts);
  return granting(
    scene,
    scene.line(),
    starts,
    ends,
    scene.amount(random.chance(0.8) ? 2_000 : 50_000),
  );
}

/** Some years or millennia ahead, at any millisecond: instants must come back from the store exactly. */
const farAway = (random: Random, now: Instant): Instant =>
  random.chance(0.3)
    ? YEAR_9999 - random.integer(0, 5_000)
    : now + random.integer(DAY, random.pick([20, 200, 7_000]) * 365 * DAY);
