// Every way in which giving says no, in the order in which the checks are made. Each names the rule and
// the figures that a person needs to ask for something that will pass. Of the receiver no more is told
// than a giver may know: not why its line takes no gifts, nor what it has.

import type { Way } from '../catalog/public.ts';
import type { Instant, Octets } from '../kernel/public.ts';
import type { PoolRefusal } from './rules/pool.ts';
import type { MsisdnRefusal } from '../subscribers/public.ts';

/** An end of waiting: the instant, and how far off it is now. */
type Wait = { readonly until: Instant; readonly waitSeconds: number };

/** Why a line of the giver's own is not one that gives. */
export type GiverRule =
  | 'line.status'
  | 'plan.mayGive'
  | 'giver.plans'
  | 'giver.brands'
  | 'giver.minimumPlanOctets'
  | 'giver.payment'
  | 'giver.personsOnly'
  | 'giver.activeWithinDays';

/** Why somebody else's is not one that receives; `receiver.standing` is all that is its own business. */
export type ReceiverRule =
  | 'line.status'
  | 'plan.mayReceive'
  | 'receiver.plans'
  | 'receiver.brands'
  | 'receiver.minimumPlanOctets'
  | 'receiver.payment'
  | 'receiver.personsOnly'
  | 'receiver.standing';

export type GiftRefusal =
  | MsisdnRefusal
  /** Of a draw from a pool. */
  | PoolRefusal
  | { readonly code: 'giving_to_oneself' }
  /** No such line, or one that does not let itself be found: a giver is not told which. */
  | { readonly code: 'receiver_not_found' }
  | { readonly code: 'way_not_offered'; readonly rule: 'ways'; readonly way: Way }
  /** Whoever asks may not do this for that line. */
  | { readonly code: 'not_authorised'; readonly rule: 'roles'; readonly action: 'give' | 'ask' }
  /** The giver's line is suspended, closed, or on a plan that does not give. */
  | { readonly code: 'line_cannot_give'; readonly rule: GiverRule }
  | { readonly code: 'bill_unpaid'; readonly rule: 'giver.billPaid' }
  /** The line was opened too short a time ago. */
  | ({
      readonly code: 'line_too_new';
      readonly rule: 'giver.tenureDays';
      readonly days: number;
    } & Wait)
  /** Giving is locked for a while after what could be a theft of the line. */
  | ({
      readonly code: 'cooling_off';
      readonly rule: 'giver.coolingOffHours';
      readonly after: CoolingOff;
    } & Wait)
  | { readonly code: 'too_young'; readonly rule: 'giver.minimumAge'; readonly minimumAge: number }
  | { readonly code: 'receiver_name_differs'; readonly rule: 'receiverNameMustMatch' }
  | { readonly code: 'line_cannot_receive'; readonly rule: ReceiverRule }
  | {
      readonly code: 'relation_needed';
      readonly rule: 'between.relation';
      readonly relation: 'contact' | 'family' | 'same_holder';
    }
  | { readonly code: 'lines_differ'; readonly rule: 'between.sameBrand' | 'between.samePayment' }
  | ({
      readonly code: 'closed_now';
      readonly rule:
        'timing.fromDayOfMonth' | 'timing.fromHour' | 'timing.quietHoursBeforeCycleEnds';
    } & Wait)
  | {
      readonly code: 'size_not_offered';
      readonly rule: 'giving.allowedOctets';
      readonly allowedOctets: readonly Octets[];
      readonly askedOctets: Octets;
    }
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
  | { readonly code: 'choice_unknown'; readonly rule: 'expiryChoices'; readonly choice: string }
  /** Another gift so soon after the last. */
  | ({ readonly code: 'too_soon'; readonly rule: 'giving.secondsBetweenGifts' } & Wait)
  /** One more receiver than there may be in a cycle. */
  | {
      readonly code: 'receivers_reached';
      readonly rule: 'giving.receiversPerCycle';
      readonly limit: number;
      readonly used: number;
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
      readonly rule: 'giving.monthlyCount' | 'giving.family.monthlyCount';
      readonly limit: number;
      readonly used: number;
    }
  | {
      readonly code: 'monthly_octets_reached';
      readonly rule:
        'giving.monthlyOctets' | 'giving.family.monthlyOctets' | 'giving.shareOfAllowancePercent';
      readonly limitOctets: Octets;
      readonly usedOctets: Octets;
      readonly askedOctets: Octets;
    }
  | {
      readonly code: 'daily_count_reached';
      readonly rule: 'giving.dailyCount' | 'giving.family.dailyCount';
      readonly limit: number;
      readonly used: number;
    }
  | {
      readonly code: 'daily_octets_reached';
      readonly rule: 'giving.dailyOctets' | 'giving.family.dailyOctets';
      readonly limitOctets: Octets;
      readonly usedOctets: Octets;
      readonly askedOctets: Octets;
    }
  /** The receiver has all that the rules let it have. What it has is not the giver's to know. */
  | {
      readonly code: 'receiver_limit_reached';
      readonly rule: ReceiverLimitRule;
      readonly limit: number;
    }
  /** A minor's gift waits for whoever consents for it. */
  | { readonly code: 'guardian_must_confirm'; readonly rule: 'giver.younger' }
  | {
      readonly code: 'confirmation_needed';
      readonly rule: 'confirmation';
      readonly by: 'one_time_code' | 'pin';
    }
  /** The same key came before with another gift. */
  | { readonly code: 'key_reused'; readonly key: string }
  /** No gift of this name that the line gave or received. */
  | { readonly code: 'gift_unknown' }
  | { readonly code: 'undo_window_over'; readonly undoUntil: number }
  /** Undone, returned or declined before. */
  | { readonly code: 'gift_already_ended'; readonly state: string }
  /** The policy takes no gift back. */
  | { readonly code: 'declining_not_offered'; readonly rule: 'declining' }
  /** Not yet delivered, or all of it is used. */
  | { readonly code: 'gift_not_declinable'; readonly state: string };

export type CoolingOff =
  'activation' | 'sim_change' | 'device_change' | 'port_in' | 'credential_reset';

export type ReceiverLimitRule =
  | 'receiving.capOctets'
  | 'receiving.monthlyCount'
  | 'receiving.monthlyOctets'
  | 'receiving.family.monthlyCount'
  | 'receiving.family.monthlyOctets'
  | 'receiving.dailyCount'
  | 'receiving.dailyOctets'
  | 'receiving.family.dailyCount'
  | 'receiving.family.dailyOctets'
  | 'receiving.giftsAtOnce'
  | 'receiving.balanceAtMostOctets';
