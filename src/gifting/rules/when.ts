// When something is given: windows of the month and of the day, and quiet hours before a cycle ends.

import { civilTime, nextHourWhen, type CivilTime, type GiftRules } from '../../catalog/public.ts';
import { HOUR, type Instant } from '../../kernel/public.ts';
import type { GiftRefusal } from '../refusal.ts';
import { waiting, type Side } from './side.ts';

type Timing = NonNullable<GiftRules['timing']>;

/** Refuses, in this order: closed_now (day of the month, hour of the day, quiet hours). */
export function whyNotNow(
  giver: Pick<Side, 'cycle'>,
  { timing }: Pick<GiftRules, 'timing'>,
  { now, timeZone }: { readonly now: Instant; readonly timeZone: string },
): GiftRefusal | undefined {
  if (timing === undefined) return undefined;
  const time = civilTime(now, timeZone);
  const onDay = isOpenDay(timing, time);
  if (!onDay || !isOpenHour(timing, time)) {
    const opens = nextHourWhen(
      now,
      timeZone,
      (later) => isOpenDay(timing, later) && isOpenHour(timing, later),
    );
    return {
      code: 'closed_now',
      rule: onDay ? 'timing.fromHour' : 'timing.fromDayOfMonth',
      ...waiting(opens ?? now, now),
    };
  }
  const quiet = timing.quietHoursBeforeCycleEnds ?? 0;
  return now >= giver.cycle.endsAt - quiet * HOUR
    ? {
        code: 'closed_now',
        rule: 'timing.quietHoursBeforeCycleEnds',
        ...waiting(giver.cycle.endsAt, now),
      }
    : undefined;
}

const isOpenDay = ({ fromDayOfMonth = 1, toDayOfMonth = 31 }: Timing, time: CivilTime): boolean =>
  time.dayOfMonth >= fromDayOfMonth && time.dayOfMonth <= toDayOfMonth;

function isOpenHour({ fromHour, toHour }: Timing, { hour }: CivilTime): boolean {
  if (fromHour === undefined || toHour === undefined) return true;
  return fromHour < toHour ? hour >= fromHour && hour < toHour : hour >= fromHour || hour < toHour;
}
