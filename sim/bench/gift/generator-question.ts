// What is asked of the generator's process, and answered.

/** One gift. Small, so that a line may give as often as the policy lets it. */
export const GIFT_OCTETS = 100_000_000;

export type Given = {
  readonly pair: number;
  /** When the giver tapped: at a steady rate the instant at which that was due, sent or not. */
  readonly tappedAt: number;
  readonly answeredAt: number;
  /** Not 201. */
  readonly failure: string | null;
  readonly isCounted: boolean;
};

export type Round = {
  readonly seconds: number;
  readonly warmUpSeconds: number;
  /** Null for as fast as answers come. */
  readonly ratePerSecond: number | null;
};

export type Played = {
  readonly gifts: readonly Given[];
  /** Of one processor, how much the generator used. */
  readonly processorShare: number;
};

export type GeneratorQuestion =
  | {
      readonly open: {
        readonly port: number;
        readonly tokens: readonly string[];
        readonly clients: number;
      };
    }
  | { readonly play: Round };
