// Making a standing gift: what it would be, and asking whoever it is for.

import { smallestGift } from '../../catalog/public.ts';
import {
  accept,
  DAY,
  idOfWords,
  invariant,
  octets,
  refuse,
  type AccountId,
  type Instant,
  type Octets,
  type Result,
} from '../../kernel/public.ts';
import { parseMsisdn, type Line } from '../../subscribers/public.ts';
import { foreseeLapsing } from '../expiring/lapsing.ts';
import type { Preview } from '../offer.ts';
import type { Need } from '../judge.ts';
import { withSharedAccounts } from '../pools/shared-account.ts';
import type { GiftRefusal } from '../refusal.ts';
import { waiting } from '../rules/side.ts';
import { wayBack } from './circle.ts';
import type { StandingParts } from './parts.ts';
import { whyTooLate } from './plan.ts';
import type { StandingRefusal } from './refusal.ts';
import {
  ANSWER_DAYS,
  ASK_AGAIN_DAYS,
  LONGEST_DAY_OF_CYCLE,
  MOST_LAST_HOURS,
  type Rhythm,
  type StandingGift,
  type StandingWishes,
} from './standing.ts';
import { aimOf, wayInto, type Aim, type Target } from './target.ts';
import { tellOf } from './tell.ts';
import { nextOccurrence } from './when.ts';

export type AskedRhythm =
  | { readonly kind: 'monthly'; readonly octets: Octets; readonly dayOfCycle: number }
  | { readonly kind: 'expiring'; readonly atMostOctets?: Octets; readonly lastHours: number };

export type StandingAsked = {
  readonly giver: AccountId;
  readonly to: Target;
  readonly rhythm: AskedRhythm;
  readonly wishes?: Omit<StandingWishes, 'knewName'> & { readonly receiverName?: string };
};

export type ForeseenStanding = Aim & {
  readonly receiverLine: Line;
  readonly rhythm: Rhythm;
  /** When it would be given first; if it has to be agreed to, and that is by then. */
  readonly firstAt: Instant;
  /** As a gift of now would be; or what stands in its way now, and need not when it is due. */
  readonly asOfNow: Result<Preview, GiftRefusal>;
  readonly needs: readonly Need[];
};

type Refusal = GiftRefusal | StandingRefusal;

/** What may be otherwise by the time that it is due. All others would refuse each of its gifts. */
const PASSING: ReadonlySet<Refusal['code']> = new Set([
  'bill_unpaid',
  'line_too_new',
  'cooling_off',
  'closed_now',
  'too_soon',
  'receivers_reached',
  'balance_too_low',
  'floor_broken',
  'monthly_count_reached',
  'monthly_octets_reached',
  'daily_count_reached',
  'daily_octets_reached',
  'receiver_limit_reached',
]);

/**
 * What a standing gift would be. Nothing is kept. Refuses, in this order: target_unknown, way_not_offered,
 * last_hours_too_few, whatever else would refuse each of its gifts, standing_circle,
 * standing_chain_too_long.
 */
