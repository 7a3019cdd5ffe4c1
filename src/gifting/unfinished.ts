// The gifts that a job has yet to move on. A store that was restored has them without their jobs.

import type { Store } from '../db/public.ts';
import type { Instant } from '../kernel/public.ts';
import type { GiftState } from './gift.ts';
import type { GiftName } from './ports.ts';

const UNFINISHED: readonly GiftState[] = ['asked', 'held', 'in_transit', 'declining'];

/** Reads all gifts there are, so it is for the time before a store is opened to anybody. */
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
