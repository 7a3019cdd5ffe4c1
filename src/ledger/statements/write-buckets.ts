// Writes the balances of every bucket that a batch changed, in one statement. A bucket that was opened
// in the batch is inserted; of one that was there, only the balances can change. The accounts are locked,
// so the values are set, not added; the table's own checks refuse any that do not conserve.

import type { PoolClient } from 'pg';
import type { AccountId } from '../../kernel/public.ts';
import { PLACES, type Bucket } from '../account.ts';

const BALANCES = `$9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[],
         $14::bigint[], $15::bigint[]`;

const SQL = `
  insert into bucket as b
    (part, account_id, bucket_number, kind, scope, origin, valid_from, expires_at,
     granted, available, held, used, given, expired, withdrawn)
  select $1, u.account_id, u.bucket_number, u.kind, u.scope, u.origin,
         to_timestamp(u.valid_from / 1000), to_timestamp(u.expires_at / 1000),
         u.granted, u.available, u.held, u.used, u.given, u.expired, u.withdrawn
  from unnest($2::bigint[], $3::integer[], $4::text[], $5::text[], $6::text[],
              $7::float8[], $8::float8[], ${BALANCES})
    as u (account_id, bucket_number, kind, scope, origin, valid_from, expires_at,
          granted, available, held, used, given, expired, withdrawn)
  on conflict (part, account_id, bucket_number) do update
  set available = excluded.available, held = excluded.held, used = excluded.used,
      given = excluded.given, expired = excluded.expired, withdrawn = excluded.withdrawn
  where b.granted = excluded.granted`;

export async function writeBuckets(
  client: PoolClient,
  part: number,
  rows: readonly { accountId: AccountId; bucket: Bucket }[],
): Promise<number> {
  const { rowCount } = await client.query({
    name: 'ledger_write_buckets',
    text: SQL,
    values: [
      part,
      rows.map(({ accountId }) => accountId),
      rows.map(({ bucket }) => bucket.number),
      rows.map(({ bucket }) => bucket.kind),
      rows.map(({ bucket }) => bucket.scope),
      rows.map(({ bucket }) => bucket.origin),
      rows.map(({ bucket }) => bucket.validFrom),
      rows.map(({ bucket }) => bucket.expiresAt),
      ...PLACES.map((place) => rows.map(({ bucket }) => bucket[place])),
    ],
  });
  return rowCount ?? 0;
}
