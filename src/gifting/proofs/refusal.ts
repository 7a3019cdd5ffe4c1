// What showing refuses, beyond what any gift is refused for.

import type { Instant } from '../../kernel/public.ts';
import type { CodeRefusal, GiftingPinRefusal } from '../../subscribers/public.ts';
import type { LinkRefusal } from '../links/link.ts';
import type { PoolsRefusal } from '../pools/pool.ts';
import type { GiftRefusal } from '../refusal.ts';
import type { RequestRefusal } from '../requests/request.ts';
import type { StandingRefusal } from '../standing/refusal.ts';
import type { TanksRefusal } from '../tanks/tanks.ts';
import type { TogetherRefusal } from '../together/together.ts';

export type ConsentRefusal =
  /** None of this name that the line asked for or may answer. */
  | { readonly code: 'consent_unknown' }
  /** Lapsed, answered otherwise before, or used. */
  | { readonly code: 'consent_over'; readonly state: ConsentState }
  /** It is for another gift, or is not given yet. */
  | { readonly code: 'consent_not_given' }
  | { readonly code: 'consents_full'; readonly limit: number }
  /** Nobody is known who may consent for this line. */
  | { readonly code: 'no_guardian' };

export type ConsentState = 'asked' | 'accepted' | 'refused' | 'used' | 'lapsed';

export type ShowingRefusal =
  | CodeRefusal
  | ConsentRefusal
  | GiftingPinRefusal
  /** Nothing of this kind is asked for this gift. */
  | { readonly code: 'not_needed' }
  /** Too many wrong names of late: right or wrong, no more is said. */
  | {
      readonly code: 'receiver_name_tries_reached';
      readonly until: Instant;
      readonly waitSeconds: number;
    };

/** Of whatever is about to be given. */
export type ForeseeRefusal =
  | GiftRefusal
  | LinkRefusal
  | PoolsRefusal
  | RequestRefusal
  | StandingRefusal
  | TanksRefusal
  | TogetherRefusal;

export type ProofsRefusal = ShowingRefusal | ForeseeRefusal;
