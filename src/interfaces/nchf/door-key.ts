// The secret that charging references are made with: one for a store, whichever process asks first.

import { randomBytes } from 'node:crypto';
import type { Store } from '../../db/public.ts';
import { invariant, type Clock } from '../../kernel/public.ts';

const NAME = 'nchf_reference';
const OCTETS = 32;

export async function referenceKey(
  { kysely }: Pick<Store, 'kysely'>,
  clock: Clock,
): Promise<Buffer> {
  await kysely
    .insertInto('door_key')
    .values({ name: NAME, secret: randomBytes(OCTETS), made_at: new Date(clock.now()) })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute();
  const row = await kysely
    .selectFrom('door_key')
    .select('secret')
    .where('name', '=', NAME)
    .executeTakeFirst();
  invariant(row !== undefined, 'a key that was written is there');
  return row.secret;
}
