// Buckets as resources, read from the ledger's tables as they stand; only the ledger writes them.

import type { Store } from '../../db/public.ts';
import type { Clock, Instant } from '../../kernel/public.ts';
import type { Scope } from '../../ledger/public.ts';
import type { Directory } from '../../subscribers/public.ts';
import { bucketId, hrefOf } from './ids.ts';
import { LINE_FIELDS, lineFilter, type Filter } from './line-filter.ts';
import { LINE_COLUMNS, lineRefs, type LineColumns } from './line-refs.ts';
import type { Sought, Source } from './list.ts';
import { quantityOf } from './quantity.ts';

export type BucketRow = LineColumns & {
  readonly bucket_number: number;
  readonly kind: string;
  readonly scope: Scope;
  readonly available: number;
  readonly held: number;
  readonly valid_from: Instant;
  readonly expires_at: Instant;
};

export type BucketResource = ReturnType<typeof bucketResource>;

export type Buckets = Source<BucketResource> & {
  find(id: string): Promise<BucketResource | undefined>;
  /** As the ledger has it. */
  row(id: string): Promise<BucketRow | undefined>;
};

const FROM = 'from bucket b join line l on l.part = b.part and l.account_id = b.account_id';

const iso = (at: Instant): string => new Date(at).toISOString();

export function createBuckets(
  { pool, parts }: Pick<Store, 'pool' | 'parts'>,
  directory: Pick<Directory, 'lineBy'>,
  clock: Clock,
): Buckets {
  // A resource's own id is its bucket's; elsewhere a bucket is named by a field of that name.
  const filterOf = ({ id, ...sought }: Sought): Promise<Filter> =>
    lineFilter(id === undefined ? sought : { ...sought, bucket: id }, { directory, parts });
  const rowsOf = async (sought: Sought, { offset, limit }: { offset: number; limit: number }) => {
    const { where, values } = await filterOf(sought);
    const { rows } = await pool.query<BucketRow>(
      `select ${LINE_COLUMNS}, b.bucket_number, b.kind, b.scope, b.available, b.held, b.valid_from,
              b.expires_at
       ${FROM} where ${where} order by b.part, b.account_id, b.bucket_number
       limit ${limit} offset ${offset}`,
      [...values],
    );
    return rows;
  };
  const row = async (id: string) => (await rowsOf({ id }, { offset: 0, limit: 1 }))[0];
  return {
    sought: ['id', ...LINE_FIELDS],
    async count(sought) {
      const { where, values } = await filterOf(sought);
      const { rows } = await pool.query<{ count: number }>(
        `select count(*) as count ${FROM} where ${where}`,
        [...values],
      );
      return rows[0]?.count ?? 0;
    },
    read: async (sought, page) =>
      (await rowsOf(sought, page)).map((each) => bucketResource(each, clock.now())),
    row,
    async find(id) {
      const found = await row(id);
      return found === undefined ? undefined : bucketResource(found, clock.now());
    },
  };
}

function bucketResource(row: BucketRow, now: Instant) {
  const id = bucketId({ accountId: row.account_id, number: row.bucket_number });
  const isOver = row.expires_at <= now;
  return {
    id,
    href: hrefOf('bucket', id),
    name: `${row.kind} (${row.scope})`,
    isShared: false,
    requestedDate: iso(row.valid_from),
    confirmationDate: iso(row.valid_from),
    ...lineRefs(row),
    // What has lapsed is not there, though its posting may come later.
    remainingValue: quantityOf(isOver ? 0 : row.available),
    reservedValue: quantityOf(row.held),
    status: isOver ? 'expired' : row.line_status === 'active' ? 'active' : 'suspended',
    usageType: 'data',
    validFor: { startDateTime: iso(row.valid_from), endDateTime: iso(row.expires_at) },
    '@type': 'Bucket',
  } as const;
}
