// Actions on balances as they are kept: each is written before anything moves, so that what was cut off
// half way is found and finished.

import type { PoolClient } from 'pg';
import { transact, transactAlone, type Store } from '../../db/public.ts';
import { partOf, partOfId, type AccountId, type Clock, type Instant } from '../../kernel/public.ts';
import type { Directory } from '../../subscribers/public.ts';
import type { ActionRow, Kind, Outcome } from './action.ts';
import { isUuid } from './ids.ts';
import { LINE_FIELDS, lineFilter, type Filter } from './line-filter.ts';
import { LINE_COLUMNS } from './line-refs.ts';
import type { Sought } from './list.ts';
import type { ActionRequest } from './schemas.ts';

export type NewAction = {
  readonly id: string;
  readonly clientId: string;
  readonly kind: Kind;
  readonly accountId: AccountId;
  readonly digest: string;
  readonly request: ActionRequest;
};

export type Ended = {
  readonly state: 'completed' | 'failed' | 'cancelled';
  readonly outcome?: Outcome;
  readonly refusal?: { readonly code: string };
};

/** Done in the transaction that ends an action, with the action as it is then. */
export type Also = (client: PoolClient, row: ActionRow) => Promise<void>;

export type Actions = {
  find(id: string): Promise<ActionRow | undefined>;
  /** The same within a transaction, where what it has changed itself is seen. */
  findWithin(client: Pick<PoolClient, 'query'>, id: string): Promise<ActionRow | undefined>;
  /** Keeps it, or finds the one that has its id. */
  insert(action: NewAction): Promise<ActionRow>;
  /** Ends one that is in `from`; undefined when it is not any more. */
  end(id: string, from: string, ended: Ended, also: Also): Promise<ActionRow | undefined>;
  forget(id: string): Promise<void>;
  count(kinds: readonly Kind[], sought: Sought, withDeleted: boolean): Promise<number>;
  read(
    kinds: readonly Kind[],
    sought: Sought,
    withDeleted: boolean,
    page: { offset: number; limit: number },
  ): Promise<readonly ActionRow[]>;
  /** Those begun in this time and not ended. */
  unfinished(from: Instant, until: Instant): Promise<readonly ActionRow[]>;
};

export const ACTION_FIELDS = ['id', ...LINE_FIELDS];

const SELECT = `
  select a.action_id, a.client_id, a.kind, a.account_part, a.digest, a.request, a.state, a.outcome,
         a.refusal, a.requested_at, a.confirmed_at, a.deleted_at, ${LINE_COLUMNS},
         g.state as gift_state, g.ended_at as gift_ended_at, g.delivered_at as gift_delivered_at`;
const FROM = `
  from balance_action a
  join line l on l.part = a.account_part and l.account_id = a.account_id
  left join gift g on g.part = a.account_part and g.account_id = a.account_id
    and g.gift_id = (a.outcome ->> 'giftId')::uuid`;

const UNFINISHED_AT_ONCE = 100;

export function createActions(
  store: Pick<Store, 'pool' | 'parts'>,
  directory: Pick<Directory, 'lineBy'>,
  clock: Clock,
): Actions {
  const { pool, parts } = store;
  const placeOf = (id: string) => [partOfId(id, parts), id] as const;
  const findWithin: Actions['findWithin'] = async (client, id) => {
    if (!isUuid(id)) return undefined;
    const { rows } = await client.query<ActionRow>(
      `${SELECT} ${FROM} where a.part = $1 and a.action_id = $2`,
      [...placeOf(id)],
    );
    return rows[0];
  };
  const mustFind = async (client: Pick<PoolClient, 'query'>, id: string): Promise<ActionRow> => {
    const row = await findWithin(client, id);
    if (row === undefined) throw new Error('an action that was kept is found');
    return row;
  };
  const filterOf = async (
    kinds: readonly Kind[],
    sought: Sought,
    withDeleted: boolean,
  ): Promise<Filter> => {
    const { id, ...others } = sought;
    const { where, values } = await lineFilter(others, { directory, parts });
    const conditions = [where, `a.kind = any($${values.length + 1})`];
    const all: unknown[] = [...values, kinds];
    if (!withDeleted) conditions.push('a.deleted_at is null');
    if (id !== undefined) {
      if (!isUuid(id)) return { where: 'false', values: [] };
      conditions.push(`a.part = $${all.length + 1}`, `a.action_id = $${all.length + 2}`);
      all.push(...placeOf(id));
    }
    return { where: conditions.join(' and '), values: all };
  };
  return {
    find: (id) => findWithin(pool, id),
    findWithin,
    async insert({ id, clientId, kind, accountId, digest, request }) {
      await transactAlone(pool, (database) =>
        database.query(
          `insert into balance_action
             (part, action_id, client_id, kind, account_part, account_id, digest, request, state,
              requested_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, 'created', $9)
           on conflict (part, action_id) do nothing`,
          [
            ...placeOf(id),
            clientId,
            kind,
            partOf(accountId, parts),
            accountId,
            digest,
            JSON.stringify(request),
            new Date(clock.now()),
          ],
        ),
      );
      return mustFind(pool, id);
    },
    end: (id, from, { state, outcome, refusal }, also) =>
      transact(store, async ({ client }) => {
        const { rowCount } = await client.query(
          `update balance_action
           set state = $4, outcome = coalesce($5, outcome), refusal = $6, confirmed_at = $7
           where part = $1 and action_id = $2 and state = $3`,
          [
            ...placeOf(id),
            from,
            state,
            outcome === undefined ? null : JSON.stringify(outcome),
            refusal === undefined ? null : JSON.stringify(refusal),
            new Date(clock.now()),
          ],
        );
        if (rowCount === 0) return undefined;
        const row = await mustFind(client, id);
        await also(client, row);
        return row;
      }),
    async forget(id) {
      await transactAlone(pool, (database) =>
        database.query(
          `update balance_action set deleted_at = $3
           where part = $1 and action_id = $2 and deleted_at is null`,
          [...placeOf(id), new Date(clock.now())],
        ),
      );
    },
    async count(kinds, sought, withDeleted) {
      const { where, values } = await filterOf(kinds, sought, withDeleted);
      const { rows } = await pool.query<{ count: number }>(
        `select count(*) as count ${FROM} where ${where}`,
        [...values],
      );
      return rows[0]?.count ?? 0;
    },
    async read(kinds, sought, withDeleted, { offset, limit }) {
      const { where, values } = await filterOf(kinds, sought, withDeleted);
      const { rows } = await pool.query<ActionRow>(
        `${SELECT} ${FROM} where ${where}
         order by a.requested_at desc, a.action_id limit ${limit} offset ${offset}`,
        [...values],
      );
      return rows;
    },
    async unfinished(from, until) {
      const { rows } = await pool.query<ActionRow>(
        `${SELECT} ${FROM}
         where a.state = 'created' and a.requested_at between $1 and $2
         order by a.requested_at limit ${UNFINISHED_AT_ONCE}`,
        [new Date(from), new Date(until)],
      );
      return rows;
    },
  };
}
