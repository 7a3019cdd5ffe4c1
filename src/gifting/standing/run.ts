// Does what is due of a standing gift. Called again after a crash, or by two at once, it gives once: which
// gift is to be given is written down first, and its key goes by what was written.

import { cycleAt, type Cycle, type Way } from '../../catalog/public.ts';
import { invariant } from '../../kernel/public.ts';
import type { Line } from '../../subscribers/public.ts';
import type { GiftWishes } from '../ask.ts';
import { isBlockedBy } from '../contacts/blocks.ts';
import type { Gift } from '../gift.ts';
import { withSharedAccounts } from '../pools/shared-account.ts';
import type { GiftRefusal } from '../refusal.ts';
import { wayBack, youngest } from './circle.ts';
import { endStanding } from './end.ts';
import type { StandingParts } from './parts.ts';
import { amountNow } from './plan.ts';
import type { StandingRefusal } from './refusal.ts';
import {
  MISSED_AT_MOST,
  STOPPED_BY_PERSON,
  type EndReason,
  type StandingGift,
  type StandingState,
} from './standing.ts';
import type { StandingName } from './standings.ts';
import { wayInto } from './target.ts';
import { tellOf } from './tell.ts';
import { firstAfter, occurrenceIn, retryAt } from './when.ts';

const RUNNING: readonly StandingState[] = ['active', 'paused'];

/** With a space, which no key that comes by a door has. */
export const keyOf = (standing: Pick<StandingGift, 'id' | 'attempt'>): string =>
  `standing ${standing.id} ${standing.attempt}`;

export async function runStanding(parts: StandingParts, name: StandingName): Promise<void> {
  const { clock, standings, timeZone } = parts;
  const now = clock.now();
  const found = await standings.find(name);
  if (found === undefined || found.nextAt === null || found.nextAt > now) return;
  if (found.state === 'asked') return endStanding(parts, found, 'unanswered');
  const sides = await readSides(parts, found);
  if ('over' in sides) return endStanding(parts, found, sides.over);
  if (await endedAsCircle(parts, found)) return;
  const { giver, wishes, way } = sides;
  const cycle = cycleAt(now, giver.cycleDay, timeZone);
  const standing = await finishCutOff(parts, found, cycle);
  if (standing === undefined) return;
  const after = firstAfter(cycle, standing.rhythm, giver.cycleDay, timeZone);
  if (standing.period === cycle.startsOn) return later(parts, standing, after);
  const due = occurrenceIn(cycle, standing.rhythm, timeZone);
  // Nobody was there when it came round before, or the giver's cycle was moved.
  if (due > now) return later(parts, standing, due);

  const at: At = { parts, cycle, after };
  const planned = await plan(at, standing, wishes, way);
  if (planned === undefined) return;
  const { octets, lapsingBefore } = planned.planned;
  const given = await parts.gifting.giveBetween({
    ...wishes,
    giver: standing.giver,
    receiver: standing.receiver,
    way,
    octets,
    ...(lapsingBefore === null ? {} : { lapsingBefore }),
    key: keyOf(planned),
  });
  if (!given.ok) await refused(at, planned, given.refusal);
  // Another has just begun to make it, and it may still be refused: whoever looks next goes on.
  else if (given.value.state !== 'asked') await settle(at, planned, given.value);
}

type At = {
  readonly parts: StandingParts;
  readonly cycle: Cycle;
  /** When it comes round after this cycle. */
  readonly after: number;
};
type Planned = StandingGift & { readonly planned: NonNullable<StandingGift['planned']> };
type Sides = { readonly giver: Line; readonly wishes: GiftWishes; readonly way: Way };

/** Both sides as they are now, or why there is nothing more to give. */
async function readSides(
  { directory: lines, store }: StandingParts,
  standing: StandingGift,
): Promise<Sides | { readonly over: EndReason }> {
  const directory = withSharedAccounts(lines, store);
  const [giver, receiver] = await Promise.all([
    directory.line(standing.giver),
    directory.line(standing.receiver),
  ]);
  invariant(giver !== undefined && receiver !== undefined, 'both sides of a gift are kept');
  if (giver.status === 'closed') return { over: 'giver_gone' };
  const way = await wayInto(store, standing.giver, standing);
  if (receiver.status === 'closed' || !way.ok) return { over: 'receiver_gone' };
  // Who blocks somebody wants nothing of them any more; the giver is told no more than of any end.
  if (await isBlockedBy(store, standing.receiver, giver)) return { over: 'by_receiver' };
  const { knewName, ...wishes } = standing.wishes;
  return {
    giver,
    way: way.value,
    wishes: { ...wishes, ...(knewName === true ? { receiverName: receiver.name } : {}) },
  };
}

