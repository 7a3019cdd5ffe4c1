// How time goes on between waves: mostly by seconds, sometimes the night is over, and now and then
// nobody was there for weeks. Often it stops exactly when something ends, or a millisecond beside it:
// whether an end belongs to what was before it or after it is where two ledgers first disagree.

import { DAY, HOUR, MINUTE, type Instant } from '../../src/kernel/public.ts';
import type { Command } from '../../src/ledger/public.ts';
import type { Random } from './random.ts';

export type Pace = {
  /** The instant of the next wave, and whether something may be forgotten from exactly there on. */
  next(now: Instant): { readonly at: Instant; readonly forgets: boolean };
  /** Remembers when what this command begins will end. */
  note(command: Command): void;
};

const REMEMBERED = 400;
/** How long the ledger knows what is over: finished sessions, lapsed ones, keys and gifts. */
const KNOWN_FOR = [15 * MINUTE, DAY, 30 * DAY];

export function createPace(random: Random): Pace {
  let ends: Instant[] = [];
  let waves: Instant[] = [];

  function nextEnd(now: Instant): Instant | undefined {
    ends = ends.filter((end) => end > now);
    const within = now + random.pick([MINUTE, HOUR, 2 * DAY, 40 * DAY]);
    const near = ends.filter((end) => end <= within);
    return near.length === 0 ? undefined : random.pick(near) + random.pick([-1, 0, 0, 0, 0, 1]);
  }

  /** When what ended in some wave will have been over for just long enough. */
  function nextForgetting(now: Instant): Instant | undefined {
    const knownFor = random.pick(KNOWN_FOR);
    const wave = waves.find((at) => at + knownFor > now);
    return wave === undefined ? undefined : wave + knownFor;
  }

  return {
    next(now) {
      const kind = random.fraction();
      const forgetting = kind < 0.15 ? nextForgetting(now) : undefined;
      const end = forgetting ?? (kind < 0.5 ? nextEnd(now) : undefined);
      const at = Math.max(now, end ?? now + Math.floor(random.fraction() * longest(kind)));
      waves = [...waves.filter((wave) => wave + 30 * DAY > at), at].slice(-REMEMBERED);
      return { at, forgets: forgetting !== undefined };
    },
    note(command) {
      for (const end of endsOf(command)) {
        if (random.chance(0.95)) continue;
        if (ends.length < REMEMBERED) ends.push(end);
        else ends[random.integer(0, REMEMBERED - 1)] = end;
      }
    },
  };
}

function longest(kind: number): number {
  if (kind < 0.55) return 0;
  if (kind < 0.8) return 2_000;
  if (kind < 0.92) return 20 * MINUTE;
  if (kind < 0.975) return 9 * HOUR;
  return kind < 0.997 ? 5 * DAY : 40 * DAY;
}

function endsOf(command: Command): readonly Instant[] {
  switch (command.name) {
    case 'grant':
      return [command.validFrom, command.expiresAt];
    case 'charge':
      return [command.holdUntil];
    case 'hold_gift':
      return [command.holdUntil, command.usableUntil];
    case 'receive_gift':
      return command.parts.map(({ expiresAt }) => expiresAt);
    default:
      return [];
  }
}
