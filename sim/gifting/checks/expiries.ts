// How long given octets last, looked at gift by gift in the postings, and back to where they began.

import type { Instant } from '../../../src/kernel/public.ts';
import { GIVABLE_FROM, type Queryable } from './books.ts';

export type Span = { readonly from: Instant; readonly now: Instant };

/** What is shown of what is broken. */
export const SHOWN = 20;

/**
 * Of each gift that arrived in this time: whatever instant one takes, no more octets of it last beyond that
 * instant than lasted so at the giver.
 */
export async function checkExpiries(store: Queryable, { from, now }: Span): Promise<string[]> {
  const { rows } = await store.query<{ reference: string; given: number; arrived: number }>(
    `with moved as (
       select p.reference, b.expires_at,
              sum(p.given) filter (where p.reason = 'gift_settle') as given,
              sum(p.granted) filter (where p.reason = 'gift_receive') as arrived
       from posting p join bucket b using (part, account_id, bucket_number)
       where p.at > $1 and p.at <= $2 and p.reason in ('gift_settle', 'gift_receive')
       group by 1, 2),
     lasting as (
       select reference, expires_at,
              sum(coalesce(given, 0)) over longer as given,
              sum(coalesce(arrived, 0)) over longer as arrived
       from moved
       window longer as (partition by reference order by expires_at desc))
     select reference, given::bigint as given, arrived::bigint as arrived from lasting
     where arrived > given limit ${SHOWN}`,
    [new Date(from), new Date(now)],
  );
  return rows.map(
    ({ reference, given, arrived }) =>
      `gift ${reference}: ${arrived} octets last longer than the ${given} that were given so`,
  );
}

/**
 * Walks each bucket that arrived in this time back, gift by gift, through tanks and pools, to the bucket that
 * somebody was first granted. It must be there, may not last longer than that, must be of a kind that could
 * leave that account, and what the product wrote of where it began must be so.
 */
export async function checkOrigins(store: Queryable, { from, now }: Span): Promise<string[]> {
  const { rows } = await store.query<{ bucket: string; what: string }>(
    `with recursive arrived as (
       select b.part, b.account_id, b.bucket_number, b.expires_at as lasts_until,
              r.giver_part, r.giver_account_id, r.gift_id
       from bucket b
       join gift_received r on r.part = b.part and r.account_id = b.account_id
        and r.gift_id = substr(b.origin, 6)::uuid
       where b.kind = 'gift' and b.valid_from > $1 and b.valid_from <= $2 and b.granted > b.withdrawn),
     walked as (
       select a.part, a.account_id, a.bucket_number, a.lasts_until, 1 as gifts,
              source -> 'lineage' as said, f.part as of_part, f.account_id as of_account,
              f.bucket_number as of_bucket, f.kind, f.origin, f.expires_at
       from arrived a
       join gift g on g.part = a.giver_part and g.account_id = a.giver_account_id
        and g.gift_id = a.gift_id
       cross join lateral jsonb_array_elements(g.sources) as source
       join bucket f on f.part = g.part and f.account_id = g.account_id
        and f.bucket_number = (source ->> 'bucketNumber')::integer
       where (source ->> 'receivedAs')::integer = a.bucket_number
       union all
       select w.part, w.account_id, w.bucket_number, w.lasts_until, w.gifts + 1, w.said,
              f.part, f.account_id, f.bucket_number, f.kind, f.origin, f.expires_at
       from walked w
       join gift_received r on r.part = w.of_part and r.account_id = w.of_account
        and r.gift_id = substr(w.origin, 6)::uuid
       join gift g on g.part = r.giver_part and g.account_id = r.giver_account_id
        and g.gift_id = r.gift_id
       cross join lateral jsonb_array_elements(g.sources) as source
       join bucket f on f.part = g.part and f.account_id = g.account_id
        and f.bucket_number = (source ->> 'bucketNumber')::integer
       where w.kind = 'gift' and w.gifts < 20
         and (source ->> 'receivedAs')::integer = w.of_bucket),
     began as (
       select walked.*, shared.kind as shared_kind, ${GIVABLE_FROM} as givable
       from walked
       left join shared_account shared on shared.part = of_part and shared.account_id = of_account
       where walked.kind <> 'gift')
     select concat(a.account_id, '/', a.bucket_number) as bucket,
            case when b.account_id is null then 'nobody knows where its octets began'
                 when b.lasts_until > b.expires_at
                   then concat('lasts longer than ', b.origin, ', where its octets began')
                 when not b.kind = any(b.givable)
                   then concat('its octets began as ', b.kind, ', which may not be given')
                 else 'is said to have begun elsewhere' end as what
     from arrived a left join began b using (part, account_id, bucket_number)
     where b.account_id is null or b.lasts_until > b.expires_at or not b.kind = any(b.givable)
        or (b.said ->> 'firstGiver')::bigint is distinct from b.of_account
        or b.said ->> 'firstOrigin' is distinct from b.origin
        or (b.said ->> 'generation')::integer is distinct from b.gifts
     limit ${SHOWN}`,
    [new Date(from), new Date(now)],
  );
  return rows.map(({ bucket, what }) => `bucket ${bucket}: ${what}`);
}
