// What can be asked of the ledger, and what is answered.
//
// Every command carries a key. The same key with the same body gets the answer of the first time; the
// same key with another body is refused. A charge's key is its session and request number.

import type { AccountId, Instant, Octets, Result } from '../kernel/public.ts';
import type { BucketKind, Scope, SlotAnswer } from './account.ts';
import type { LedgerRefusal } from './refusal.ts';

type Keyed = { readonly accountId: AccountId; readonly key: string };

/** Opens a bucket with octets that the carrier issues: a plan's cycle, a pack, a bonus. */
export type Grant = Keyed & {
  readonly name: 'grant';
  readonly kind: Exclude<BucketKind, 'gift'>;
  readonly scope: Scope;
  readonly origin: string;
  readonly octets: Octets;
  readonly validFrom: Instant;
  readonly expiresAt: Instant;
};
export type GrantAnswer = { readonly bucketNumber: number };

/** How large the next slice for the network is; see quota.ts. */
export type QuotaRule = {
  readonly smallestOctets: Octets;
  readonly largestOctets: Octets;
  /** A slice is at most this part of what is available: 8 means an eighth. */
  readonly shareDivisor: number;
  /** Divides it where several sessions are open at once; left out, each is granted as if it were alone. */
  readonly sharing?: {
    /** No slice is made smaller than this by dividing. */
    readonly leastOctets: Octets;
    /** A session without octets shares as long as it was heard of in this time. */
    readonly awakeMilliseconds: number;
  };
};

/** Settles what a session used in one class of traffic, and sets aside what it uses next. */
export type ChargeSlot = {
  readonly slot: number;
  readonly scope: Scope;
  readonly usedOctets: Octets;
  readonly wantedOctets: Octets | 'any' | 'nothing';
};

export type Charge = {
  readonly name: 'charge';
  readonly accountId: AccountId;
  readonly session: string;
  readonly sequence: number;
  readonly step: 'initial' | 'update' | 'final' | 'event';
  readonly slots: readonly ChargeSlot[];
  readonly quota: QuotaRule;
  /** When the octets held go back if the session is not heard of again. */
  readonly holdUntil: Instant;
  /** How the session can be reached, in its network door's writing; kept when it opens. */
  readonly contact?: string | null;
};
export type ChargeSlotAnswer = SlotAnswer;
export type ChargeAnswer = { readonly slots: readonly ChargeSlotAnswer[] };

/** A limit on how often and how much in a period, checked and counted in the same step. */
export type TallyLimit = {
  readonly tally: string;
  readonly period: string;
  readonly maximumCount: number;
  readonly maximumOctets: Octets;
};

/** One, or several that must all hold: a day's and a month's. Each counts in a tally of its own. */
export type TallyLimits = TallyLimit | readonly TallyLimit[];

/** Sets a gift's octets aside at the giver. */
export type HoldGift = Keyed & {
  readonly name: 'hold_gift';
  readonly giftId: string;
  readonly octets: Octets;
  readonly givableKinds: readonly BucketKind[];
  /** Only these buckets, where the rules choose among those of a kind; without it, all of them. */
  readonly fromBuckets?: readonly number[];
  readonly floorOctets: Octets;
  readonly limit: TallyLimits;
  /** Octets that lapse before this instant stay where they are. */
  readonly usableUntil: Instant;
  readonly holdUntil: Instant;
};
/** What a gift is made of: octets of one of the giver's buckets, with the rights they had there. */
export type GiftPart = {
  readonly bucketNumber: number;
  readonly octets: Octets;
  readonly scope: Scope;
  readonly expiresAt: Instant;
};
export type GiftParts = { readonly parts: readonly GiftPart[] };

/** A tally that a gift was counted in, and is uncounted from when it comes back whole. */
export type Uncount = { readonly tally: string; readonly period: string };
export type Uncounts = Uncount | readonly Uncount[];

/** Lets a held gift's octets go back to the giver: the undo. */
export type ReleaseGift = Keyed & {
  readonly name: 'release_gift';
  readonly giftId: string;
  readonly uncount: Uncounts;
};
/** The held octets leave the giver for good, unless they are returned. */
export type SettleGift = Keyed & { readonly name: 'settle_gift'; readonly giftId: string };

/** Opens a gift bucket at the receiver for each part. */
export type ReceiveGift = Keyed & {
  readonly name: 'receive_gift';
  readonly giftId: string;
  readonly parts: readonly {
    readonly octets: Octets;
    readonly scope: Scope;
    readonly expiresAt: Instant;
  }[];
  /** What the receiver may have in gifts at most, all together. */
  readonly capOctets: Octets;
  readonly limit: TallyLimits;
};
/** Takes back from the receiver what is unused of a gift. */
export type WithdrawGift = Keyed & { readonly name: 'withdraw_gift'; readonly giftId: string };
export type WithdrawAnswer = {
  readonly parts: readonly { readonly bucketNumber: number; readonly octets: Octets }[];
};
/** Gives octets that had left the giver back into the buckets they came from. */
export type ReturnGift = Keyed & {
  readonly name: 'return_gift';
  readonly giftId: string;
  readonly parts: readonly { readonly bucketNumber: number; readonly octets: Octets }[];
  /** Null when a part of the gift was used: it counts as given. */
  readonly uncount: Uncounts | null;
};
/** Why the carrier takes octets back; each has postings of its own name. */
export const WITHDRAW_REASONS = ['adjustment', 'chargeback', 'closing'] as const;
export type WithdrawReason = (typeof WITHDRAW_REASONS)[number];

/**
 * The carrier takes back what it issued: care adjusts a balance downwards, a pack's payment was charged back,
 * or what it was issued to is closing. Gifts are never taken so: they go home by `withdraw_gift`.
 */
export type Withdraw = Keyed & {
  readonly name: 'withdraw';
  readonly reason: WithdrawReason;
  /** The adjustment or order that says so. */
  readonly reference: string;
  /** This many or none at all; or whatever is left, where a pack is charged back. */
  readonly octets: Octets | 'all';
  /** Only these buckets; without it, all that the carrier issued. */
  readonly fromBuckets?: readonly number[];
};
/** Nothing but what every command does first: lapses what is due. */
export type Lapse = { readonly name: 'lapse'; readonly accountId: AccountId };

export type Command =
  | Grant
  | Charge
  | HoldGift
  | ReleaseGift
  | SettleGift
  | ReceiveGift
  | WithdrawGift
  | ReturnGift
  | Withdraw
  | Lapse;

type AnswerByName = {
  grant: GrantAnswer;
  charge: ChargeAnswer;
  hold_gift: GiftParts;
  release_gift: GiftParts;
  settle_gift: GiftParts;
  receive_gift: { readonly bucketNumbers: readonly number[] };
  withdraw_gift: WithdrawAnswer;
  return_gift: { readonly octets: Octets };
  withdraw: WithdrawAnswer;
  lapse: { readonly lapsed: boolean };
};
export type AnswerTo<C extends Command> = AnswerByName[C['name']];
export type Answer = AnswerByName[keyof AnswerByName];
export type Outcome<C extends Command = Command> = Result<AnswerTo<C>, LedgerRefusal>;
