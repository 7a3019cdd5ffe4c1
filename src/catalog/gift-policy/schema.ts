// The form of a policy: every rule of giving that a carrier can set, as data. A rule that is left out is
// not there: nothing but what is said is limited. Amounts are octets, and words are those of the ledger.

import { Type, type Static } from 'typebox';
import { ExpiryRule } from './expiry-rule.ts';
import { LineRules, RoleRules } from './line-rules.ts';

const Amount = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const Count = Type.Integer({ minimum: 0, maximum: 1_000_000 });
const Percent = Type.Integer({ minimum: 1, maximum: 100 });
const closed = { additionalProperties: false } as const;
const optional = Type.Optional;
const words = <Word extends string>(...each: Word[]) => Type.Enum(each);
const OriginPrefixes = Type.Array(Type.String({ minLength: 1, maxLength: 100 }), {
  uniqueItems: true,
  maxItems: 50,
});

/** By which way octets are given. */
export const WAYS = ['direct', 'link', 'request', 'standing', 'family', 'tank', 'pack'] as const;
export type Way = (typeof WAYS)[number];
const WayWord = words(...WAYS);

/** Counted apart from other gifts: those within a family. */
const FamilyCount = Type.Object(
  {
    monthlyCount: Count,
    monthlyOctets: Amount,
    dailyCount: optional(Count),
    dailyOctets: optional(Amount),
  },
  closed,
);

const giving = {
  /** One gift: at least, at most, and in steps of. */
  minimumOctets: Amount,
  maximumOctets: Amount,
  stepOctets: Amount,
  /** What must stay with the giver, whatever its kind. */
  floorOctets: Amount,
  /** In one billing cycle of the giver. */
  monthlyCount: Count,
  monthlyOctets: Amount,
  givableKinds: Type.Array(words('plan', 'pack', 'gift', 'bonus', 'goodwill'), {
    uniqueItems: true,
    maxItems: 5,
  }),
  /** Only these sizes. */
  allowedOctets: optional(Type.Array(Amount, { minItems: 1, maxItems: 100, uniqueItems: true })),
  /** Of what the giver's plan brings in a cycle, at most this may be given in that cycle. */
  shareOfAllowancePercent: optional(Percent),
  /** In one civil day of the carrier. */
  dailyCount: optional(Count),
  dailyOctets: optional(Amount),
  /** Gifts to one's family are counted by these, and not with the others. */
  family: optional(FamilyCount),
  /** To how many different lines in one cycle. */
  receiversPerCycle: optional(Count),
  secondsBetweenGifts: optional(Type.Integer({ minimum: 1, maximum: 31 * 86_400 })),
  /** Only octets for these uses. */
  givableScopes: optional(
    Type.Array(words('any', 'domestic', 'roaming', 'hotspot'), { minItems: 1, uniqueItems: true }),
  ),
  /** Only octets whose origin begins with one of these, and none that begins with one of those. */
  onlyOrigins: optional(OriginPrefixes),
  exceptOrigins: optional(OriginPrefixes),
  /** Only octets of the cycle that runs. */
  onlyThisCycle: optional(Type.Boolean()),
  /** Only octets that lapse within so many days. */
  onlyInLastDays: optional(Type.Integer({ minimum: 1, maximum: 366 })),
};

const receiving = {
  /** In one billing cycle of the receiver. */
  monthlyCount: Count,
  monthlyOctets: Amount,
  /** Unused gifts that a line may have at once, in octets … */
  capOctets: Amount,
  /** … and in number. */
  giftsAtOnce: optional(Count),
  dailyCount: optional(Count),
  dailyOctets: optional(Amount),
  family: optional(FamilyCount),
  /** Only a line that has no more than this itself. */
  balanceAtMostOctets: optional(Amount),
  /** What a gift may be used for; without it, whatever it could be at the giver. */
  usableFor: optional(words('domestic', 'roaming', 'hotspot')),
};

const Between = Type.Object(
  {
    /** What the receiver must be to the giver: `contact` is a saved number, or nearer than that. */
    relation: optional(words('anyone', 'contact', 'family', 'same_holder')),
    maximumContacts: optional(Count),
    sameBrand: optional(Type.Boolean()),
    samePayment: optional(Type.Boolean()),
  },
  closed,
);

const HourOfDay = Type.Integer({ minimum: 0, maximum: 23 });
const DayOfMonth = Type.Integer({ minimum: 1, maximum: 31 });
const Timing = Type.Object(
  {
    /** From this day of the month, to that one at the latest; by the carrier's calendar. */
    fromDayOfMonth: optional(DayOfMonth),
    toDayOfMonth: optional(DayOfMonth),
    /** From the first of these hours and before the second, which may be on the next day. */
    fromHour: optional(HourOfDay),
    toHour: optional(HourOfDay),
    /** Nothing is given in so many last hours of the giver's cycle. */
    quietHoursBeforeCycleEnds: optional(Type.Integer({ minimum: 1, maximum: 28 * 24 })),
  },
  closed,
);

