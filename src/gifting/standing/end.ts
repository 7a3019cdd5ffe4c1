// A standing gift ends: for good, and both sides are told. What it gave before stays given.

import type { StandingParts } from './parts.ts';
import type { EndReason, StandingGift, StandingState } from './standing.ts';
import { tellOf } from './tell.ts';

const LIVING: readonly StandingState[] = ['asked', 'active', 'paused'];

/** Ending it twice is as once. A gift that is being made at this moment is taken back. */
export async function endStanding(
  parts: StandingParts,
  standing: StandingGift,
  reason: EndReason,
): Promise<void> {
  const { giver, id } = standing;
  const ended = await parts.standings.change({ giver, id }, LIVING, {
    state: 'ended',
    reason,
    endedAt: parts.clock.now(),
    nextAt: null,
    planned: null,
  });
  const last = ended ?? (await parts.standings.find({ giver, standingId: id }));
  // Also when it was ended before and whoever did it was cut off here.
  if (last?.state === 'ended' && last.receiverKind === 'line') await parts.standings.unlink(last);
  if (ended !== undefined) await tellOf(parts, ended, 'standing_gift_ended');
}
