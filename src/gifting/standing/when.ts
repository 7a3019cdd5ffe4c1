// When a standing gift comes round. Days are civil days of the carrier's zone, so that the change to summer
// time, short months and leap days fall where people expect them.

import { Temporal } from 'temporal-polyfill';
import { cycleAt, type Cycle } from '../../catalog/public.ts';
import { DAY, HOUR, type Instant } from '../../kernel/public.ts';
import type { Rhythm } from './standing.ts';

/** In the morning: whoever would undo it is awake, and the cycle's octets are there since midnight. */
const HOUR_OF_DAY = '09:00';
/** A refusal that does not say when it is over is tried again after this. */
const RETRY = { monthly: DAY, expiring: HOUR } as const;
const SHORTEST_RETRY = 60_000;

/** When it comes round in a cycle. */
export function occurrenceIn(cycle: Cycle, rhythm: Rhythm, timeZone: string): Instant {
  if (rhythm.kind === 'expiring')
    return Math.max(cycle.startsAt, cycle.endsAt - rhythm.lastHours * HOUR);
  const first = Temporal.PlainDate.from(cycle.startsOn);
  const last = Temporal.PlainDate.from(cycle.endsOn);
  const wanted = first.add({ days: rhythm.dayOfCycle - 1 });
  const day = Temporal.PlainDate.compare(wanted, last) > 0 ? last : wanted;
  return day.toZonedDateTime({ timeZone, plainTime: HOUR_OF_DAY }).epochMilliseconds;
}

/** The first time that it comes round from `from` on. */
export function nextOccurrence(
  from: Instant,
  rhythm: Rhythm,
  cycleDay: number,
  timeZone: string,
): Instant {
  const cycle = cycleAt(from, cycleDay, timeZone);
  const here = occurrenceIn(cycle, rhythm, timeZone);
  return here >= from ? here : firstAfter(cycle, rhythm, cycleDay, timeZone);
}

/** The first time that it comes round after a cycle. */
export const firstAfter = (
  cycle: Cycle,
  rhythm: Rhythm,
  cycleDay: number,
  timeZone: string,
): Instant => occurrenceIn(cycleAt(cycle.endsAt, cycleDay, timeZone), rhythm, timeZone);

/** When one that was refused is tried again; undefined when its cycle is over by then. */
export function retryAt(
  refusal: { readonly code: string; readonly until?: number },
  rhythm: Rhythm,
  cycle: Cycle,
  now: Instant,
): Instant | undefined {
  const at = Math.max(refusal.until ?? now + RETRY[rhythm.kind], now + SHORTEST_RETRY);
  return at < cycle.endsAt ? at : undefined;
}
