// What a line does: charging sessions of a first request, eight updates and a last one; and gifts.

import type { Random } from '../workload/random.ts';

export type Step = 'initial' | 'update' | 'final';

export const UPDATES = 8;
export const LAST_SEQUENCE = UPDATES + 1;
export const stepAt = (sequence: number): Step => {
  if (sequence === 0) return 'initial';
  return sequence === LAST_SEQUENCE ? 'final' : 'update';
};

/** The rating group of plain internet access in most networks. */
export const RATING_GROUP = 10;
/** What the network asks for at once. */
export const QUOTA_OCTETS = 100_000_000;
export const LEAST_GIFT_OCTETS = 100_000_000;
export const MOST_GIFT_OCTETS = 1_000_000_000;

/** As long as those of RFC 6733 clause 8.8 are in the field. */
export const sessionName = (mode: string, client: number, number: number): string =>
  `smf01.bench.largesse.example;${mode}${client};${number}`;

export const usageOf = (random: Random, grantedOctets: number): number =>
  random.integer(1, grantedOctets);

export const giftOctets = (random: Random): number =>
  random.integer(LEAST_GIFT_OCTETS, MOST_GIFT_OCTETS);
