// What of pools, tanks and packs a job has yet to finish. A store that was restored has it without its jobs.

import type { Store } from '../../db/public.ts';
import type { AccountId, Instant } from '../../kernel/public.ts';
import type { OrderName } from '../packs/packs.ts';
import type { PoolTask } from './ports.ts';

/** Reads all there are, so it is for the time before a store is opened to anybody. */
export async function unfinishedSharing({ kysely }: Pick<Store, 'kysely'>): Promise<{
  readonly tasks: readonly PoolTask[];
  /** Tanks that are closing. */
  readonly tanks: readonly AccountId[];
  readonly orders: readonly { readonly order: OrderName; readonly dueAt: Instant }[];
}> {
  const [leaving, closing, orders] = await Promise.all([
    kysely
      .selectFrom('pool_member')
      .select(['account_id', 'member_account_id'])
      .where('state', '=', 'leaving')
      .execute(),
    kysely
      .selectFrom('shared_account')
      .select(['account_id', 'kind'])
      .where('state', '=', 'closing')
      .execute(),
    kysely
      .selectFrom('pack_order')
      .select(['account_id', 'order_id', 'state', 'offered_until'])
      .where('state', 'in', ['asked', 'offered', 'delivering', 'refunding'])
      .execute(),
  ]);
  return {
    tasks: [
      ...leaving.map((row): PoolTask => ({
        task: 'leave',
        pool: row.account_id,
        account: row.member_account_id,
      })),
      ...closing
        .filter(({ kind }) => kind === 'pool')
        .map((row): PoolTask => ({ task: 'close', pool: row.account_id })),
    ],
    tanks: closing.filter(({ kind }) => kind === 'tank').map((row) => row.account_id),
    orders: orders.map((row) => ({
      order: { buyer: row.account_id, orderId: row.order_id },
      dueAt: row.state === 'offered' ? (row.offered_until ?? 0) : 0,
    })),
  };
}
