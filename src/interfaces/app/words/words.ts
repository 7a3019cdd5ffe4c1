// How a refusal is said to a person: a short title, and a sentence with the figures of it and, where
// there is one, the way out. One table a language; the types leave no row out.

import type { AppRefusal, AppRefusalCode } from '../refusal.ts';

export type Said = { readonly title: string; readonly detail: string };

/** Figures in a language. */
export type Figures = {
  /** `2.5 GB`, `250 MB`. */
  readonly data: (octets: number) => string;
  readonly count: (number: number) => string;
  /** `3 minutes`. */
  readonly wait: (seconds: number) => string;
};

export type Words = {
  readonly [Code in AppRefusalCode]: (
    facts: Extract<AppRefusal, { readonly code: Code }>,
    figures: Figures,
  ) => Said;
};

type ReceiverLimitRule = Extract<AppRefusal, { readonly code: 'receiver_limit_reached' }>['rule'];
/** How each limit of a receiver is said; the limit is already in the reader's figures. */
export type ReceiverLimitWords = {
  readonly [Rule in ReceiverLimitRule]: (limit: string) => string;
};

const GIGABYTE = 1_000_000_000;
const MEGABYTE = 1_000_000;

export function figuresIn(
  locale: string,
  units: { readonly gigabyte: string; readonly megabyte: string },
): Figures {
  const short = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const span = (unit: 'second' | 'minute' | 'hour' | 'day', amount: number): string =>
    new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(amount);
  return {
    data: (octets) =>
      octets >= GIGABYTE || octets === 0
        ? `${short.format(octets / GIGABYTE)}\u00a0${units.gigabyte}`
        : `${short.format(octets / MEGABYTE)}\u00a0${units.megabyte}`,
    count: (number) => whole.format(number),
    wait: (seconds) => {
      if (seconds < 60) return span('second', Math.max(1, Math.ceil(seconds)));
      if (seconds < 3_600) return span('minute', Math.ceil(seconds / 60));
      // Up to two days in hours: "in 25 hours" says more than "in 2 days".
      if (seconds <= 48 * 3_600) return span('hour', Math.ceil(seconds / 3_600));
      return span('day', Math.ceil(seconds / 86_400));
    },
  };
}
