// A pool: octets that several lines share. Its holder opened it, invites, and answers for it; members put in
// and draw out.
//
//   invited ─▶ joined ─▶ leaving ─▶ left
//      │
//      ▼
//   declined
//
// `leaving` is on its way: its share is being given to it, by a job where it was cut off.

import type { PoolRules } from '../../catalog/public.ts';
import type { AccountId, Instant, Octets } from '../../kernel/public.ts';
import type { MsisdnRefusal } from '../../subscribers/public.ts';
import type { News } from '../news.ts';
import type { GiftRefusal } from '../refusal.ts';
import type { PoolRefusal } from '../rules/pool.ts';
import type { SharedAccount } from './shared-account.ts';

export const POOL_ROLES = ['holder', 'adult', 'minor'] as const;
/** A minor draws; joining and leaving is for whoever consents for it. */
export type PoolRole = (typeof POOL_ROLES)[number];

export type PoolMemberState = 'invited' | 'joined' | 'leaving' | 'left' | 'declined';

export type PoolMember = {
  readonly pool: AccountId;
  readonly account: AccountId;
  readonly role: PoolRole;
  readonly state: PoolMemberState;
  readonly invitedAt: Instant;
  readonly invitedUntil: Instant;
  readonly joinedAt: Instant | null;
  readonly leftAt: Instant | null;
  /** The holder's cap for this member, where it is below the policy's. */
  readonly capOctets: Octets | null;
  readonly isPaused: boolean;
  readonly isSlowed: boolean;
  /** Draws by itself when the line runs short. */
  readonly drawsByItself: boolean;
  /** What goes along with who leaves, once that is reckoned. */
  readonly shareOctets: Octets | null;
};

/** What the holder may change of a member, and a member of itself. */
export type MemberChange = {
  readonly capOctets?: Octets | null;
  readonly isPaused?: boolean;
  readonly isSlowed?: boolean;
  readonly drawsByItself?: boolean;
};

/** A member as the pool's people see it. */
export type SeenMember = PoolMember & {
  readonly takenOctets: Octets;
  /** The lesser of the policy's and the holder's; null where there is none. */
  readonly limitOctets: Octets | null;
  /** What would go along with it if it left now. */
  readonly ownShareOctets: Octets;
};

export type SeenPool = SharedAccount & {
  readonly availableOctets: Octets;
  readonly rules: PoolRules;
  /** When the month that caps are counted in ends. */
  readonly cycleEndsAt: Instant;
  readonly members: readonly SeenMember[];
};

export type PoolsRefusal =
  | GiftRefusal
  | MsisdnRefusal
  | PoolRefusal
  /** No pool of this name that the line belongs to. */
  | { readonly code: 'pool_unknown' }
  | { readonly code: 'pool_name_unfit'; readonly longest: number }
  /** It is being closed, or is. */
  | { readonly code: 'pool_closed' }
  | { readonly code: 'pools_too_many'; readonly limit: number }
  | { readonly code: 'member_unknown' }
  | { readonly code: 'already_member' }
  /** There was none, or it was answered or lapsed. */
  | { readonly code: 'invitation_unknown' }
  /** Only the holder, or whoever consents for a minor. */
  | { readonly code: 'not_for_you'; readonly who: 'holder' | 'guardian' }
  /** A holder does not leave its pool: it closes it. */
  | { readonly code: 'holder_stays' };

/** What a person on a line is told of a pool. */
export type PoolMessage = Extract<News, { readonly pool: string }>;
type Untold<Message> = Message extends unknown ? Omit<Message, 'pool' | 'receipt'> : never;
export type PoolNews = Untold<PoolMessage>;

/** Octets that a draw by itself brings at most: some minutes of video, and little to lose to one member. */
export const SLICE_OCTETS = 100_000_000;
/** Near a pool's end its members' slices are shares of what is left, and no smaller than this. */
export const LEAST_SLICE_OCTETS = 10_000_000;
export const INVITED_DAYS = 7;
export const POOLS_A_LINE = 5;
/** Of one pool, ever: its ledger account counts what each took. */
export const MEMBERS_EVER = 300;
export const LONGEST_NAME = 40;
