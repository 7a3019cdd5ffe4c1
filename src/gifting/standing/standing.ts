// A standing gift: the same gift again in each billing cycle of its giver, until one of the two ends it.
//
//   asked ─▶ active ◀─▶ paused
//     │        │          │
//     ▼        ▼          ▼
//   ended    ended      ended
//
// A person is asked before it begins; a pool or a tank that the giver may put into is not. `paused` tries
// again by itself, unless its giver paused it by hand.

import type { AccountId, Instant, Octets } from '../../kernel/public.ts';
import type { GiftWishes } from '../ask.ts';

/** What comes round: so much on a day of the cycle, or what lapses at its end, in its last hours. */
export type Rhythm =
  | {
      readonly kind: 'monthly';
      readonly octets: Octets;
      /** 1 is the first day; in a cycle that is too short for it, the last. */
      readonly dayOfCycle: number;
    }
  | {
      readonly kind: 'expiring';
      /** What its receiver agrees to; of what lapses, no more than this is given. */
      readonly atMostOctets: Octets;
      readonly lastHours: number;
    };

export const LONGEST_DAY_OF_CYCLE = 31;
export const MOST_LAST_HOURS = 168;

export type StandingState = 'asked' | 'active' | 'paused' | 'ended';

/** What else the giver showed or chose once, and each of its gifts is judged with. */
export type StandingWishes = Pick<GiftWishes, 'choice' | 'guardian' | 'confirmed' | 'proofs'> & {
  /** The giver knew the receiver's name when it was made. */
  readonly knewName?: boolean;
};

/** A gift that is being given: written down first, so that whoever goes on gives the very same. */
export type PlannedGift = {
  readonly period: string;
  readonly octets: Octets;
  readonly lapsingBefore: Instant | null;
};

export type EndReason =
  | 'by_giver'
  | 'by_receiver'
  | 'by_carrier'
  | 'declined'
  | 'unanswered'
  /** A closed line, a pool that the giver has left, a closed tank. */
  | 'receiver_gone'
  | 'giver_gone'
  | 'went_in_a_circle'
  | 'paused_too_long';

export type StandingGift = {
  readonly id: string;
  readonly giver: AccountId;
  readonly receiver: AccountId;
  readonly receiverKind: 'line' | 'pool' | 'tank';
  readonly rhythm: Rhythm;
  readonly wishes: StandingWishes;
  readonly state: StandingState;
  /** Of a paused one a refusal's code or `stopped_by_person`; of an ended one an EndReason. */
  readonly reason: string | null;
  readonly madeAt: Instant;
  readonly agreedAt: Instant | null;
  readonly endedAt: Instant | null;
  /** When it is to be looked at next: to give, to try again, or to give up waiting for an answer. */
  readonly nextAt: Instant | null;
  /** The giver's cycle that is dealt with. */
  readonly period: string | null;
  /** How many cycles in a row went by without a gift. */
  readonly missed: number;
  readonly attempt: number;
  readonly planned: PlannedGift | null;
  readonly lastGiftId: string | null;
  readonly lastGivenAt: Instant | null;
};

export const STOPPED_BY_PERSON = 'stopped_by_person';

/** A line may have so many running or unanswered, given and received. */
export const GIVEN_AT_MOST = 10;
export const RECEIVED_AT_MOST = 20;
/** How long somebody who is asked can answer. */
export const ANSWER_DAYS = 14;
/** Whoever said no is not asked by the same line again for so long. */
export const ASK_AGAIN_DAYS = 30;
/** After so many cycles without a gift it ends. */
export const MISSED_AT_MOST = 3;
/** How many ended ones are still shown, the newest first. */
export const ENDED_SHOWN = 20;
