// When the octets of a gift lapse at the receiver. Where the rule alone would let them live longer than
// they had at the giver, the giver's expiry holds, unless `mayOutliveSource` says otherwise: that closes
// renewing octets by giving them back and forth.

import { Type, type Static } from 'typebox';

const closed = { additionalProperties: false } as const;
const rule = <const Word extends string>(word: Word) => Type.Literal(word);

const ofOne = {
  /** So many days of 24 hours after it arrives. */
  days: { rule: rule('days'), days: Type.Integer({ minimum: 1, maximum: 366 }) },
  /** At the end of the billing cycle that it arrives in, or of so many cycles later. */
  endOfCycle: {
    rule: rule('end_of_cycle'),
    whose: Type.Union([Type.Literal('giver'), Type.Literal('receiver')]),
    cyclesLater: Type.Integer({ minimum: 0, maximum: 12 }),
  },
  /** At the end of the carrier's calendar month that it arrives in, or of so many months later. */
  endOfMonth: {
    rule: rule('end_of_month'),
    monthsLater: Type.Integer({ minimum: 0, maximum: 12 }),
  },
};
/** As the octets it is made of would have lapsed. */
const AsGiven = Type.Object({ rule: rule('as_given') }, closed);

const Simple = Type.Union([
  AsGiven,
  Type.Object(ofOne.days, closed),
  Type.Object(ofOne.endOfCycle, closed),
  Type.Object(ofOne.endOfMonth, closed),
  /** With the last of what the receiver already has. */
  Type.Object({ rule: rule('with_receivers_latest') }, closed),
]);
const of = Type.Array(Simple, { minItems: 2, maxItems: 5 });
const mayOutliveSource = Type.Boolean();

export const ExpiryRule = Type.Union([
  AsGiven,
  Type.Object({ ...ofOne.days, mayOutliveSource }, closed),
  Type.Object({ ...ofOne.endOfCycle, mayOutliveSource }, closed),
  Type.Object({ ...ofOne.endOfMonth, mayOutliveSource }, closed),
  Type.Object({ rule: rule('earliest_of'), of, mayOutliveSource }, closed),
  Type.Object({ rule: rule('latest_of'), of, mayOutliveSource }, closed),
]);
export type ExpiryRule = Static<typeof ExpiryRule>;
export type SimpleExpiryRule = Static<typeof Simple>;
