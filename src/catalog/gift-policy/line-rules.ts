// What a line must be to give or to receive, and what the people on an account may do for whom.

import { Type, type Static } from 'typebox';

const closed = { additionalProperties: false } as const;
const optional = Type.Optional;
const Names = Type.Array(Type.String({ minLength: 1, maxLength: 100 }), {
  uniqueItems: true,
  maxItems: 1_000,
});
const Listed = Type.Object({ only: optional(Names), except: optional(Names) }, closed);
const Hours = Type.Integer({ minimum: 1, maximum: 366 * 24 });
const Days = Type.Integer({ minimum: 1, maximum: 3_660 });

export const LineRules = Type.Object(
  {
    plans: optional(Listed),
    brands: optional(Listed),
    /** The plan brings at least this in a cycle. */
    minimumPlanOctets: optional(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })),
    payment: optional(Type.Union([Type.Literal('prepaid'), Type.Literal('postpaid')])),
    /** The account is a person's, not a business's. */
    personsOnly: optional(Type.Boolean()),
    tenureDays: optional(Days),
    /** The network has seen it within so many days. */
    activeWithinDays: optional(Days),
    /** How long after one of these the line must wait. A stolen line gives away what it has at once. */
    coolingOffHours: optional(
      Type.Object(
        {
          activation: optional(Hours),
          simChange: optional(Hours),
          deviceChange: optional(Hours),
          portIn: optional(Hours),
          credentialReset: optional(Hours),
        },
        closed,
      ),
    ),
    billPaid: optional(Type.Boolean()),
    minimumAge: optional(Type.Integer({ minimum: 1, maximum: 99 })),
    /** What younger ones may do: nothing, or what a guardian confirms. */
    younger: optional(Type.Union([Type.Literal('refused'), Type.Literal('guardian_confirms')])),
  },
  closed,
);
export type LineRules = Static<typeof LineRules>;

const Reach = Type.Union([
  Type.Literal('nobody'),
  Type.Literal('own_line'),
  Type.Literal('minors'),
  Type.Literal('account'),
]);
const Role = Type.Object({ give: Reach, ask: Reach, consent: Reach }, closed);

/** For whom each may act. The Wireless Code wants consent from the account holder or who was authorised. */
export const RoleRules = Type.Object(
  {
    holder: Role,
    authorised: Role,
    member: Role,
    /** Who is younger consents to nothing. */
    minorUnderAge: Type.Integer({ minimum: 1, maximum: 30 }),
  },
  closed,
);
export type RoleRules = Static<typeof RoleRules>;

export const USUAL_ROLES: RoleRules = {
  holder: { give: 'account', ask: 'account', consent: 'account' },
  authorised: { give: 'account', ask: 'account', consent: 'minors' },
  member: { give: 'own_line', ask: 'own_line', consent: 'nobody' },
  minorUnderAge: 18,
};