const Confirmation = Type.Object(
  {
    /** How the giver shows to be the giver, for a gift of this or more. */
    by: words('one_time_code', 'pin'),
    fromOctets: optional(Amount),
  },
  closed,
);

const Cents = Type.Integer({ minimum: 0, maximum: 1_000_000 });
const Fee = Type.Union([
  Type.Object({ cents: Cents }, closed),
  /** By size, ascending; what is larger than the last costs as that. */
  Type.Object(
    {
      bySize: Type.Array(Type.Object({ upToOctets: Amount, cents: Cents }, closed), {
        minItems: 1,
        maxItems: 50,
      }),
    },
    closed,
  ),
]);

/** Another expiry that a giver may choose, for a price on top of the fee. */
const ExpiryChoice = Type.Object(
  { name: Type.String({ pattern: '^[a-z][a-z0-9-]{0,39}$' }), expiry: ExpiryRule, cents: Cents },
  closed,
);

/** Octets that several lines share, and what happens at a member's cap. */
const Pool = Type.Object(
  {
    maximumLines: optional(Type.Integer({ minimum: 2, maximum: 100 })),
    memberCapOctets: optional(Amount),
    atCap: words('stopped', 'slowed'),
    /** What a member who leaves has put in and not used goes with it, or stays. */
    shareOnLeaving: words('goes_along', 'stays'),
    ownerMayPauseMembers: Type.Boolean(),
  },
  closed,
);

/** What becomes of what a tank has when the carrier closes it. What goes home keeps the expiry that it had. */
const Tank = Type.Object(
  {
    onClosing: Type.Union([
      /** Each giver has back what is unused of its gifts, and the carrier what is left of its own. */
      Type.Literal('to_givers'),
      Type.Literal('lapses'),
      /** To a tank that is open, by its account. Where that is closed by then: to the givers. */
      Type.Object(
        { toTank: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) },
        closed,
      ),
    ]),
  },
  closed,
);

const partly = <Properties extends typeof giving | typeof receiving>(properties: Properties) =>
  optional(Type.Partial(Type.Object(properties, closed), closed));

/** What is different by one way. Amounts given or received by it are counted apart where it says so. */
const WayRules = Type.Object(
  {
    countedApart: optional(Type.Boolean()),
    giving: partly(giving),
    receiving: partly(receiving),
    between: optional(Between),
    timing: optional(Timing),
    giver: optional(LineRules),
    receiver: optional(LineRules),
    expiry: optional(ExpiryRule),
  },
  closed,
);

export const GiftPolicyBody = Type.Object(
  {
    giving: Type.Object(giving, closed),
    receiving: Type.Object(receiving, closed),
    undoWindowSeconds: Type.Integer({ minimum: 0, maximum: 7 * 86_400 }),
    expiry: ExpiryRule,
    /** Which lines it is for, where a carrier has several policies. The narrowest that fits is taken. */
    appliesTo: optional(
      Type.Object(
        {
          brands: optional(Type.Array(Type.String(), { minItems: 1, uniqueItems: true })),
          plans: optional(Type.Array(Type.String(), { minItems: 1, uniqueItems: true })),
        },
        closed,
      ),
    ),
    /** By these ways only. */
    ways: optional(Type.Array(WayWord, { minItems: 1, uniqueItems: true })),
    byWay: optional(
      Type.Object(
        {
          direct: optional(WayRules),
          link: optional(WayRules),
          request: optional(WayRules),
          standing: optional(WayRules),
          family: optional(WayRules),
          tank: optional(WayRules),
          pack: optional(WayRules),
        },
        closed,
      ),
    ),
    giver: optional(LineRules),
    receiver: optional(LineRules),
    roles: optional(RoleRules),
    between: optional(Between),
    timing: optional(Timing),
    /** Whether what was given to somebody may be given on: never, by the first receiver, by anybody. */
    chains: optional(words('never', 'once', 'always')),
    confirmation: optional(Confirmation),
    /** The giver must also know the receiver's name. */
    receiverNameMustMatch: optional(Type.Boolean()),
    fee: optional(Fee),
    expiryChoices: optional(Type.Array(ExpiryChoice, { maxItems: 10 })),
    /** How long a gift that waits for its receiver (a link, a code) can be taken. */
    claim: optional(
      Type.Object(
        {
          hours: Type.Integer({ minimum: 1, maximum: 366 * 24 }),
          /** And no longer than this month of the carrier lasts. */
          thisMonthOnly: optional(Type.Boolean()),
        },
        closed,
      ),
    ),
    /** Whether a receiver may send back what is unused. */
    declining: optional(words('unused_part', 'never')),
    pool: optional(Pool),
    tank: optional(Tank),
    /** A line is told when it has used this much of what it had. */
    alertsAtPercent: optional(Type.Array(Percent, { maxItems: 10, uniqueItems: true })),
  },
  closed,
);
export type GiftPolicyBody = Static<typeof GiftPolicyBody>;
export type FamilyCount = Static<typeof FamilyCount>;
export type Fee = Static<typeof Fee>;
export type PoolRules = Static<typeof Pool>;
export type OnClosing = Static<typeof Tank>['onClosing'];
