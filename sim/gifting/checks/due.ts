// Nothing is overdue: whatever the product was to do by now it has done.

import { DAY, HOUR, type Instant } from '../../../src/kernel/public.ts';
import type { Queryable } from './books.ts';

/** A pool that is closing is looked at every six hours until eight days are over. */
const POOL_CLOSES_WITHIN = 8 * DAY + 7 * HOUR;
/** Standing gifts are looked at at the beginning of each hour of a run. */
const STANDING_WITHIN = HOUR;

export async function checkDue(store: Queryable, now: Instant): Promise<string[]> {
  const { rows } = await store.query<{ what: string; count: number }>(
    `select 'gifts are due and not moved on' as what, count(*)::integer as count from gift
       where state in ('asked', 'held', 'in_transit', 'declining') and undo_until <= $1
     union all select 'links are over and keep octets', count(*)::integer from gift_link
       where state <> 'ended' and expires_at <= $1
     union all select 'requests wait to be brought to anybody', count(*)::integer from gift_request
       where state = 'made'
     union all select 'requests are over and still open', count(*)::integer from gift_request
       where state = 'open' and expires_at <= $1
     union all select 'standing gifts are due', count(*)::integer from standing_gift
       where next_at <= $2
     union all select 'members are leaving and have not left', count(*)::integer from pool_member
       where state = 'leaving'
     union all select 'pools are long closing', count(*)::integer from shared_account
       where state = 'closing' and closing_at <= $3
     union all select 'packs are paid, and neither delivered nor paid back', count(*)::integer from pack_order
       where state in ('asked', 'delivering', 'refunding')
          or (state = 'offered' and offered_until <= $1)`,
    [new Date(now), new Date(now - STANDING_WITHIN), new Date(now - POOL_CLOSES_WITHIN)],
  );
  return rows.filter(({ count }) => count > 0).map(({ what, count }) => `${count} ${what}`);
}
