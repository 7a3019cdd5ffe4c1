// How often somebody may ask: a bucket of tokens each, filled steadily, as large as a minute's worth. Kept
// in each process: behind several, a partner may ask that many times as often.

import { MINUTE, SECOND, type Clock, type Instant } from '../../kernel/public.ts';

export type Throttle = {
  /** Undefined when it may go on; else the seconds until it may. */
  wait(who: string, timesAMinute: number): number | undefined;
};

/** Beyond it those who were quiet longest are forgotten, which lets them ask, never others. */
const REMEMBERED = 10_000;

export function createThrottle(clock: Clock): Throttle {
  const known = new Map<string, { left: number; at: Instant }>();
  return {
    wait(who, timesAMinute) {
      const now = clock.now();
      const before = known.get(who) ?? { left: timesAMinute, at: now };
      const filled = ((now - before.at) / MINUTE) * timesAMinute;
      const left = Math.min(timesAMinute, before.left + Math.max(0, filled));
      known.delete(who);
      known.set(who, { left: left < 1 ? left : left - 1, at: now });
      if (known.size > REMEMBERED) known.delete(known.keys().next().value ?? '');
      if (left >= 1) return undefined;
      return Math.ceil(((1 - left) * MINUTE) / timesAMinute / SECOND);
    },
  };
}
