// Whether a gift may be given, and what it would be: who gives how much to whom by which way. Pure, and
// the same for a preview, for the gift itself and for trying a policy on gifts of the past. The ledger then
// enforces again what other commands could change in between.

import {
  largestGift,
  rulesFor,
  type GiftPolicyBody,
  type GiftRules,
  type Way,
} from '../catalog/public.ts';
import {
  accept,
  octets,
  refuse,
  sumOctets,
  type AccountId,
  type Instant,
  type Octets,
  type Result,
} from '../kernel/public.ts';
import {
  foreseeHold,
  foreseeReceive,
  type Balance,
  type GiftPart,
  type TallyLimit,
} from '../ledger/public.ts';
import type { GiftRefusal } from './refusal.ts';
import { holdOf, namedHold, receiveOf, type UnnamedHold } from './rules/commands.ts';
import {
  givingLimits,
  refusalOfHold,
  refusalOfReceive,
  roomWithin,
  shownLimits,
  whyNotHave,
  type ShownLimit,
} from './rules/limits.ts';
import { whyNotAgain } from './rules/recent.ts';
import { mayAct } from './rules/roles.ts';
import type { History, JudgedLine, Relation, Side } from './rules/side.ts';
import { feeCents, wrongSize } from './rules/size.ts';
import { whyNotTogether } from './rules/together.ts';
import { whyNotNow } from './rules/when.ts';
import { needsGuardian, whyNotGive, whyNotReceive } from './rules/who.ts';

/** What must still be shown before a gift is given; a preview tells it, and giving without it is refused. */
export const NEEDS = ['receiver_name', 'guardian', 'one_time_code', 'pin'] as const;
export type Need = (typeof NEEDS)[number];

/** That something needed was shown, and when; never the secret itself. */
export type Proof = { readonly kind: Need; readonly at: Instant; readonly by?: AccountId };

export type Ask = {
  readonly way: Way;
  readonly octets: Octets;
  readonly policy: GiftPolicyBody;
  readonly giver: Side;
  /** Undefined while it is not known who will receive: a link that anybody may open. */
  readonly receiver: Side | undefined;
  readonly relation: Relation;
  readonly history: History;
  readonly now: Instant;
  readonly timeZone: string;
  readonly undoUntil: Instant;
  /** Who asks for it; the giver's own line unless said. */
  readonly actor?: JudgedLine;
  /** What has been shown. In a preview nothing need be. */
  readonly shown?: readonly Need[];
  readonly proofs?: readonly Proof[];
  readonly isPreview?: boolean;
  /** The name of one of the policy's expiry choices. */
  readonly choice?: string;
  readonly lapsingBefore?: Instant;
};

export type NextStep = {
  readonly what: 'can_be_undone' | 'arrives' | 'can_be_sent_back' | 'lapses';
  /** Until then, for what can be done; then, for what happens. Null: until it is used. */
  readonly at: Instant | null;
};

export type Foreseen = {
  readonly octets: Octets;
  readonly rules: GiftRules;
  readonly hold: UnnamedHold;
  readonly sources: readonly GiftPart[];
  /** What the giver has left, all kinds together. */
  readonly keepsOctets: Octets;
  /** When the first of the given octets lapse at the receiver; as they are, while nobody is known. */
  readonly expiresAt: Instant;
  readonly feeCents: number;
  readonly limits: readonly ShownLimit[];
  readonly needs: readonly Need[];
  readonly next: readonly NextStep[];
};

/**
 * Judges a gift on both sides. Refuses, in this order: way_not_offered, not_authorised, what is wrong with
 * the giver (line_cannot_give, bill_unpaid, line_too_new, cooling_off, too_young), receiver_name_differs,
 * line_cannot_receive, relation_needed, lines_differ, closed_now, a wrong size (size_not_offered,
 * below_minimum, above_maximum, not_a_step), choice_unknown, too_soon, receivers_reached, balance_too_low,
 * floor_broken, the limits of the cycle and of the day, receiver_limit_reached, guardian_must_confirm,
 * confirmation_needed.
 */
