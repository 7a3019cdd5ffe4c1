// What gifting offers to the doors, and what it asks and answers.

import type { GiftPolicy } from '../catalog/public.ts';
import type { AccountId, Octets, Result } from '../kernel/public.ts';
import type { Line } from '../subscribers/public.ts';
import type { GiftWishes } from './ask.ts';
import type { Gift } from './gift.ts';
import type { Foreseen, Need } from './judge.ts';
import type { GiftName } from './ports.ts';
import type { GiftRefusal } from './refusal.ts';
import type { ShownLimit } from './rules/limits.ts';
import type { Side } from './rules/side.ts';
import type { GiftTerms } from './terms.ts';

/** What is asked for: to whom, how much, and whatever else the giver wishes. */
export type GiftAsked = GiftWishes & {
  readonly giver: AccountId;
  readonly toMsisdn: string;
  readonly octets: Octets;
};

/** What is asked for between two accounts that know each other: a member and its pool, say. */
export type GiftBetween = GiftWishes & {
  readonly giver: AccountId;
  readonly receiver: AccountId;
  readonly octets: Octets;
  readonly terms?: GiftTerms;
};

export type Preview = Foreseen & {
  readonly giver: Side;
  readonly receiver: Line;
  readonly policy: GiftPolicy;
};

/** What a giver may do now: the policy, what of it is used, and the most that one gift may have. */
export type Allowance = {
  readonly policy: GiftPolicy;
  readonly usedCount: number;
  readonly usedOctets: Octets;
  readonly givableOctets: Octets;
  /** Of gifts to anybody; those within a family may be counted apart. */
  readonly limits: readonly ShownLimit[];
};

export type Gifting = {
  allowance(giver: AccountId): Promise<Allowance>;
  /**
   * What a gift would be, and what must still be shown before it is given. Nothing is held. Refuses, in
   * this order: msisdn_invalid, giving_to_oneself, receiver_not_found, and then as judge does.
   */
  preview(gift: GiftAsked): Promise<Result<Preview, GiftRefusal>>;
  /**
   * Gives: holds the octets, and delivers them when the undo window ends. The same key gives the same
   * gift. Refuses as preview does, then what was not shown, then key_reused.
   */
  give(gift: GiftAsked & { readonly key: string }): Promise<Result<Gift, GiftRefusal>>;
  /** As preview, to an account. Whoever asks has seen to it that the giver may know the receiver. */
  previewBetween(gift: GiftBetween): Promise<Result<Preview, GiftRefusal>>;
  /** What would be asked for, whatever else stands in the way of the gift now. */
  needsBetween(gift: GiftBetween): Promise<readonly Need[]>;
  /** As give, in the same way. */
  giveBetween(gift: GiftBetween & { readonly key: string }): Promise<Result<Gift, GiftRefusal>>;
  /** The gift that a key was used for before. */
  givenBefore(giver: AccountId, key: string): Promise<Gift | undefined>;
  /** Refuses, in this order: gift_unknown, gift_already_ended, undo_window_over. Twice is as once. */
  undo(giver: AccountId, giftId: string): Promise<Result<Gift, GiftRefusal>>;
  /**
   * Sends back what is unused of a gift received. Refuses, in this order: gift_unknown,
   * declining_not_offered, gift_not_declinable. Twice is as once.
   */
  decline(receiver: AccountId, giftId: string): Promise<Result<Gift, GiftRefusal>>;
  /** A gift that the account gave or received. */
  gift(account: AccountId, giftId: string): Promise<Result<Gift, GiftRefusal>>;
  /** Gave or received, the newest first; at most `limit`, from before the gift named. */
  gifts(
    account: AccountId,
    page: { limit: number; before?: string | undefined },
  ): Promise<readonly Gift[]>;
  /** Moves a gift on; for the job that `schedule` asked for. */
  advance(gift: GiftName): Promise<void>;
  /** Moves on gifts that were cut off and that no job finds. Answers how many it looked at. */
  sweep(): Promise<number>;
};
