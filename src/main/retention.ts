// For how long what is over stays in the store. The carrier says so when it starts a server.

import { InvalidArgumentError } from 'commander';
import { DAY, HOUR, type Instant } from '../kernel/public.ts';

export const KEPT = ['links', 'requests', 'reports', 'codes'] as const;
export type Kept = (typeof KEPT)[number];
/** In milliseconds. */
export type Retention = { readonly [kept in Kept]: number };

export const USUAL_RETENTION: Retention = {
  links: 180 * DAY,
  requests: 180 * DAY,
  reports: 730 * DAY,
  codes: HOUR,
};

/** A repeat must find what it repeats: keys are known for thirty days. */
const SHORTEST: Retention = {
  links: 31 * DAY,
  requests: 31 * DAY,
  reports: DAY,
  codes: HOUR,
};
const LONGEST = 3_660 * DAY;

/** `links=90d`, `codes=2h`; what is not named stays as it is. */
export function keepArgument(typed: string, before: Retention = USUAL_RETENTION): Retention {
  const [, name, count, unit] = /^([a-z]+)=(\d{1,6})(h|d)$/.exec(typed) ?? [];
  const kept = KEPT.find((one) => one === name);
  if (kept === undefined)
    throw new InvalidArgumentError(`Write one of ${KEPT.join(', ')}, as links=90d.`);
  const time = Number(count) * (unit === 'h' ? HOUR : DAY);
  if (time < SHORTEST[kept] || time > LONGEST)
    throw new InvalidArgumentError(
      `${kept} are kept for ${inWords(SHORTEST[kept])} to ${inWords(LONGEST)}.`,
    );
  return { ...before, [kept]: time };
}

export const inWords = (time: number): string =>
  time % DAY === 0 ? `${time / DAY}d` : `${time / HOUR}h`;

export const beforeWhich = (keep: Retention, now: Instant) => ({
  links: now - keep.links,
  requests: now - keep.requests,
  reports: now - keep.reports,
});
