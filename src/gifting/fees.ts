// What billing is to collect for gifts. A fee is written down with the gift's arrival, in one transaction,
// and once; the carrier's billing reads it from the table `gift_fee`.

import type { PoolClient } from 'pg';
import type { Store } from '../db/public.ts';
import { partOf } from '../kernel/public.ts';
import type { GiftFee } from './ports.ts';

export async function recordFee(
  { parts }: Pick<Store, 'parts'>,
  client: PoolClient,
  { giver, giftId, cents, dueAt }: GiftFee,
): Promise<void> {
  await client.query(
    `insert into gift_fee (part, account_id, gift_id, cents, due_at)
     values ($1, $2, $3, $4, $5)
     on conflict (part, account_id, gift_id) do nothing`,
    [partOf(giver, parts), giver, giftId, cents, new Date(dueAt)],
  );
}
