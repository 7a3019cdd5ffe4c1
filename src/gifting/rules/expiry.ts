// When the octets of a gift lapse at the receiver.

import {
  cycleEnd,
  monthEnd,
  type ExpiryRule,
  type GiftRules,
  type SimpleExpiryRule,
} from '../../catalog/public.ts';
import { DAY, unreachable, type Instant } from '../../kernel/public.ts';
import type { GiftPart } from '../../ledger/public.ts';

export type Arrival = {
  readonly deliveredAt: Instant;
  readonly timeZone: string;
  readonly giverCycleDay: number;
  readonly receiverCycleDay: number;
  /** When the last of what the receiver has lapses; its giver's expiry where it has nothing. */
  readonly receiversLatest: Instant | undefined;
};

/** The rule of a gift: the policy's, or the one that the giver chose among those it offers. */
export const expiryRuleOf = (
  { expiry, expiryChoices }: Pick<GiftRules, 'expiry' | 'expiryChoices'>,
  choice: string | null | undefined,
): ExpiryRule => expiryChoices?.find(({ name }) => name === choice)?.expiry ?? expiry;

/** Never later than the octets would have lapsed at the giver, unless the rule says so. */
export function expiryOf(
  source: Pick<GiftPart, 'expiresAt'>,
  rule: ExpiryRule,
  arrival: Arrival,
): Instant {
  if (rule.rule === 'as_given') return source.expiresAt;
  const counted =
    rule.rule === 'earliest_of' || rule.rule === 'latest_of'
      ? Math[rule.rule === 'earliest_of' ? 'min' : 'max'](
          ...rule.of.map((each) => simpleExpiry(source, each, arrival)),
        )
      : simpleExpiry(source, rule, arrival);
  return rule.mayOutliveSource ? counted : Math.min(counted, source.expiresAt);
}

function simpleExpiry(
  source: Pick<GiftPart, 'expiresAt'>,
  rule: SimpleExpiryRule,
  arrival: Arrival,
): Instant {
  const { deliveredAt, timeZone } = arrival;
  switch (rule.rule) {
    case 'as_given':
      return source.expiresAt;
    case 'days':
      return deliveredAt + rule.days * DAY;
    case 'end_of_cycle': {
      const day = rule.whose === 'giver' ? arrival.giverCycleDay : arrival.receiverCycleDay;
      return cycleEnd(deliveredAt, rule.cyclesLater, day, timeZone);
    }
    case 'end_of_month':
      return monthEnd(deliveredAt, rule.monthsLater, timeZone);
    case 'with_receivers_latest':
      return arrival.receiversLatest ?? source.expiresAt;
    default:
      return unreachable(rule);
  }
}

/** Whether the receiver's own octets must be looked at. */
export const needsReceiversLatest = (rule: ExpiryRule): boolean =>
  'of' in rule && rule.of.some((each) => each.rule === 'with_receivers_latest');

/** How long a gift that waits for somebody to take it can be taken. */
export function claimableUntil(
  { claim }: Pick<GiftRules, 'claim'>,
  askedAt: Instant,
  timeZone: string,
): Instant | undefined {
  if (claim === undefined) return undefined;
  const counted = askedAt + claim.hours * 3_600_000;
  return claim.thisMonthOnly === true ? Math.min(counted, monthEnd(askedAt, 0, timeZone)) : counted;
}