export function judge(ask: Ask): Result<Foreseen, GiftRefusal> {
  const rules = rulesFor(ask.policy, ask.way);
  if (rules === undefined) return refuse({ code: 'way_not_offered', rule: 'ways', way: ask.way });
  const needs = stillNeeded(ask, rules);
  const unable = whyNotAtAll(ask, rules, needs);
  if (unable !== undefined) return refuse(unable);

  const { giver, receiver, undoUntil } = ask;
  const hold = holdOf({ ...ask, rules });
  const held = foreseeHold(giver.balance, namedHold(hold, ''));
  if (!held.ok) return refuse(refusalOfHold(held.refusal));
  const sources = held.value.parts;
  const arrival = receiver === undefined ? undefined : arrivalOf(ask, rules, receiver, sources);
  if (arrival?.ok === false) return arrival;
  const unshown = ask.isPreview === true ? undefined : refusalOfNeed(needs);
  if (unshown !== undefined) return refuse(unshown);
  const expiresAt = Math.min(...(arrival?.value.parts ?? sources).map((part) => part.expiresAt));
  return accept({
    octets: ask.octets,
    rules,
    hold,
    sources,
    keepsOctets: octets(giver.balance.availableOctets - ask.octets),
    expiresAt,
    feeCents: feeCents(ask.octets, rules, ask.choice),
    limits: [
      ...limitsOfGiver(giver, rules, [hold.limit].flat()),
      ...(receiver === undefined || arrival === undefined
        ? []
        : limitsOfReceiver(receiver, rules, arrival.value)),
    ],
    needs,
    next: nextSteps(rules, undoUntil, expiresAt),
  });
}

function whyNotAtAll(ask: Ask, rules: GiftRules, needs: readonly Need[]): GiftRefusal | undefined {
  const { giver, receiver, relation, now, choice } = ask;
  const actor = ask.actor ?? giver.line;
  if (!mayAct('give', actor, giver.line, ask, rules.roles))
    return { code: 'not_authorised', rule: 'roles', action: 'give' };
  const differs = ask.isPreview !== true && needs.includes('receiver_name');
  return (
    whyNotGive(giver, rules, ask) ??
    (differs ? { code: 'receiver_name_differs', rule: 'receiverNameMustMatch' } : undefined) ??
    (receiver && whyNotReceive(receiver, rules, ask)) ??
    (receiver && whyNotTogether(giver, receiver, relation, rules)) ??
    whyNotNow(giver, rules, ask) ??
    wrongSize(ask.octets, rules) ??
    (choice !== undefined && !rules.expiryChoices?.some(({ name }) => name === choice)
      ? { code: 'choice_unknown', rule: 'expiryChoices', choice }
      : undefined) ??
    whyNotAgain(ask.history, receiver?.line.accountId, rules, now)
  );
}

/**
 * What a receiver meets whose gift was set aside before anybody knew who it would be. Its giver was judged
 * then. Refuses, in this order: line_cannot_receive, relation_needed, lines_differ, receivers_reached,
 * receiver_limit_reached.
 */
export function judgeReceiver(
  ask: Ask & { readonly receiver: Side },
  rules: GiftRules,
  sources: readonly GiftPart[],
): Result<Pick<Foreseen, 'expiresAt' | 'limits'>, GiftRefusal> {
  const { receiver, giver, relation } = ask;
  const unable =
    whyNotReceive(receiver, rules, ask) ??
    whyNotTogether(giver, receiver, relation, rules) ??
    whyNotAgain({ ...ask.history, lastAskedAt: null }, receiver.line.accountId, rules, ask.now);
  if (unable !== undefined) return refuse(unable);
  const arrival = arrivalOf(ask, rules, receiver, sources);
  if (!arrival.ok) return arrival;
  return accept({
    expiresAt: Math.min(...arrival.value.parts.map((part) => part.expiresAt)),
    limits: limitsOfReceiver(receiver, rules, arrival.value),
  });
}

/** Whether and how the octets would arrive. */
function arrivalOf(ask: Ask, rules: GiftRules, receiver: Side, sources: readonly GiftPart[]) {
  const tooMuch = whyNotHave(receiver, rules);
  if (tooMuch !== undefined) return refuse(tooMuch);
  const command = receiveOf({
    giftId: '',
    sources,
    giver: ask.giver.line,
    receiver: receiver.line,
    rules,
    relation: ask.relation,
    choice: ask.choice ?? null,
    receiversLatest: latestIn(receiver.balance),
    deliveredAt: ask.undoUntil,
    timeZone: ask.timeZone,
  });
  const received = foreseeReceive(receiver.balance, command);
  return received.ok ? accept(command) : refuse(refusalOfReceive(received.refusal));
}

/** When the last of the octets that a line has lapses. */
export function latestIn({ buckets, asOf }: Balance): Instant | undefined {
  const live = buckets.filter(({ available, expiresAt }) => available > 0 && expiresAt > asOf);
  return live.length === 0 ? undefined : Math.max(...live.map(({ expiresAt }) => expiresAt));
}

/** What would be asked for, whatever else stands in the way. */
export function needsOf(ask: Ask): readonly Need[] {
  const rules = rulesFor(ask.policy, ask.way);
  return rules === undefined ? [] : stillNeeded(ask, rules);
}

