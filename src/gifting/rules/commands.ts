// What the ledger is to be asked for a gift. The hold is kept with the gift as it was judged, and the
// receive as it was fixed when the gift left, so that a repeat is the very same command.

import type { GiftRules } from '../../catalog/public.ts';
import { civilTime, cycleAt } from '../../catalog/public.ts';
import { DAY, octets, type Instant, type Octets } from '../../kernel/public.ts';
import type { GiftPart, HoldGift, ReceiveGift, TallyLimits, Uncount } from '../../ledger/public.ts';
import { expiryOf, expiryRuleOf } from './expiry.ts';
import { givingLimits, receivingLimits } from './limits.ts';
import type { Relation, Side } from './side.ts';
import { bucketsToGiveFrom } from './sources.ts';

/** If nothing ever moves a gift on, its octets go home after this. */
const HOLD_BEYOND_WINDOW = 30 * DAY;

export type HoldAsked = {
  readonly giver: Side;
  readonly rules: GiftRules;
  readonly relation: Relation;
  readonly octets: Octets;
  readonly now: Instant;
  readonly timeZone: string;
  /** Octets that lapse before this stay where they are. */
  readonly undoUntil: Instant;
  /** Only octets that lapse until then: "what is about to expire". */
  readonly lapsingBefore?: Instant;
};

/** Without the gift's name, which it gets when it is asked for. */
export type UnnamedHold = Omit<HoldGift, 'giftId' | 'key'>;

export const namedHold = (hold: UnnamedHold, giftId: string): HoldGift => ({
  ...hold,
  giftId,
  key: `gift:${giftId}:hold`,
});

export function holdOf(asked: HoldAsked): UnnamedHold {
  const { giver, rules, relation, now, timeZone, undoUntil, lapsingBefore } = asked;
  const from = bucketsToGiveFrom(giver, rules, now, lapsingBefore);
  return {
    name: 'hold_gift',
    accountId: giver.line.accountId,
    octets: asked.octets,
    givableKinds: rules.giving.givableKinds,
    ...(from === undefined ? {} : { fromBuckets: from }),
    floorOctets: octets(rules.giving.floorOctets),
    limit: givingLimits(rules, relation, giver.plan.octetsPerCycle, {
      cycle: giver.cycle.startsOn,
      day: civilTime(now, timeZone).date,
    }),
    usableUntil: undoUntil,
    holdUntil: undoUntil + HOLD_BEYOND_WINDOW,
  };
}

/** What is counted with a gift, and uncounted when it comes back whole. */
export const uncountsOf = (limit: TallyLimits): readonly Uncount[] =>
  [limit].flat().map(({ tally, period }) => ({ tally, period }));

/** How a gift arrives: which octets until when, and within which limits of the receiver. */
export function receiveOf(gift: {
  readonly giftId: string;
  readonly sources: readonly GiftPart[];
  readonly giver: Pick<Side['line'], 'cycleDay'>;
  readonly receiver: Pick<Side['line'], 'accountId' | 'cycleDay'>;
  readonly rules: GiftRules;
  readonly relation: Relation;
  readonly choice: string | null;
  readonly receiversLatest: Instant | undefined;
  readonly deliveredAt: Instant;
  readonly timeZone: string;
}): ReceiveGift {
  const { rules, receiver, deliveredAt, timeZone } = gift;
  const expiry = expiryRuleOf(rules, gift.choice);
  const arrival = {
    deliveredAt,
    timeZone,
    giverCycleDay: gift.giver.cycleDay,
    receiverCycleDay: receiver.cycleDay,
    receiversLatest: gift.receiversLatest,
  };
  return {
    name: 'receive_gift',
    accountId: receiver.accountId,
    key: `gift:${gift.giftId}:receive`,
    giftId: gift.giftId,
    parts: gift.sources.map((source) => ({
      octets: source.octets,
      scope: source.scope === 'any' ? (rules.receiving.usableFor ?? 'any') : source.scope,
      expiresAt: expiryOf(source, expiry, arrival),
    })),
    capOctets: octets(rules.receiving.capOctets),
    limit: receivingLimits(rules, gift.relation, {
      cycle: cycleAt(deliveredAt, receiver.cycleDay, timeZone).startsOn,
      day: civilTime(deliveredAt, timeZone).date,
    }),
  };
}
