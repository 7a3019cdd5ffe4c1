// Whether the giver knows the receiver's name. Tries are counted, by receiver and in all: a policy that asks
// for names must not become a way to find them out. Beyond the bound the answer says nothing of the name.

import { instantValue, transact } from '../../db/public.ts';
import { accept, DAY, partOf, refuse, type AccountId, type Result } from '../../kernel/public.ts';
import type { Line } from '../../subscribers/public.ts';
import type { GiftRefusal } from '../refusal.ts';
import { waiting } from '../rules/side.ts';
import { isSameName } from '../rules/together.ts';
import type { ProofsParts } from './parts.ts';
import type { ShowingRefusal } from './refusal.ts';

export const NAME_LIMITS = { triesAReceiver: 5, tries: 20 } as const;

type NameParts = Pick<ProofsParts, 'store' | 'clock'>;
type Locked = Extract<ShowingRefusal, { code: 'receiver_name_tries_reached' }>;

/** Refuses, in this order: receiver_name_tries_reached, receiver_name_differs. */
export async function checkName(
  parts: NameParts,
  giver: AccountId,
  receiver: Pick<Line, 'accountId' | 'name'>,
  typed: string,
): Promise<Result<undefined, GiftRefusal | Locked>> {
  // Counted before it is looked at, so that many at once are no more than there may be.
  const locked = await count(parts, giver, receiver.accountId, 1);
  if (locked !== undefined) return refuse(locked);
  if (!isSameName(typed, receiver.name))
    return refuse({ code: 'receiver_name_differs', rule: 'receiverNameMustMatch' });
  await count(parts, giver, receiver.accountId, -1);
  return accept(undefined);
}

/** Undefined while the giver may still try. */
export const whyNotTryName = (
  parts: NameParts,
  giver: AccountId,
  receiver: AccountId,
): Promise<Locked | undefined> => count(parts, giver, receiver, 0);

const count = (
  { store, clock }: NameParts,
  giver: AccountId,
  receiver: AccountId,
  by: 1 | 0 | -1,
): Promise<Locked | undefined> =>
  transact(store, async ({ kysely }) => {
    const now = clock.now();
    const mine = { part: partOf(giver, store.parts), account_id: giver };
    // Two who try at once would each find room for one more.
    await kysely
      .selectFrom('line')
      .select('account_id')
      .where((is) => is.and(mine))
      .forUpdate()
      .execute();
    await kysely
      .deleteFrom('receiver_name_try')
      .where((is) => is.and(mine))
      .where('since', '<=', instantValue(now - DAY))
      .execute();
    // At most as many rows as there may be tries.
    const rows = await kysely
      .selectFrom('receiver_name_try')
      .select(['receiver_account_id', 'since', 'tries'])
      .where((is) => is.and(mine))
      .execute();
    const here = rows.find((row) => row.receiver_account_id === receiver);
    const tries = here?.tries ?? 0;
    const all = rows.reduce((sum, row) => sum + row.tries, 0);
    if (by >= 0 && (tries >= NAME_LIMITS.triesAReceiver || all >= NAME_LIMITS.tries)) {
      const since = here !== undefined && tries >= NAME_LIMITS.triesAReceiver ? [here] : rows;
      const until = Math.min(...since.map((row) => row.since)) + DAY;
      return { code: 'receiver_name_tries_reached', ...waiting(until, now) };
    }
    if (by !== 0)
      await kysely
        .insertInto('receiver_name_try')
        .values({ ...mine, receiver_account_id: receiver, since: new Date(now), tries: 1 })
        .onConflict((conflict) =>
          conflict
            .columns(['part', 'account_id', 'receiver_account_id'])
            .doUpdateSet({ tries: Math.max(0, tries + by) }),
        )
        .execute();
    return undefined;
  });
