// What only pools, tanks and packs refuse, and its HTTP status.

import type { PacksRefusal, PoolsRefusal, TanksRefusal } from '../../gifting/public.ts';

export type SharingRefusal = PoolsRefusal | TanksRefusal | PacksRefusal;

export const SHARING_STATUS = {
  pool_full: 422,
  pool_paused: 422,
  pool_cap_reached: 422,
  pool_slowed: 422,
  pool_unknown: 404,
  pool_name_unfit: 422,
  pool_closed: 409,
  pools_too_many: 422,
  member_unknown: 404,
  already_member: 409,
  invitation_unknown: 404,
  not_for_you: 403,
  holder_stays: 409,
  tank_unknown: 404,
  tank_closed: 409,
  tank_name_unfit: 422,
  tank_heir_unfit: 409,
  tank_low: 422,
  tank_limit_reached: 422,
  payment_declined: 422,
  pack_unknown: 404,
  order_unknown: 404,
  order_already_ended: 409,
} as const satisfies { readonly [code in SharingRefusal['code']]?: number };