/** A circle that was closed in spite of all is broken where it was closed. True when it was this one. */
async function endedAsCircle(parts: StandingParts, standing: StandingGift): Promise<boolean> {
  if (standing.receiverKind !== 'line') return false;
  const back = await wayBack(standing.receiver, standing.giver, (givers) =>
    parts.standings.givenBy(givers),
  );
  if (!back.ok || back.value.length === 0) return false;
  const last = youngest([standing, ...back.value]);
  const breaking =
    last === undefined || last.id === standing.id
      ? standing
      : await parts.standings.find({ giver: last.giver, standingId: last.id });
  if (breaking !== undefined) await endStanding(parts, breaking, 'went_in_a_circle');
  return breaking?.id === standing.id;
}

/** A gift that was begun in a cycle that is over: it was given, or it never will be. */
async function finishCutOff(
  { gifting, standings }: StandingParts,
  standing: StandingGift,
  cycle: Cycle,
): Promise<StandingGift | undefined> {
  const { planned } = standing;
  if (planned === null || planned.period === cycle.startsOn) return standing;
  const gift = await gifting.givenBefore(standing.giver, keyOf(standing));
  return standings.change(standing, RUNNING, {
    planned: null,
    ...(gift === undefined || gift.state === 'asked'
      ? {}
      : { period: planned.period, lastGiftId: gift.id, lastGivenAt: gift.askedAt, missed: 0 }),
  });
}

/** What is to be given now, written down. Undefined when nothing is, or another is at it. */
async function plan(
  at: At,
  standing: StandingGift,
  wishes: GiftWishes,
  way: Way,
): Promise<Planned | undefined> {
  if (standing.planned !== null) return { ...standing, planned: standing.planned };
  const amount = await amountNow(at.parts, standing, wishes, way);
  if (!amount.ok) {
    if (amount.refusal.code === 'nothing_expiring') await nothingToGive(at, standing);
    else await refused(at, standing, amount.refusal);
    return undefined;
  }
  const planned = { period: at.cycle.startsOn, ...amount.value };
  const kept = await at.parts.standings.change(standing, RUNNING, {
    planned,
    attempt: standing.attempt + 1,
  });
  return kept === undefined ? undefined : { ...kept, planned };
}

async function settle({ parts, cycle, after }: At, standing: Planned, gift: Gift): Promise<void> {
  const kept = await parts.standings.change(standing, RUNNING, {
    state: 'active',
    reason: null,
    planned: null,
    period: cycle.startsOn,
    missed: 0,
    lastGiftId: gift.id,
    lastGivenAt: gift.askedAt,
    nextAt: after,
  });
  if (kept !== undefined) return;
  // Somebody ended or paused it while this gift was being made, and does not want it.
  const now = await parts.standings.find({ giver: standing.giver, standingId: standing.id });
  if (now?.state === 'ended' || now?.reason === STOPPED_BY_PERSON)
    await parts.gifting.undo(standing.giver, gift.id);
}

/** Nothing lapses in this cycle that may be given: that is no failure, and the next one may have some. */
async function nothingToGive({ parts, cycle, after }: At, standing: StandingGift): Promise<void> {
  await parts.standings.change(standing, RUNNING, {
    state: 'active',
    reason: null,
    period: cycle.startsOn,
    missed: 0,
    nextAt: after,
  });
}

/** Paused, and tried again while the cycle lasts; then in the next, and so on for a few cycles. */
async function refused(
  { parts, cycle, after }: At,
  standing: StandingGift,
  refusal: GiftRefusal | StandingRefusal,
): Promise<void> {
  const again = retryAt(refusal, standing.rhythm, cycle, parts.clock.now());
  const missed = again === undefined ? standing.missed + 1 : standing.missed;
  if (missed >= MISSED_AT_MOST) return endStanding(parts, standing, 'paused_too_long');
  const paused = await parts.standings.change(standing, RUNNING, {
    state: 'paused',
    reason: refusal.code,
    planned: null,
    missed,
    nextAt: again ?? after,
    ...(again === undefined ? { period: cycle.startsOn } : {}),
  });
  if (paused !== undefined && standing.state === 'active')
    await tellOf(parts, paused, 'standing_gift_paused');
}

async function later({ standings }: StandingParts, standing: StandingGift, nextAt: number) {
  await standings.change(standing, RUNNING, { nextAt });
}
