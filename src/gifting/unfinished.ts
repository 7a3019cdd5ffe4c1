// The gifts that are on their way: those that were cut off, which the sweep moves on, and all of them in a store
// that was restored, which has them without their jobs.

import { instantValue, type Store } from '../db/public.ts';
import type { Instant } from '../kernel/public.ts';
import type { GiftState } from './gift.ts';
import type { GiftName } from './ports.ts';

/** As the index `gift_unfinished` has it. */
const UNFINISHED: readonly GiftState[] = ['asked', 'held', 'in_transit', 'declining'];
const SWEPT_AT_ONCE = 200;

/** Those whose window ended before, the longest due first, and not so many that the sweep keeps others waiting. */
export async function overdueGifts(
  { kysely }: Pick<Store, 'kysely'>,
  before: Instant,
): Promise<readonly GiftName[]> {
  const rows = await kysely
    .selectFrom('gift')
    .select(['account_id', 'gift_id'])
    .where('state', 'in', UNFINISHED)
    .where('undo_until', '<', instantValue(before))
    .orderBy('undo_until')
    .limit(SWEPT_AT_ONCE)
    .execute();
  return rows.map((row) => ({ giver: row.account_id, giftId: row.gift_id }));
}

export async function unfinishedGifts(
  store: Pick<Store, 'kysely'>,
): Promise<readonly { readonly gift: GiftName; readonly dueAt: Instant }[]> {
  const rows = await store.kysely
    .selectFrom('gift')
    .select(['account_id', 'gift_id', 'undo_until'])
    .where('state', 'in', UNFINISHED)
    .execute();
  return rows.map((row) => ({
    gift: { giver: row.account_id, giftId: row.gift_id },
    dueAt: row.undo_until,
  }));
}