export async function foresee(
  parts: StandingParts,
  asked: StandingAsked,
): Promise<Result<ForeseenStanding, Refusal>> {
  const { clock, gifting, timeZone } = parts;
  const { giver, to } = asked;
  const shared = 'msisdn' in to ? undefined : aimOf(to);
  const entered = shared && (await wayInto(parts.store, giver, shared));
  if (entered?.ok === false) return entered;
  const way = entered?.value ?? 'standing';
  const lapsing = await foreseeLapsing(parts, giver, way);
  const { rules } = lapsing;
  if (rules === undefined) return refuse({ code: 'way_not_offered', rule: 'ways', way });
  const rhythm = rhythmOf(asked.rhythm, octets(rules.giving.maximumOctets));
  const tooLate = whyTooLate(rhythm, lapsing);
  if (tooLate !== undefined) return refuse(tooLate);
  const wishes = {
    ...asked.wishes,
    way,
    octets: rhythm.kind === 'monthly' ? rhythm.octets : smallestGift(rules.giving),
    giver,
  };
  const asOfNow =
    'msisdn' in to
      ? await gifting.preview({ ...wishes, toMsisdn: to.msisdn })
      : await gifting.previewBetween({ ...wishes, receiver: aimOf(to).receiver });
  if (!asOfNow.ok && !PASSING.has(asOfNow.refusal.code)) return refuse(asOfNow.refusal);
  const receiverLine = asOfNow.ok ? asOfNow.value.receiver : await receiverOf(parts, to);
  const aim: Aim = shared ?? { receiver: receiverLine.accountId, receiverKind: 'line' };
  const circle = aim.receiverKind === 'line' ? await whyCircle(parts, giver, aim) : undefined;
  if (circle !== undefined) return refuse(circle);
  const giverLine = await parts.directory.line(giver);
  invariant(giverLine !== undefined, 'a giver has a line');
  return accept({
    ...aim,
    receiverLine,
    rhythm,
    asOfNow,
    needs: asOfNow.ok
      ? asOfNow.value.needs
      : await gifting.needsBetween({ ...wishes, receiver: receiverLine.accountId }),
    firstAt: nextOccurrence(clock.now(), rhythm, giverLine.cycleDay, timeZone),
  });
}

/**
 * Makes it, and asks a person whom it is for; a pool or a tank is not asked. The same key makes the same.
 * Refuses, in this order: key_reused, as foresee does, what was not shown, standing_asked_before,
 * standing_gifts_reached.
 */
export async function make(
  parts: StandingParts,
  asked: StandingAsked & { readonly key: string },
): Promise<Result<StandingGift, Refusal>> {
  const { clock, standings } = parts;
  const { giver, key } = asked;
  const id = idOfWords('standing gift', String(giver), key);
  const known = await standings.find({ giver, standingId: id });
  if (known !== undefined)
    return (await isSame(parts, known, asked))
      ? accept(known)
      : refuse({ code: 'key_reused', key });
  const foreseen = await foresee(parts, asked);
  if (!foreseen.ok) return foreseen;
  const { receiver, receiverKind, rhythm, needs, firstAt } = foreseen.value;
  const unshown = refusalOfNeed(needs);
  if (unshown !== undefined) return refuse(unshown);
  const now = clock.now();
  const isPerson = receiverKind === 'line';
  const before = isPerson ? await whyNotAskAgain(parts, { id, giver, receiver }) : undefined;
  if (before !== undefined) return refuse(before);
  const { receiverName, ...wishes } = asked.wishes ?? {};
  const standing: StandingGift = {
    id,
    giver,
    receiver,
    receiverKind,
    rhythm,
    wishes: { ...wishes, ...(receiverName === undefined ? {} : { knewName: true }) },
    state: isPerson ? 'asked' : 'active',
    reason: null,
    madeAt: now,
    agreedAt: isPerson ? null : now,
    endedAt: null,
    nextAt: isPerson ? now + ANSWER_DAYS * DAY : firstAt,
    period: null,
    missed: 0,
    attempt: 0,
    planned: null,
    lastGiftId: null,
    lastGivenAt: null,
  };
  // The way to it first: one that leads to nothing names nothing, and does no harm.
  const linked = isPerson ? await standings.link(standing) : accept(undefined);
  if (!linked.ok) return linked;
  const kept = await standings.insert(standing);
  if (!kept.ok) {
    await standings.unlink({ ...standing, endedAt: now });
    return kept;
  }
  if (isPerson) await tellOf(parts, kept.value, 'standing_gift_asked', ['receiver']);
  return kept;
}

