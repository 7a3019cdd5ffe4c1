// What people were promised: nobody hears of whom they have shut out, and a standing gift goes to nobody who did
// not agree to it.

import type { Queryable } from './books.ts';
import { SHOWN } from './expiries.ts';

/** By ways that reach somebody unasked, since they were shut out. */
export async function checkBlocks(store: Queryable): Promise<string[]> {
  const { rows } = await store.query<{ owner: number; other: number; what: string }>(
    `with blocked as (
       select account_id as owner, other_account_id as other, blocked_at from line_block
       where kind = 'blocked' and other_account_id is not null)
     select owner, other, concat('gave by the way ', way) as what
     from blocked join gift on account_id = other and receiver_account_id = owner
     where way in ('direct', 'standing') and asked_at > blocked_at
     union all
     select owner, other, 'offered a pack'
     from blocked join pack_order on account_id = other and receiver_account_id = owner
     where asked_at > blocked_at
     union all
     select owner, other, 'asked for some'
     from blocked join gift_request_asked on account_id = owner and asker_account_id = other
     where asked_at > blocked_at
     union all
     select owner, other, 'invited to a pool'
     from blocked
     join pool_member m on m.member_account_id = owner
     join shared_account s on s.part = m.part and s.account_id = m.account_id
      and s.holder_account_id = other
     where m.invited_at > blocked_at
     limit ${SHOWN}`,
  );
  return rows.map(({ owner, other, what }) => `${other} ${what}, and ${owner} had shut it out`);
}

export async function checkConsents(store: Queryable): Promise<string[]> {
  const { rows } = await store.query<{ id: string }>(
    `select gift_id as id
     from gift join standing_gift s on s.part = gift.part and s.account_id = gift.account_id
      and s.standing_id = split_part(gift.key, ' ', 2)::uuid
     where gift.way = 'standing' and s.receiver_kind = 'line'
       and (s.agreed_at is null or gift.asked_at < s.agreed_at)
     limit ${SHOWN}`,
  );
  return rows.map(({ id }) => `gift ${id} was standing before it was agreed to`);
}
