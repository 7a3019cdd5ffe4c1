// What a standing gift would give now.

import {
  accept,
  HOUR,
  refuse,
  SECOND,
  type Instant,
  type Octets,
  type Result,
} from '../../kernel/public.ts';
import type { Way } from '../../catalog/public.ts';
import { foreseeLapsing, mostLapsing } from '../expiring/lapsing.ts';
import type { Lapsing } from '../expiring/lapsing.ts';
import type { GiftRefusal } from '../refusal.ts';
import type { StandingParts } from './parts.ts';
import type { StandingRefusal } from './refusal.ts';
import type { Rhythm, StandingGift } from './standing.ts';

export type Amount = { readonly octets: Octets; readonly lapsingBefore: Instant | null };

/** Refuses, in this order: last_hours_too_few, and then as mostLapsing does. */
export async function amountNow(
  parts: StandingParts,
  { giver, receiver, rhythm }: Pick<StandingGift, 'giver' | 'receiver' | 'rhythm'>,
  wishes: object,
  way: Way,
): Promise<Result<Amount, GiftRefusal | StandingRefusal>> {
  if (rhythm.kind === 'monthly') return accept({ octets: rhythm.octets, lapsingBefore: null });
  const lapsing = await foreseeLapsing(parts, giver, way);
  const tooFew = whyTooLate(rhythm, lapsing);
  if (tooFew !== undefined) return refuse(tooFew);
  return mostLapsing(lapsing, way, rhythm.atMostOctets, (octets, lapsingBefore) =>
    parts.gifting.previewBetween({ ...wishes, giver, receiver, way, octets, lapsingBefore }),
  );
}

/** What is given in the last hours must still arrive in them. */
export function whyTooLate(
  rhythm: Rhythm,
  { policy }: Pick<Lapsing, 'policy'>,
): Extract<StandingRefusal, { code: 'last_hours_too_few' }> | undefined {
  if (rhythm.kind === 'monthly') return undefined;
  const window = policy.undoWindowSeconds * SECOND;
  return rhythm.lastHours * HOUR > window
    ? undefined
    : { code: 'last_hours_too_few', atLeastHours: Math.floor(window / HOUR) + 1 };
}
