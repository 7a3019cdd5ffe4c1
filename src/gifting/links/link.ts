// A gift link: octets set aside for whoever opens an address. Each of its shares is a gift that waits for its
// receiver: held when the link is made, and given by the machine of every gift once somebody takes it.
//
//   making ─▶ open ─▶ closing ─▶ ended (cancelled, expired)
//                └──────────────▶ ended (all_claimed)
//
// Of a link that is closing a job brings home what nobody took.

import { MINUTE, type AccountId, type Instant, type Octets } from '../../kernel/public.ts';
import type { HoldGift } from '../../ledger/public.ts';
import type { GiftFacts } from '../facts.ts';
import type { GiftSource } from '../gift.ts';
import type { TextRefusal } from '../messages/plain-text.ts';
import type { GiftRefusal } from '../refusal.ts';
import type { TokenRefusal } from './token.ts';

export type LinkState = 'making' | 'open' | 'closing' | 'ended';
export type LinkReason = 'cancelled' | 'expired' | 'all_claimed';

/** Names a link: it lives with its giver. */
export type LinkName = { readonly giver: AccountId; readonly linkId: string };

export type Link = {
  readonly id: string;
  readonly key: string;
  readonly giver: AccountId;
  readonly octetsEach: Octets;
  /** How many may take one each. */
  readonly shares: number;
  /** Only the line that has this number. */
  readonly boundMsisdn: string | null;
  readonly pinHash: string | null;
  /** Of the one address that is good. */
  readonly tokenHash: string | null;
  /** Wrong ones so far, of everybody. */
  readonly pinTries: number;
  readonly message: string | null;
  readonly choice: string | null;
  readonly feeCents: number;
  readonly policyId: string;
  readonly policyVersion: number;
  readonly period: string;
  readonly facts: GiftFacts;
  readonly state: LinkState;
  readonly reason: LinkReason | null;
  readonly madeAt: Instant;
  /** What is taken before this arrives then, and can be undone until then. */
  readonly undoUntil: Instant;
  readonly expiresAt: Instant;
  readonly endedAt: Instant | null;
};

export type Share = {
  readonly number: number;
  readonly giftId: string;
  readonly hold: HoldGift;
  readonly sources: readonly GiftSource[];
  readonly state: 'wanted' | 'held' | 'claimed' | 'released';
  readonly claimer: AccountId | null;
  readonly claimedAt: Instant | null;
};

export type LinkRefusal =
  | GiftRefusal
  | TextRefusal
  | TokenRefusal
  | { readonly code: 'shares_out_of_range'; readonly limit: number }
  | { readonly code: 'pin_malformed'; readonly shortest: number; readonly longest: number }
  | { readonly code: 'pin_too_simple' }
  | { readonly code: 'links_full'; readonly limit: number }
  /** No such link of the giver's own. */
  | { readonly code: 'link_unknown' }
  | { readonly code: 'link_over'; readonly why: LinkReason }
  | { readonly code: 'link_is_own' }
  | { readonly code: 'pin_needed' }
  | { readonly code: 'pin_wrong'; readonly triesLeft: number }
  | { readonly code: 'pin_locked' };

export const LINK_LIMITS = {
  shares: 20,
  openAtOnce: 20,
  /** A hold's answer is kept for a month, and a link must be able to ask for it again. */
  longestHours: 14 * 24,
  usualHours: 7 * 24,
  pinTriesALine: 5,
  pinTries: 20,
} as const;

/** How long a link may be in the making before what it holds comes home. */
export const MAKING_AT_MOST = 2 * MINUTE;
