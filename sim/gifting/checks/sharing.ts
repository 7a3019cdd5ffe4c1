// What lines share: no tank is taken from below its reserve, and no member takes more than its cap.

import type { Queryable } from './books.ts';
import { SHOWN, type Span } from './expiries.ts';

/**
 * After each instant of this time at which somebody took, the tank still had its reserve. What lapses by itself
 * may leave less: that is nobody's taking. Reckoned back from what is there now.
 */
export async function checkReserves(store: Queryable, { from, now }: Span): Promise<string[]> {
  const { rows } = await store.query<{ name: string; octets: number; reserve: number }>(
    `with tank as (
       select s.part, s.account_id, s.name,
              (select (body #>> '{giving,floorOctets}')::bigint from gift_policy
               where policy_id = s.plan_id order by version desc limit 1) as reserve,
              (select coalesce(sum(available), 0) from bucket b
               where b.part = s.part and b.account_id = s.account_id) as octets
       from shared_account s where s.kind = 'tank'),
     moved as (
       select part, account_id, at, sum(available) as octets, bool_or(reason = 'gift_hold') as is_taken
       from posting join tank using (part, account_id)
       where at > $1 and at <= $2
       group by part, account_id, at),
     after as (
       select name, reserve, is_taken, tank.octets - coalesce(sum(moved.octets) over (
                partition by part, account_id order by at desc
                rows between unbounded preceding and 1 preceding), 0) as octets
       from moved join tank using (part, account_id))
     select name, octets::bigint as octets, reserve from after
     where is_taken and octets < reserve limit ${SHOWN}`,
    [new Date(from), new Date(now)],
  );
  return rows.map(
    ({ name, octets, reserve }) => `${name} was left with ${octets} octets below its ${reserve}`,
  );
}

/**
 * What a member drew in a cycle of the holder's, by hand and by itself, is within the holder's cap for it. The
 * run never sets a cap below what is drawn already. Its share, when it leaves, is no drawing.
 */
export async function checkCaps(store: Queryable): Promise<string[]> {
  const { rows } = await store.query<{ name: string; member: number; drawn: number; cap: number }>(
    `select s.name, g.receiver_account_id as member, g.drawn::bigint as drawn, m.cap_octets as cap
     from shared_account s
     join pool_member m using (part, account_id)
     cross join lateral (
       select receiver_account_id, period, sum(octets) as drawn from gift
       where gift.part = s.part and gift.account_id = s.account_id
         and receiver_account_id = m.member_account_id
         and split_part(key, ':', 2) in ('hand', 'auto')
         and state in ('held', 'in_transit', 'delivered', 'declining', 'declined')
         and (state <> 'declined' or returned_octets < octets)
       group by receiver_account_id, period) g
     where s.kind = 'pool' and g.drawn > m.cap_octets limit ${SHOWN}`,
  );
  return rows.map(
    ({ name, member, drawn, cap }) => `${member} drew ${drawn} of ${name}, and may draw ${cap}`,
  );
}

/** Nobody leaves a pool with more than it ever put in. */
export async function checkShares(store: Queryable): Promise<string[]> {
  const { rows } = await store.query<{ name: string; member: number; share: number; put: number }>(
    `select s.name, g.receiver_account_id as member, g.octets as share, put.octets::bigint as put
     from shared_account s
     join gift g on g.part = s.part and g.account_id = s.account_id and g.key like 'share:%'
     cross join lateral (
       select coalesce(sum(gift.octets), 0) as octets
       from gift_received r
       join gift on gift.part = r.giver_part and gift.account_id = r.giver_account_id
        and gift.gift_id = r.gift_id
       where r.part = s.part and r.account_id = s.account_id
         and gift.account_id = g.receiver_account_id) put
     where s.kind = 'pool' and g.octets > put.octets limit ${SHOWN}`,
  );
  return rows.map(
    ({ name, member, share, put }) => `${member} left ${name} with ${share}, having put in ${put}`,
  );
}
