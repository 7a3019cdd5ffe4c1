// What a run is made of: units of work, and who does them one after the other.

/** A charge, or a gift's whole life from hold to delivery. Either counts once. */
export type Unit = 'charge' | 'gift';

export const MIXES = ['charge', 'gift', 'mixed'] as const;
export type Mix = (typeof MIXES)[number];

/** How much of the work are gifts. */
export const GIFT_SHARE: { readonly [mix in Mix]: number } = { charge: 0, gift: 1, mixed: 0.05 };

export type Client = {
  /** Does its next unit of work, and resolves when that is durable. One at a time. */
  work(): Promise<Unit>;
};

/** What was answered as done, in total: the store must say the same afterwards. */
export type Acknowledged = {
  charges: number;
  gifts: number;
  usedOctets: number;
  givenOctets: number;
};

export const nothingAcknowledged = (): Acknowledged => ({
  charges: 0,
  gifts: 0,
  usedOctets: 0,
  givenOctets: 0,
});
