// What showing who one is, and a guardian's word, are refused for; and the HTTP status of each.

import type { ShowingRefusal } from '../../gifting/public.ts';

export type ProofRefusal =
  | ShowingRefusal
  /** The rules of giving ask this line for no PIN. */
  | { readonly code: 'gifting_pin_not_used' };

export const PROOFS_STATUS = {
  confirmation_code_wrong: 422,
  gifting_pin_not_used: 422,
  gifting_pin_not_set: 422,
  gifting_pin_locked: 409,
  gifting_pin_wrong: 422,
  gifting_pin_not_yours: 403,
  consent_unknown: 404,
  consent_over: 409,
  consent_not_given: 422,
  consents_full: 429,
  no_guardian: 422,
  not_needed: 409,
  receiver_name_tries_reached: 429,
} as const satisfies { readonly [code in ProofRefusal['code']]?: number };
