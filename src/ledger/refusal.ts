// Every way in which the ledger says no, in the order in which the checks are made.

import type { Octets } from '../kernel/public.ts';

export type LedgerRefusal =
  /** No such account in this store. */
  | { readonly code: 'account_unknown' }
  /** The key was used before, with another command. */
  | { readonly code: 'key_reused'; readonly key: string }
  /** A request number below the last one answered. */
  | { readonly code: 'sequence_passed'; readonly lastSequence: number }
  /** A second first request for a session that is open. */
  | { readonly code: 'session_exists'; readonly lastSequence: number }
  /** A session that was never opened, or has ended. */
  | { readonly code: 'session_unknown' }
  /** A grant, a gift or a withdrawal of nothing. */
  | { readonly code: 'nothing_to_move' }
  /** Octets that would lapse before they could be used. */
  | { readonly code: 'already_expired' }
  /** A gift of this name is held, or was. */
  | { readonly code: 'hold_exists' }
  /** A hold that was never made. */
  | { readonly code: 'hold_unknown' }
  /** A hold that was released or settled before. */
  | { readonly code: 'hold_ended' }
  /** More than there is. `givableOctets` counts only what may go: by the policy, or as issued. */
  | {
      readonly code: 'balance_too_low';
      readonly availableOctets: Octets;
      readonly givableOctets: Octets;
      readonly askedOctets: Octets;
    }
  /** Less would stay than must stay. */
  | {
      readonly code: 'floor_broken';
      readonly floorOctets: Octets;
      readonly availableOctets: Octets;
      readonly askedOctets: Octets;
    }
  /** The line would have more than it may. */
  | {
      readonly code: 'cap_reached';
      readonly capOctets: Octets;
      readonly availableOctets: Octets;
      readonly askedOctets: Octets;
    }
  | {
      readonly code: 'tally_count_reached';
      readonly tally: string;
      readonly limit: number;
      readonly used: number;
    }
  | {
      readonly code: 'tally_octets_reached';
      readonly tally: string;
      readonly limitOctets: Octets;
      readonly usedOctets: Octets;
      readonly askedOctets: Octets;
    };