function stillNeeded(ask: Ask, rules: GiftRules): readonly Need[] {
  const needs: Need[] = [];
  if (rules.receiverNameMustMatch === true && ask.receiver !== undefined)
    needs.push('receiver_name');
  if (needsGuardian(ask.giver, rules, ask)) needs.push('guardian');
  const { confirmation } = rules;
  if (confirmation !== undefined && ask.octets >= (confirmation.fromOctets ?? 0))
    needs.push(confirmation.by);
  return needs.filter((need) => ask.shown?.includes(need) !== true);
}

function refusalOfNeed(needs: readonly Need[]): GiftRefusal | undefined {
  if (needs.includes('guardian')) return { code: 'guardian_must_confirm', rule: 'giver.younger' };
  const by = needs.find((need) => need === 'one_time_code' || need === 'pin');
  return by === undefined ? undefined : { code: 'confirmation_needed', rule: 'confirmation', by };
}

function limitsOfGiver(
  giver: Side,
  { giving }: GiftRules,
  tallies: readonly TallyLimit[],
): readonly ShownLimit[] {
  return [
    ...shownLimits(giver, tallies, 'giver'),
    {
      side: 'giver',
      rule: 'giving.floorOctets',
      unit: 'octets',
      limit: giving.floorOctets,
      left: Math.max(0, giver.balance.availableOctets - giving.floorOctets),
    },
  ];
}

/**
 * Of what a receiver has left no more is shown than one gift could be: whoever tries sizes in previews
 * learns that much anyway, and how much somebody got from others is theirs to know.
 */
function limitsOfReceiver(
  receiver: Side,
  { giving, receiving }: GiftRules,
  { limit }: { readonly limit: TallyLimit | readonly TallyLimit[] },
): readonly ShownLimit[] {
  const unused = sumOctets(
    receiver.balance.buckets
      .filter(({ kind }) => kind === 'gift')
      .map(({ available }) => available),
  );
  const all: readonly ShownLimit[] = [
    ...shownLimits(receiver, [limit].flat(), 'receiver'),
    {
      side: 'receiver',
      rule: 'receiving.capOctets',
      unit: 'octets',
      limit: receiving.capOctets,
      left: Math.max(0, receiving.capOctets - unused),
    },
  ];
  return all.map((shown) => ({
    ...shown,
    left: Math.min(shown.left, shown.unit === 'gifts' ? 1 : giving.maximumOctets),
  }));
}

function nextSteps(rules: GiftRules, undoUntil: Instant, expiresAt: Instant): readonly NextStep[] {
  return [
    ...(rules.undoWindowSeconds > 0 ? [{ what: 'can_be_undone', at: undoUntil } as const] : []),
    { what: 'arrives', at: undoUntil },
    ...(rules.declining === 'never' ? [] : [{ what: 'can_be_sent_back', at: null } as const]),
    { what: 'lapses', at: expiresAt },
  ];
}

/** The most that one gift may have now, by the rules that do not ask who receives it; zero when none. */
export function mostGivable(
  ask: Pick<Ask, 'giver' | 'policy' | 'way' | 'now' | 'timeZone' | 'undoUntil' | 'lapsingBefore'>,
): Octets {
  const { giver, undoUntil } = ask;
  const rules = rulesFor(ask.policy, ask.way);
  if (rules === undefined) return octets(0);
  if (whyNotGive(giver, rules, ask) !== undefined) return octets(0);
  if (whyNotNow(giver, rules, ask) !== undefined) return octets(0);
  const hold = holdOf({ ...ask, rules, relation: 'stranger', octets: octets(0) });
  const sources = giver.balance.buckets.filter(
    (bucket) =>
      hold.givableKinds.includes(bucket.kind) &&
      hold.fromBuckets?.includes(bucket.number) !== false &&
      bucket.validFrom <= giver.balance.asOf &&
      bucket.expiresAt > undoUntil,
  );
  return largestGift(
    rules.giving,
    Math.min(
      sumOctets(sources.map((bucket) => bucket.available)),
      giver.balance.availableOctets - rules.giving.floorOctets,
      roomWithin(giver, [hold.limit].flat()),
    ),
  );
}

/** The limits of a giver in the cycle that runs, for gifts to anybody. */
export function allowanceLimits(
  giver: Side,
  rules: GiftRules,
  periods: { readonly cycle: string; readonly day: string },
): readonly ShownLimit[] {
  return limitsOfGiver(
    giver,
    rules,
    givingLimits(rules, 'stranger', giver.plan.octetsPerCycle, periods),
  );
}
