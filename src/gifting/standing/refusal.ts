// What standing gifts refuse beyond what any gift is refused for, each with the figures that a person needs.

import type { Instant, Octets } from '../../kernel/public.ts';

export type StandingRefusal =
  /** None of this name that the line may do this with. */
  | { readonly code: 'standing_unknown' }
  | { readonly code: 'standing_ended' }
  /** What is given would come back to its giver, by way of so many lines. */
  | { readonly code: 'standing_circle'; readonly lines: number }
  /** Who gives to whom goes on too far to be sure that it does not come back. */
  | { readonly code: 'standing_chain_too_long'; readonly limit: number }
  | {
      readonly code: 'standing_gifts_reached';
      readonly side: 'giver' | 'receiver';
      readonly limit: number;
    }
  /** The receiver said no, or has yet to answer the same question. */
  | {
      readonly code: 'standing_asked_before';
      readonly until: Instant;
      readonly waitSeconds: number;
    }
  /** The hours at the cycle's end are over before a gift could arrive: its undo window is as long. */
  | { readonly code: 'last_hours_too_few'; readonly atLeastHours: number }
  /** Nothing that may be given lapses at the end of the cycle. */
  | {
      readonly code: 'nothing_expiring';
      readonly lapsingOctets: Octets;
      readonly cycleEndsAt: Instant;
    }
  /** No pool or tank that the line may put into. */
  | { readonly code: 'target_unknown' };
