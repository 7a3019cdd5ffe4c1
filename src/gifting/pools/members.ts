// Pools and who belongs to them, as they are kept: all that is true of a pool stands in the pool's part, so
// that its people take turns at one row; a line only has the way to its pools.

import type { Selectable } from 'kysely';
import type { PoolClient } from 'pg';
import { transact, type Database, type Store } from '../../db/public.ts';
import {
  partOf,
  type AccountId,
  type Instant,
  type Octets,
  type Result,
} from '../../kernel/public.ts';
import type { MemberChange, PoolMember, PoolMemberState, PoolRole } from './pool.ts';
import { readSharedAccount, sharedAccountOf, type SharedAccount } from './shared-account.ts';

export type Members = {
  /** The pool that this key opened before, or `id`, which is then the way there. */
  seatHolder(holder: AccountId, key: string, id: AccountId): Promise<AccountId>;
  open(pool: SharedAccount, holder: PoolMember): Promise<void>;
  pool(id: AccountId): Promise<SharedAccount | undefined>;
  poolsOf(account: AccountId): Promise<readonly AccountId[]>;
  seat(account: AccountId, pool: AccountId): Promise<void>;
  unseat(account: AccountId, pool: AccountId): Promise<void>;
  members(pool: AccountId): Promise<readonly PoolMember[]>;
  member(pool: AccountId, account: AccountId): Promise<PoolMember | undefined>;
  /** Alone with the pool: nobody else changes it or its members meanwhile. Undefined when there is none. */
  alone<Value, Refusal>(
    pool: AccountId,
    work: (within: Within) => Promise<Result<Value, Refusal>>,
  ): Promise<Result<Value, Refusal> | undefined>;
};

export type Within = {
  readonly client: PoolClient;
  readonly pool: SharedAccount;
  readonly members: readonly PoolMember[];
  readonly put: (member: PoolMember) => Promise<void>;
  readonly change: (
    account: AccountId,
    to: MemberChange & Partial<Pick<PoolMember, 'state' | 'joinedAt' | 'leftAt' | 'shareOctets'>>,
  ) => Promise<void>;
  readonly setState: (state: SharedAccount['state'], closingAt: Instant) => Promise<void>;
  /** True for whoever is the first to say so; a smaller percentage is remembered and told to nobody. */
  readonly alerted: (percent: number) => Promise<boolean>;
};

export function createMembers(store: Store): Members {
  const { kysely, parts } = store;
  const at = (account: AccountId) => ({ part: partOf(account, parts), account_id: account });
  return {
    async seatHolder(holder, key, id) {
      const seat = { ...at(holder), pool_account_id: id, key };
      const inserted = await kysely
        .insertInto('pool_seat')
        .values(seat)
        .onConflict((conflict) => conflict.columns(['part', 'account_id', 'key']).doNothing())
        .returning('pool_account_id')
        .executeTakeFirst();
      if (inserted !== undefined) return id;
      const known = await kysely
        .selectFrom('pool_seat')
        .select('pool_account_id')
        .where((is) => is.and({ ...at(holder), key }))
        .executeTakeFirstOrThrow();
      return known.pool_account_id;
    },
    async open(pool, holder) {
      await transact(store, async ({ kysely: within }) => {
        await within
          .insertInto('shared_account')
          .values({
            ...at(pool.id),
            kind: pool.kind,
            name: pool.name,
            plan_id: pool.planId,
            holder_account_id: pool.holder,
            state: pool.state,
            opened_at: new Date(pool.openedAt),
          })
          .onConflict((conflict) => conflict.columns(['part', 'account_id']).doNothing())
          .execute();
        await within
          .insertInto('pool_member')
          .values(rowOf(holder, parts))
          .onConflict((conflict) =>
            conflict.columns(['part', 'account_id', 'member_account_id']).doNothing(),
          )
          .execute();
      });
    },
    async pool(id) {
      const found = await readSharedAccount(store, id);
      return found?.kind === 'pool' ? found : undefined;
    },
    async poolsOf(account) {
      const rows = await kysely
        .selectFrom('pool_seat')
        .select('pool_account_id')
        .where((is) => is.and(at(account)))
        .limit(SEATS_READ)
        .execute();
      return rows.map((row) => row.pool_account_id);
    },
    async seat(account, pool) {
      await kysely
        .insertInto('pool_seat')
        .values({ ...at(account), pool_account_id: pool, key: null })
        .onConflict((conflict) =>
          conflict.columns(['part', 'account_id', 'pool_account_id']).doNothing(),
        )
        .execute();
    },
    async unseat(account, pool) {
      await kysely
        .deleteFrom('pool_seat')
        .where((is) => is.and({ ...at(account), pool_account_id: pool }))
        .execute();
    },
    members: (pool) => readMembers(kysely, parts, pool),
    async member(pool, account) {
      const row = await kysely
        .selectFrom('pool_member')
        .selectAll()
        .where((is) => is.and({ ...at(pool), member_account_id: account }))
        .executeTakeFirst();
      return row === undefined ? undefined : memberOf(row);
    },
    alone: (id, work) =>
      transact(store, async ({ client, kysely: within }) => {
        const row = await within
          .selectFrom('shared_account')
          .selectAll()
          .where((is) => is.and({ ...at(id), kind: 'pool' }))
          .forUpdate()
          .executeTakeFirst();
        if (row === undefined) return undefined;
        const pool = sharedAccountOf(row);
        return work({
          client,
          pool,
          members: await readMembers(within, parts, id),
          async put(member) {
            const { part, account_id, member_account_id, ...rest } = rowOf(member, parts);
            await within
              .insertInto('pool_member')
              .values({ part, account_id, member_account_id, ...rest })
              .onConflict((conflict) =>
                conflict.columns(['part', 'account_id', 'member_account_id']).doUpdateSet(rest),
              )
              .execute();
          },
          async change(account, to) {
            await within
              .updateTable('pool_member')
              .set(changesOf(to))
              .where((is) => is.and({ ...at(id), member_account_id: account }))
              .execute();
          },
          async setState(state, closingAt) {
            await within
              .updateTable('shared_account')
              .set({ state, closing_at: new Date(closingAt) })
              .where((is) => is.and(at(id)))
              .execute();
          },
          async alerted(percent) {
            if (row.alerted_percent === percent) return false;
            await within
              .updateTable('shared_account')
              .set({ alerted_percent: percent })
              .where((is) => is.and(at(id)))
              .execute();
            return percent > row.alerted_percent;
          },
        });
      }),
  };
}