function rhythmOf(asked: AskedRhythm, most: Octets): Rhythm {
  if (asked.kind === 'monthly') {
    const { dayOfCycle } = asked;
    invariant(
      Number.isInteger(dayOfCycle) && dayOfCycle >= 1 && dayOfCycle <= LONGEST_DAY_OF_CYCLE,
      'a day of the cycle is from 1 to 31',
    );
    return asked;
  }
  const { lastHours, atMostOctets = most } = asked;
  invariant(
    Number.isInteger(lastHours) && lastHours >= 1 && lastHours <= MOST_LAST_HOURS,
    'the last hours are from 1 to 168',
  );
  return { kind: 'expiring', lastHours, atMostOctets };
}

/** The giver was found able to know this receiver, and only something that passes stands in the way. */
async function receiverOf(parts: StandingParts, to: Target): Promise<Line> {
  const { country, directory, store } = parts;
  if (!('msisdn' in to)) {
    const line = await withSharedAccounts(directory, store).line(aimOf(to).receiver);
    invariant(line !== undefined, 'what the giver may put into is there');
    return line;
  }
  const msisdn = parseMsisdn(to.msisdn, country);
  const line = msisdn.ok ? await directory.lineBy('msisdn', msisdn.value) : undefined;
  invariant(line !== undefined, 'a receiver that the judge was told of is there');
  return line;
}

async function isSame(
  parts: StandingParts,
  known: StandingGift,
  { to, rhythm }: StandingAsked,
): Promise<boolean> {
  const isSameRhythm =
    rhythm.kind === 'monthly'
      ? known.rhythm.kind === 'monthly' &&
        known.rhythm.octets === rhythm.octets &&
        known.rhythm.dayOfCycle === rhythm.dayOfCycle
      : known.rhythm.kind === 'expiring' &&
        known.rhythm.lastHours === rhythm.lastHours &&
        (rhythm.atMostOctets ?? known.rhythm.atMostOctets) === known.rhythm.atMostOctets;
  if (!isSameRhythm) return false;
  if (!('msisdn' in to)) return aimOf(to).receiver === known.receiver;
  const msisdn = parseMsisdn(to.msisdn, parts.country);
  const line = await parts.directory.line(known.receiver);
  return msisdn.ok && line?.msisdn === msisdn.value;
}

/** Whether what the receiver is given comes back to the giver; the new one not yet counted, or counted. */
export async function whyCircle(
  { standings }: Pick<StandingParts, 'standings'>,
  giver: AccountId,
  { receiver }: Pick<Aim, 'receiver'>,
): Promise<StandingRefusal | undefined> {
  const back = await wayBack(receiver, giver, (givers) => standings.givenBy(givers));
  if (!back.ok) return back.refusal;
  return back.value.length === 0
    ? undefined
    : { code: 'standing_circle', lines: back.value.length + 1 };
}

/** One question at a time, and a no stands for a while: nobody is worn down by being asked. */
async function whyNotAskAgain(
  { clock, standings }: StandingParts,
  { id, giver, receiver }: Pick<StandingGift, 'id' | 'giver' | 'receiver'>,
): Promise<StandingRefusal | undefined> {
  const now = clock.now();
  const ends = (await standings.askedOfLate(giver, receiver, now))
    .filter((before) => before.id !== id)
    .map(({ endedAt, nextAt }) =>
      endedAt === null ? (nextAt ?? now) : endedAt + ASK_AGAIN_DAYS * DAY,
    );
  const until = Math.max(now, ...ends);
  return until > now ? { code: 'standing_asked_before', ...waiting(until, now) } : undefined;
}

function refusalOfNeed(needs: readonly Need[]): GiftRefusal | undefined {
  if (needs.includes('receiver_name'))
    return { code: 'receiver_name_differs', rule: 'receiverNameMustMatch' };
  if (needs.includes('guardian')) return { code: 'guardian_must_confirm', rule: 'giver.younger' };
  const by = needs.find((need) => need === 'one_time_code' || need === 'pin');
  return by === undefined ? undefined : { code: 'confirmation_needed', rule: 'confirmation', by };
}
