// Every refusal that the app API can answer with, and its HTTP status. The types leave no row out.

import type { GiftRefusal, StandingRefusal } from '../../gifting/public.ts';
import type { OctetsRefusal } from '../../kernel/public.ts';
import { WAYS_STATUS, type WaysRefusal } from './ways-refusal.ts';
import { PROOFS_STATUS, type ProofRefusal } from './proofs-refusal.ts';
import { SHARING_STATUS, type SharingRefusal } from './sharing-refusal.ts';
import { STANDING_STATUS } from './standing-refusal.ts';
import type { SignInRefusal } from '../../subscribers/public.ts';

/** What only this door refuses. */
export type DoorRefusal =
  | { readonly code: 'not_signed_in' }
  | { readonly code: 'not_found' }
  | { readonly code: 'request_malformed'; readonly where: string; readonly expected: string }
  | { readonly code: 'idempotency_key_missing' }
  | { readonly code: 'too_many_requests'; readonly retryAfterSeconds: number }
  | { readonly code: 'unavailable'; readonly retryAfterSeconds: number }
  | { readonly code: 'internal'; readonly requestId: string };

export type AppRefusal =
  | DoorRefusal
  | GiftRefusal
  | OctetsRefusal
  | ProofRefusal
  | SharingRefusal
  | SignInRefusal
  | StandingRefusal
  | WaysRefusal;
export type AppRefusalCode = AppRefusal['code'];

export const STATUS_OF: { readonly [Code in AppRefusalCode]: number } = {
  ...PROOFS_STATUS,
  ...SHARING_STATUS,
  ...STANDING_STATUS,
  ...WAYS_STATUS,
  not_signed_in: 401,
  code_wrong: 401,
  not_found: 404,
  gift_unknown: 404,
  request_malformed: 400,
  idempotency_key_missing: 400,
  octets_not_a_number: 422,
  octets_not_whole: 422,
  octets_too_large: 422,
  octets_negative: 422,
  msisdn_invalid: 422,
  giving_to_oneself: 422,
  receiver_not_found: 422,
  way_not_offered: 422,
  not_authorised: 403,
  line_cannot_give: 422,
  bill_unpaid: 422,
  line_too_new: 422,
  cooling_off: 422,
  too_young: 422,
  receiver_name_differs: 422,
  line_cannot_receive: 422,
  relation_needed: 422,
  lines_differ: 422,
  closed_now: 422,
  size_not_offered: 422,
  below_minimum: 422,
  above_maximum: 422,
  not_a_step: 422,
  choice_unknown: 422,
  too_soon: 422,
  receivers_reached: 422,
  balance_too_low: 422,
  floor_broken: 422,
  monthly_count_reached: 422,
  monthly_octets_reached: 422,
  daily_count_reached: 422,
  daily_octets_reached: 422,
  receiver_limit_reached: 422,
  guardian_must_confirm: 422,
  confirmation_needed: 422,
  key_reused: 409,
  undo_window_over: 409,
  gift_already_ended: 409,
  declining_not_offered: 409,
  gift_not_declinable: 409,
  too_many_attempts: 429,
  too_many_requests: 429,
  unavailable: 503,
  internal: 500,
};