const SEATS_READ = 50;

async function readMembers(
  kysely: Pick<Store['kysely'], 'selectFrom'>,
  parts: number,
  pool: AccountId,
): Promise<readonly PoolMember[]> {
  const rows = await kysely
    .selectFrom('pool_member')
    .selectAll()
    .where('part', '=', partOf(pool, parts))
    .where('account_id', '=', pool)
    .orderBy('invited_at')
    .orderBy('member_account_id')
    .execute();
  // The holder first, then by when they were invited.
  return rows
    .map(memberOf)
    .toSorted((left, right) => Number(right.role === 'holder') - Number(left.role === 'holder'));
}

const dateOrNull = (at: Instant | null): Date | null => (at === null ? null : new Date(at));

const rowOf = (member: PoolMember, parts: number) => ({
  part: partOf(member.pool, parts),
  account_id: member.pool,
  member_account_id: member.account,
  role: member.role,
  state: member.state,
  invited_at: new Date(member.invitedAt),
  invited_until: new Date(member.invitedUntil),
  joined_at: dateOrNull(member.joinedAt),
  left_at: dateOrNull(member.leftAt),
  cap_octets: member.capOctets,
  is_paused: member.isPaused,
  is_slowed: member.isSlowed,
  draws_by_itself: member.drawsByItself,
  share_octets: member.shareOctets,
});

const changesOf = (to: Parameters<Within['change']>[1]) => ({
  ...(to.state === undefined ? {} : { state: to.state }),
  ...(to.joinedAt === undefined ? {} : { joined_at: dateOrNull(to.joinedAt) }),
  ...(to.leftAt === undefined ? {} : { left_at: dateOrNull(to.leftAt) }),
  ...(to.shareOctets === undefined ? {} : { share_octets: to.shareOctets }),
  ...(to.capOctets === undefined ? {} : { cap_octets: to.capOctets }),
  ...(to.isPaused === undefined ? {} : { is_paused: to.isPaused }),
  ...(to.isSlowed === undefined ? {} : { is_slowed: to.isSlowed }),
  ...(to.drawsByItself === undefined ? {} : { draws_by_itself: to.drawsByItself }),
});

const memberOf = (row: Selectable<Database['pool_member']>): PoolMember => ({
  pool: row.account_id,
  account: row.member_account_id,
  role: row.role as PoolRole,
  state: row.state as PoolMemberState,
  invitedAt: row.invited_at,
  invitedUntil: row.invited_until,
  joinedAt: row.joined_at,
  leftAt: row.left_at,
  capOctets: row.cap_octets as Octets | null,
  isPaused: row.is_paused,
  isSlowed: row.is_slowed,
  drawsByItself: row.draws_by_itself,
  shareOctets: row.share_octets as Octets | null,
});
