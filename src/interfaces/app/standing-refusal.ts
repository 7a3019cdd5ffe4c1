// What only standing gifts, and giving what lapses, refuse, and its HTTP status.

import type { StandingRefusal } from '../../gifting/public.ts';

export const STANDING_STATUS = {
  standing_unknown: 404,
  standing_ended: 409,
  standing_circle: 422,
  standing_chain_too_long: 422,
  standing_gifts_reached: 422,
  standing_asked_before: 422,
  last_hours_too_few: 422,
  nothing_expiring: 422,
  target_unknown: 404,
} as const satisfies { readonly [code in StandingRefusal['code']]: number };
