// Whom a line does not want to hear of. Who is muted asks without a sound; who is blocked cannot ask, and
// finds the line no more than one that is not there. Neither is ever told.

import { sql, type Kysely } from 'kysely';
import { createGather, lanesOf, transact, type Database, type Store } from '../../db/public.ts';
import {
  accept,
  newId,
  partOf,
  refuse,
  type AccountId,
  type Clock,
  type Instant,
  type Result,
} from '../../kernel/public.ts';
import type { Directory, Line } from '../../subscribers/public.ts';

export type BlockKind = 'muted' | 'blocked';

export type Block = {
  readonly id: string;
  readonly kind: BlockKind;
  readonly msisdn: string;
  /** The owner typed the number. Where it came with a request or a gift, it is shown masked only. */
  readonly isTyped: boolean;
  readonly blockedAt: Instant;
};

export type BlockRefusal = { readonly code: 'blocks_full'; readonly limit: number };

export const BLOCKS_AT_MOST = 500;

export type Blocks = {
  /** Twice is as once; the later kind stands. Refuses, in this order: blocks_full. */
  block(
    owner: AccountId,
    who: { readonly msisdn: string; readonly isTyped: boolean },
    kind: BlockKind,
  ): Promise<Result<Block, BlockRefusal>>;
  unblock(owner: AccountId, blockId: string): Promise<void>;
  /** The newest first. */
  list(owner: AccountId): Promise<readonly Block[]>;
};

export function createBlocks(store: Store, directory: Directory, clock: Clock): Blocks {
  const { kysely, parts } = store;
  const of = (owner: AccountId) => ({ part: partOf(owner, parts), account_id: owner });
  return {
    async block(owner, { msisdn, isTyped }, kind) {
      const now = clock.now();
      const other = await directory.lineBy('msisdn', msisdn);
      return transact(store, async ({ kysely: within }) => {
        // Whoever blocks twice at once would stand there twice.
        await within
          .selectFrom('line')
          .select('account_id')
          .where((is) => is.and(of(owner)))
          .forUpdate()
          .execute();
        const known = await within
          .selectFrom('line_block')
          .selectAll()
          .where((is) => is.and(of(owner)))
          .limit(BLOCKS_AT_MOST)
          .execute();
        const same = known.find(
          (row) => row.msisdn === msisdn && row.other_account_id === (other?.accountId ?? null),
        );
        if (same === undefined && known.length >= BLOCKS_AT_MOST)
          return refuse({ code: 'blocks_full', limit: BLOCKS_AT_MOST } as const);
        const block: Block = {
          id: same?.block_id ?? newId(now),
          kind,
          msisdn,
          isTyped: isTyped || same?.is_typed === true,
          blockedAt: now,
        };
        await within
          .insertInto('line_block')
          .values({
            ...of(owner),
            block_id: block.id,
            other_account_id: other?.accountId ?? null,
            msisdn,
            is_typed: block.isTyped,
            kind,
            blocked_at: new Date(now),
          })
          .onConflict((conflict) =>
            conflict
              .columns(['part', 'account_id', 'block_id'])
              .doUpdateSet({ kind, is_typed: block.isTyped, blocked_at: new Date(now) }),
          )
          .execute();
        return accept(block);
      });
    },
    async unblock(owner, blockId) {
      await kysely
        .deleteFrom('line_block')
        .where((is) => is.and({ ...of(owner), block_id: blockId }))
        .execute();
    },
    async list(owner) {
      const rows = await kysely
        .selectFrom('line_block')
        .selectAll()
        .where((is) => is.and(of(owner)))
        .orderBy('blocked_at', 'desc')
        .limit(BLOCKS_AT_MOST)
        .execute();
      return rows.map((row) => ({
        id: row.block_id,
        kind: row.kind as BlockKind,
        msisdn: row.msisdn,
        isTyped: row.is_typed,
        blockedAt: row.blocked_at,
      }));
    },
  };
}

type Place = { readonly kysely: Kysely<Database>; readonly parts: number };

/** Whether and how `owner` has shut out a line. A number that changed hands since is not its new owner's. */
export async function blockOf(
  { kysely, parts }: Place,
  owner: AccountId,
  other: Pick<Line, 'accountId' | 'msisdn'>,
): Promise<BlockKind | undefined> {
  const row = await kysely
    .selectFrom('line_block')
    .select('kind')
    .where((is) => is.and({ part: partOf(owner, parts), account_id: owner }))
    .where((is) =>
      is.or([
        is('other_account_id', '=', other.accountId),
        is.and([is('other_account_id', 'is', null), is('msisdn', '=', other.msisdn)]),
      ]),
    )
    .orderBy(sql`kind = 'blocked'`, 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? undefined : (row.kind as BlockKind);
}

export const isBlockedBy = async (
  store: Place,
  owner: AccountId,
  other: Pick<Line, 'accountId' | 'msisdn'>,
): Promise<boolean> => (await blockOf(store, owner, other)) === 'blocked';

/**
 * Whom `owner` has blocked, as a question about a line: for who must ask while that line is still being
 * read, so that a gift waits for one round trip less. Most have blocked nobody.
 */
export function createBlockReader({
  pool,
  parts,
}: Pick<Store, 'pool' | 'parts'>): (
  owner: AccountId,
) => Promise<(other: Pick<Line, 'accountId' | 'msisdn'>) => boolean> {
  const read = createGather<AccountId, readonly BlockRow[]>({
    lanes: lanesOf({ parts }),
    async run(owners) {
      const { rows } = await pool.query<BlockRow>({
        name: 'gifting_blocks',
        text: `select b.account_id, b.other_account_id, b.msisdn
               from unnest($1::smallint[], $2::bigint[]) as u (part, account_id)
               join line_block b on b.part = u.part and b.account_id = u.account_id
                                and b.kind = 'blocked'`,
        values: [owners.map((owner) => partOf(owner, parts)), owners],
      });
      const byOwner = Map.groupBy(rows, (row) => row.account_id);
      return owners.map((owner) => byOwner.get(owner) ?? []);
    },
  });
  return async (owner) => {
    const rows = await read(partOf(owner, parts), owner);
    return (other) =>
      rows.some((row) =>
        row.other_account_id === null
          ? row.msisdn === other.msisdn
          : row.other_account_id === other.accountId,
      );
  };
}

type BlockRow = {
  readonly account_id: AccountId;
  readonly other_account_id: AccountId | null;
  readonly msisdn: string;
};
