// What must hold whatever people do, looked at from the store alone: not by the code that moved the octets,
// nor by what gifting says of its gifts.

import type { Pool } from 'pg';
import type { Instant } from '../../src/kernel/public.ts';

/** The default policy lets only these be given. */
const GIVABLE = ['plan', 'pack'];

type Sums = {
  readonly issued: number;
  readonly unbalanced: number;
  readonly givenAway: number;
  readonly arrived: number;
  readonly notGivable: number;
  readonly stuck: number;
  readonly openLinks: number;
};

/**
 * The cheap sums of a day's end. `issued` is what the run itself had issued so far, `inTransit` whether any
 * gift may be on its way. Answers with what does not hold.
 */
export async function checkDay(
  pool: Pool,
  expected: { readonly issuedOctets: bigint; readonly now: Instant },
): Promise<string[]> {
  const { rows } = await pool.query<{ [name in keyof Sums]: string }>(
    `select (sum(granted) filter (where kind <> 'gift'))::text as issued,
            (count(*) filter (where granted <> available + held + used + given + expired + withdrawn
                                 or least(available, held, used, given, expired, withdrawn) < 0
            ))::text as unbalanced,
            sum(given)::text as "givenAway",
            (sum(granted - withdrawn) filter (where kind = 'gift'))::text as arrived,
            (count(*) filter (where given > 0 and not kind = any($1::text[])))::text as "notGivable",
            (select count(*) from gift
             where state in ('asked', 'held', 'in_transit', 'declining') and undo_until <= $2
            )::text as stuck,
            (select count(*) from gift_link where state <> 'ended' and expires_at <= $2
            )::text as "openLinks"
     from bucket`,
    [GIVABLE, new Date(expected.now)],
  );
  const [sums] = rows;
  const broken: string[] = [];
  if (sums === undefined) return ['there are no sums'];
  const count = (name: keyof Sums): bigint => BigInt(sums[name] ?? '0');
  if (count('issued') !== expected.issuedOctets)
    broken.push(`${count('issued')} octets stand as issued, and ${expected.issuedOctets} were`);
  if (count('unbalanced') > 0n) broken.push(`${count('unbalanced')} buckets do not add up`);
  if (count('arrived') !== count('givenAway'))
    broken.push(`${count('givenAway')} octets left givers, and ${count('arrived')} arrived`);
  if (count('notGivable') > 0n)
    broken.push(`${count('notGivable')} buckets that may not be given from were`);
  if (count('stuck') > 0n) broken.push(`${count('stuck')} gifts are due and not moved on`);
  if (count('openLinks') > 0n) broken.push(`${count('openLinks')} links are over and keep octets`);
  return broken;
}

/**
 * Of each gift that arrived in this time: whatever instant one takes, no more octets of it last beyond that
 * instant than lasted so at the giver.
 */
export async function checkExpiries(pool: Pool, from: Instant, to: Instant): Promise<string[]> {
  const { rows } = await pool.query<{ reference: string; given: number; arrived: number }>(
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
     where arrived > given limit 20`,
    [new Date(from), new Date(to)],
  );
  return rows.map(
    ({ reference, given, arrived }) =>
      `gift ${reference}: ${arrived} octets last longer than the ${given} that were given so`,
  );
}
