// The cheap sums of a day's end: nothing is lost, nothing is there twice, and nothing that may not be given was.

import type { Pool } from 'pg';

/** The store, or one transaction of it. */
export type Queryable = Pick<Pool, 'query'>;

/** What may leave which account: of a line what its policy says, of a pool and a tank what was put in. */
export const GIVABLE_FROM = `
  case shared.kind when 'pool' then array['gift'] when 'tank' then array['gift', 'goodwill']
       else array['plan', 'pack'] end`;

type Sums = {
  readonly issued: number;
  readonly unbalanced: number;
  readonly givenAway: number;
  readonly arrived: number;
  readonly notGivable: number;
};

export async function checkBooks(store: Queryable, issuedOctets: bigint): Promise<string[]> {
  const { rows } = await store.query<{ [name in keyof Sums]: string }>(
    `select (sum(granted) filter (where bucket.kind <> 'gift'))::text as issued,
            (count(*) filter (where granted <> available + held + used + given + expired + withdrawn
                                 or least(available, held, used, given, expired, withdrawn) < 0
            ))::text as unbalanced,
            sum(given)::text as "givenAway",
            (sum(granted - withdrawn) filter (where bucket.kind = 'gift'))::text as arrived,
            (count(*) filter (where given > 0 and not bucket.kind = any(${GIVABLE_FROM})
            ))::text as "notGivable"
     from bucket left join shared_account shared using (part, account_id)`,
  );
  const [sums] = rows;
  const broken: string[] = [];
  if (sums === undefined) return ['there are no sums'];
  const count = (name: keyof Sums): bigint => BigInt(sums[name] ?? '0');
  if (count('issued') !== issuedOctets)
    broken.push(`${count('issued')} octets stand as issued, and ${issuedOctets} were`);
  if (count('unbalanced') > 0n) broken.push(`${count('unbalanced')} buckets do not add up`);
  if (count('arrived') !== count('givenAway'))
    broken.push(`${count('givenAway')} octets left givers, and ${count('arrived')} arrived`);
  if (count('notGivable') > 0n)
    broken.push(`${count('notGivable')} buckets that may not be given from were`);
  return broken;
}
