// Every way in which giving says no, in the order in which the checks are made. Each names the rule and
// the figures that a person needs to ask for something that will pass.

import type { Octets } from '../kernel/public.ts';
import type { MsisdnRefusal } from '../subscribers/public.ts';

export type GiftRefusal =
  | MsisdnRefusal
  /** The giver's line is suspended, closed, or on a plan that does not give. */
  | { readonly code: 'line_cannot_give'; readonly rule: 'line.status' | 'plan.mayGive' }
  | { readonly code: 'giving_to_oneself' }
  /** No such line, or one that does not let itself be found: a giver is not told which. */
  | { readonly code: 'receiver_not_found' }
  | { readonly code: 'line_cannot_receive'; readonly rule: 'line.status' | 'plan.mayReceive' }
  | {
      readonly code: 'below_minimum';
      readonly rule: 'giving.minimumOctets';
      readonly limitOctets: Octets;
      readonly askedOctets: Octets;
    }
  | {
      readonly code: 'above_maximum';
      readonly rule: 'giving.maximumOctets';
      readonly limitOctets: Octets;
      readonly askedOctets: Octets;
    }
  | {
      readonly code: 'not_a_step';
      readonly rule: 'giving.stepOctets';
      readonly stepOctets: Octets;
      readonly askedOctets: Octets;
    }
  | {
      readonly code: 'balance_too_low';
      readonly rule: 'giving.givableKinds';
      readonly availableOctets: Octets;
      readonly givableOctets: Octets;
      readonly askedOctets: Octets;
    }
  | {
      readonly code: 'floor_broken';
      readonly rule: 'giving.floorOctets';
      readonly floorOctets: Octets;
      readonly keepsOctets: Octets;
      readonly askedOctets: Octets;
    }
  | {
      readonly code: 'monthly_count_reached';
      readonly rule: 'giving.monthlyCount';
      readonly limit: number;
      readonly used: number;
    }
  | {
      readonly code: 'monthly_octets_reached';
      readonly rule: 'giving.monthlyOctets';
      readonly limitOctets: Octets;
      readonly usedOctets: Octets;
      readonly askedOctets: Octets;
    }
  /** The receiver has all that the rules let it have. What it has is not the giver's to know. */
  | {
      readonly code: 'receiver_limit_reached';
      readonly rule: 'receiving.capOctets' | 'receiving.monthlyCount' | 'receiving.monthlyOctets';
      readonly limit: number;
    }
  /** The same key came before with another gift. */
  | { readonly code: 'key_reused'; readonly key: string }
  /** No gift of this name that the line gave or received. */
  | { readonly code: 'gift_unknown' }
  | { readonly code: 'undo_window_over'; readonly undoUntil: number }
  /** Undone, returned or declined before. */
  | { readonly code: 'gift_already_ended'; readonly state: string }
  /** Not yet delivered, or all of it is used. */
  | { readonly code: 'gift_not_declinable'; readonly state: string };
