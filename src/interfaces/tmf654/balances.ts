// What a line has in all: the sum of its buckets that can be used now.

import type { Store } from '../../db/public.ts';
import type { Clock } from '../../kernel/public.ts';
import type { Directory } from '../../subscribers/public.ts';
import { bucketId, hrefOf } from './ids.ts';
import { LINE_FIELDS, lineFilter, type Filter } from './line-filter.ts';
import { LINE_COLUMNS, lineRefs, logicalResourceRef, type LineColumns } from './line-refs.ts';
import type { Sought, Source } from './list.ts';
import { quantityOf } from './quantity.ts';

type Row = LineColumns & { readonly available: number; readonly numbers: readonly number[] };

export type BalanceResource = ReturnType<typeof balanceResource>;

export function createBalances(
  { pool, parts }: Pick<Store, 'pool' | 'parts'>,
  directory: Pick<Directory, 'lineBy'>,
  clock: Clock,
): Source<BalanceResource> & { find(id: string): Promise<BalanceResource | undefined> } {
  const filterOf = ({ id, ...sought }: Sought): Promise<Filter> =>
    lineFilter(id === undefined ? sought : { ...sought, account: id }, { directory, parts });
  const read = async (sought: Sought, { offset, limit }: { offset: number; limit: number }) => {
    const { where, values } = await filterOf(sought);
    const { rows } = await pool.query<Row>(
      `select ${LINE_COLUMNS}, h.available, h.numbers
       from line l
       cross join lateral (
         select coalesce(sum(available) filter (where valid_from <= now), 0)::bigint as available,
                coalesce(array_agg(bucket_number order by bucket_number), '{}') as numbers
         from bucket b, (select $${values.length + 1}::timestamptz as now) n
         where b.part = l.part and b.account_id = l.account_id
           and (available > 0 or held > 0) and expires_at > now
       ) h
       where ${where} order by l.part, l.account_id limit ${limit} offset ${offset}`,
      [...values, new Date(clock.now())],
    );
    return rows.map(balanceResource);
  };
  return {
    sought: ['id', ...LINE_FIELDS],
    async count(sought) {
      const { where, values } = await filterOf(sought);
      const { rows } = await pool.query<{ count: number }>(
        `select count(*) as count from line l where ${where}`,
        [...values],
      );
      return rows[0]?.count ?? 0;
    },
    read,
    find: async (id) => (await read({ id }, { offset: 0, limit: 1 }))[0],
  };
}

function balanceResource(row: Row) {
  const id = String(row.account_id);
  return {
    id,
    href: hrefOf('accumulatedBalance', id),
    name: 'Data',
    description: 'What the line can use now',
    ...lineRefs(row),
    // One line, and so one logical resource, where an action may have several.
    logicalResource: logicalResourceRef(row.msisdn),
    bucket: row.numbers.map((number) => {
      const bucket = bucketId({ accountId: row.account_id, number });
      return { id: bucket, href: hrefOf('bucket', bucket), '@referredType': 'Bucket' };
    }),
    totalBalance: quantityOf(row.available),
    '@type': 'AccumulatedBalance',
  } as const;
}
