// A request: "could you spare some?" It lives with who asks; each line that it reached has a row of its own
// and answers there. Whoever asks learns that somebody gave or declined, and nothing else: a number that is
// nobody's, a line that mutes or blocks them, and one that does not answer all look the same.
//
//   made ─▶ open ─▶ given | declined | expired | cancelled

import { DAY, type AccountId, type Instant, type Octets } from '../../kernel/public.ts';
import type { TokenRefusal } from '../links/token.ts';
import type { TextRefusal } from '../messages/plain-text.ts';
import type { GiftRefusal } from '../refusal.ts';

export type RequestHow = 'number' | 'family' | 'link';
export type RequestState = 'made' | 'open' | 'given' | 'declined' | 'cancelled' | 'expired';
export type AskedState = 'open' | 'given' | 'declined' | 'ignored' | 'cancelled';

/** Names a request: it lives with who asks. */
export type RequestName = { readonly asker: AccountId; readonly requestId: string };

export type GiftRequest = {
  readonly id: string;
  readonly key: string;
  readonly asker: AccountId;
  readonly how: RequestHow;
  readonly tokenHash: string | null;
  /** The number that was asked, as it was typed. */
  readonly msisdn: string | null;
  readonly octets: Octets;
  readonly message: string | null;
  readonly state: RequestState;
  readonly givenOctets: Octets;
  /** The lines that it reached. Not for the eyes of who asks. */
  readonly asked: readonly AccountId[];
  readonly madeAt: Instant;
  readonly expiresAt: Instant;
  readonly endedAt: Instant | null;
};

/** The request as somebody has it who was asked. */
export type AskedRequest = {
  readonly id: string;
  readonly account: AccountId;
  readonly asker: AccountId;
  readonly octets: Octets;
  readonly state: AskedState;
  /** From somebody muted, or at a quiet time: it makes no sound. */
  readonly isQuiet: boolean;
  readonly askedAt: Instant;
  readonly expiresAt: Instant;
  readonly answeredAt: Instant | null;
  readonly giftId: string | null;
  readonly givenOctets: Octets;
};

export type RequestRefusal =
  | GiftRefusal
  | TextRefusal
  | TokenRefusal
  | { readonly code: 'asking_oneself' }
  | { readonly code: 'no_family' }
  /** As many requests in a day as there may be. */
  | {
      readonly code: 'requests_full';
      readonly limit: number;
      readonly until: Instant;
      readonly waitSeconds: number;
    }
  /** This number, or the family, was asked a short time ago, or has declined. */
  | {
      readonly code: 'asked_before';
      readonly until: Instant;
      readonly waitSeconds: number;
    }
  | { readonly code: 'request_unknown' }
  | { readonly code: 'request_is_own' }
  | { readonly code: 'request_over'; readonly state: string };

export const REQUEST_LIMITS = {
  aDay: 5,
  /** To one number, whatever came of it; and again so long for each time that it declined of late. */
  betweenTwo: DAY,
  afterDecline: 7 * DAY,
  declinesCountFor: 90 * DAY,
  openFor: 3 * DAY,
  /** Family members that one request reaches at most, and people that give to one request by link. */
  reached: 50,
} as const;
