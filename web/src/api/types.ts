// What the app API answers (see docs/reference for the operations). Amounts are octets as whole
// numbers, instants are ISO 8601 in UTC, dates are civil dates in the line's own time zone.

import type { Step } from './proofs.ts';

export type Language = 'en' | 'fr' | 'zh';

/** Who may find this line by its number: nobody, or whoever knows the number. */
export type Findable = 'nobody' | 'number';

export type Line = {
  readonly msisdn: string;
  readonly name: string;
  readonly plan: { readonly name: string };
  readonly language: Language;
  readonly findable: Findable;
  readonly cycle: { readonly startsOn: string; readonly endsOn: string };
  readonly timeZone: string;
  /** ISO 4217; that of all prices. */
  readonly currency: string;
};

export type Bucket = {
  readonly number: number;
  readonly kind: 'plan' | 'pack' | 'gift' | 'bonus' | 'goodwill';
  readonly scope: 'any' | 'domestic' | 'roaming' | 'hotspot';
  readonly expiresAt: string;
  readonly grantedOctets: number;
  readonly availableOctets: number;
  readonly heldOctets: number;
  readonly usedOctets: number;
  readonly givenOctets: number;
  /** The masked name of who gave it, for a gift. */
  readonly from: string | null;
};

export type Balance = {
  readonly availableOctets: number;
  readonly heldOctets: number;
  readonly asOf: string;
  /** In the order in which the network consumes them. */
  readonly buckets: readonly Bucket[];
};

export type Allowance = { readonly limit: number; readonly used: number };

export type MonthlyAllowances = { readonly count: Allowance; readonly octets: Allowance };

export type GiftPolicy = {
  readonly minimumOctets: number;
  readonly maximumOctets: number;
  readonly stepOctets: number;
  /** What a giver must keep. */
  readonly floorOctets: number;
  readonly undoWindowSeconds: number;
  readonly monthly: MonthlyAllowances;
  /** The most that can be given in one gift right now. */
  readonly givableOctets: number;
  readonly limits: readonly Limit[];
};

/** A limit of one side, with what is left of it before the gift. Of a receiver's no more is told than one gift could be. */
export type Limit = {
  readonly side: 'giver' | 'receiver';
  readonly rule: string;
  readonly unit: 'octets' | 'gifts';
  readonly limit: number;
  readonly left: number;
};

/** What must still be shown before a gift is given. */
export type Need = 'receiver_name' | 'guardian' | 'one_time_code' | 'pin';

/** Until then, for what can be done; then, for what happens. Null: until it is used. */
export type NextStep = {
  readonly what: 'can_be_undone' | 'arrives' | 'can_be_sent_back' | 'lapses';
  readonly at: string | null;
};

export type Masked = { readonly maskedName: string; readonly maskedMsisdn: string };

export type Preview = {
  readonly octets: number;
  readonly receiver: Masked;
  readonly giver: {
    readonly availableOctets: number;
    readonly keepsOctets: number;
    readonly monthly: MonthlyAllowances;
  };
  readonly receiverLimits: {
    readonly monthlyOctets: { readonly limit: number; readonly fits: boolean };
  };
  readonly parts: readonly { readonly octets: number; readonly expiresAt: string }[];
  readonly expiresAt: string;
  readonly undoWindowSeconds: number;
  readonly feeCents: number;
  readonly limits: readonly Limit[];
  readonly needs: readonly Need[];
  /** The same, with what the person can do about each. */
  readonly toShow: readonly Step[];
  readonly next: readonly NextStep[];
};

export type GiftState =
  'asked' | 'held' | 'undone' | 'in_transit' | 'delivered' | 'declining' | 'declined' | 'returned';

export type Gift = {
  readonly id: string;
  readonly direction: 'given' | 'received';
  readonly octets: number;
  readonly state: GiftState;
  readonly other: Masked;
  readonly askedAt: string;
  readonly undoUntil: string | null;
  readonly deliveredAt: string | null;
  readonly endedAt: string | null;
  readonly expiresAt: string | null;
  readonly returnedOctets: number | null;
  readonly usedOctets: number | null;
  readonly reason: string | null;
  readonly feeCents: number;
  readonly receipt: string;
  /** What the giver showed, and when; empty for the receiver. */
  readonly proofs: readonly { readonly kind: Need; readonly at: string }[];
  readonly canUndo: boolean;
  readonly canDecline: boolean;
  readonly policy: { readonly id: string; readonly version: number };
};

export type GiftPage = { readonly gifts: readonly Gift[]; readonly next: string | null };

export type GiftOrder = {
  readonly toMsisdn: string;
  readonly octets: number;
  readonly message?: string;
};
