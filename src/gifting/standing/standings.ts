// Standing gifts as they are kept: one lives in its giver's part, and its receiver has the way to it in its
// own. A change names the states that it may come from, so that of two who change it at once only one does.

import type { Insertable, Kysely, Selectable, Updateable } from 'kysely';
import { instantValue, transact, type Database, type Store } from '../../db/public.ts';
import {
  accept,
  DAY,
  partOf,
  refuse,
  type AccountId,
  type Instant,
  type Octets,
  type Result,
} from '../../kernel/public.ts';
import type { Edge } from './circle.ts';
import type { StandingRefusal } from './refusal.ts';
import {
  ASK_AGAIN_DAYS,
  ENDED_SHOWN,
  GIVEN_AT_MOST,
  RECEIVED_AT_MOST,
  type PlannedGift,
  type Rhythm,
  type StandingGift,
  type StandingState,
  type StandingWishes,
} from './standing.ts';

export type StandingName = { readonly giver: AccountId; readonly standingId: string };

type Full = Extract<StandingRefusal, { code: 'standing_gifts_reached' }>;
const full = (side: Full['side'], limit: number): Full => ({
  code: 'standing_gifts_reached',
  side,
  limit,
});

export type Standings = {
  find(name: StandingName): Promise<StandingGift | undefined>;
  /** By whom it is for, who knows its giver only by this. */
  findReceived(receiver: AccountId, standingId: string): Promise<StandingGift | undefined>;
  /** Shows it to whoever it is for. Refuses one more than a line can have. Twice is as once. */
  link(standing: StandingGift): Promise<Result<undefined, Full>>;
  /** Keeps a new one, or finds that it is kept. Refuses one more than a line can have. */
  insert(standing: StandingGift): Promise<Result<StandingGift, Full>>;
  /** Undefined when it is in another state by now, or another attempt is being made. */
  change(
    standing: Pick<StandingGift, 'giver' | 'id'> & Partial<Pick<StandingGift, 'attempt'>>,
    from: readonly StandingState[],
    to: Partial<StandingGift>,
  ): Promise<StandingGift | undefined>;
  unlink(standing: StandingGift): Promise<void>;
  /** All that run, and those that ended last. */
  given(giver: AccountId): Promise<readonly StandingGift[]>;
  received(receiver: AccountId): Promise<readonly StandingGift[]>;
  /** What this receiver has yet to answer, or said no to of late: to see whether it may be asked again. */
  askedOfLate(
    giver: AccountId,
    receiver: AccountId,
    now: Instant,
  ): Promise<readonly StandingGift[]>;
  /** The running ones from line to line. */
  givenBy(givers: readonly AccountId[]): Promise<readonly Edge[]>;
  /** Of one part, those that are to be looked at, the longest due first. */
  due(part: number, now: Instant, limit: number): Promise<readonly StandingName[]>;
};

export function createStandings(store: Store): Standings {
  const { kysely, parts } = store;
  const at = (account: AccountId) => ({ part: partOf(account, parts), account_id: account });
  const named = (giver: AccountId, id: string) => ({ ...at(giver), standing_id: id });
  const find: Standings['find'] = async ({ giver, standingId }) => {
    const row = await kysely
      .selectFrom('standing_gift')
      .selectAll()
      .where((is) => is.and(named(giver, standingId)))
      .executeTakeFirst();
    return row === undefined ? undefined : standingOf(row);
  };
  return {
    find,
    async findReceived(receiver, standingId) {
      const row = await kysely
        .selectFrom('standing_gift_received')
        .select('giver_account_id')
        .where((is) => is.and(named(receiver, standingId)))
        .executeTakeFirst();
      return row === undefined ? undefined : find({ giver: row.giver_account_id, standingId });
    },
    link: ({ id, giver, receiver, madeAt }) =>
      transact(store, async ({ kysely: within }) => {
        await takeTurn(within, at(receiver));
        const rows = await within
          .selectFrom('standing_gift_received')
          .select('standing_id')
          .where((is) => is.and(at(receiver)))
          .where('ended_at', 'is', null)
          .limit(RECEIVED_AT_MOST)
          .execute();
        if (rows.some((row) => row.standing_id === id)) return accept(undefined);
        if (rows.length >= RECEIVED_AT_MOST) return refuse(full('receiver', RECEIVED_AT_MOST));
        await within
          .insertInto('standing_gift_received')
          .values({
            ...named(receiver, id),
            giver_account_id: giver,
            made_at: new Date(madeAt),
            ended_at: null,
          })
          .onConflict((conflict) =>
            conflict.columns(['part', 'account_id', 'standing_id']).doNothing(),
          )
          .execute();
        return accept(undefined);
      }),
    insert: (standing) =>
      transact(store, async ({ kysely: within }) => {
        await takeTurn(within, at(standing.giver));
        const running = await within
          .selectFrom('standing_gift')
          .selectAll()
          .where((is) => is.and(at(standing.giver)))
          .where('state', '<>', 'ended')
          .limit(GIVEN_AT_MOST)
          .execute();
        const known = running.find((row) => row.standing_id === standing.id);
        if (known !== undefined) return accept(standingOf(known));
        if (running.length >= GIVEN_AT_MOST) return refuse(full('giver', GIVEN_AT_MOST));
        const inserted = await within
          .insertInto('standing_gift')
          .values(rowOf(standing, parts))
          .onConflict((conflict) =>
            conflict.columns(['part', 'account_id', 'standing_id']).doNothing(),
          )
          .returningAll()
          .executeTakeFirst();
        return accept(inserted === undefined ? standing : standingOf(inserted));
      }),
    async change({ giver, id, attempt }, from, to) {
      const row = await kysely
        .updateTable('standing_gift')
        .set(changesOf(to))
        .where((is) => is.and(named(giver, id)))
        .where('state', 'in', from)
        .$if(attempt !== undefined, (query) => query.where('attempt', '=', attempt ?? 0))
        .returningAll()
        .executeTakeFirst();
      return row === undefined ? undefined : standingOf(row);
    },
    async unlink({ id, receiver, endedAt }) {
      await kysely
        .updateTable('standing_gift_received')
        .set({ ended_at: new Date(endedAt ?? 0) })
        .where((is) => is.and(named(receiver, id)))
        .where('ended_at', 'is', null)
        .execute();
    },
    async given(giver) {
      const of = (isEnded: boolean) =>
        kysely
          .selectFrom('standing_gift')
          .selectAll()
          .where((is) => is.and(at(giver)))
          .where('state', isEnded ? '=' : '<>', 'ended')
          .orderBy(isEnded ? 'ended_at' : 'made_at', 'desc')
          .limit(isEnded ? ENDED_SHOWN : GIVEN_AT_MOST)
          .execute();
      const [running, ended] = await Promise.all([of(false), of(true)]);
      return [...running, ...ended].map(standingOf);
    },
    async received(receiver) {
      const rows = await kysely
        .selectFrom('standing_gift_received')
        .select(['standing_id', 'giver_account_id', 'ended_at'])
        .where((is) => is.and(at(receiver)))
        .orderBy((order) => order('ended_at', 'is', null), 'desc')
        .orderBy('made_at', 'desc')
        .limit(RECEIVED_AT_MOST + ENDED_SHOWN)
        .execute();
      const found = await Promise.all(
        rows.map((row) => find({ giver: row.giver_account_id, standingId: row.standing_id })),
      );
      return found.filter((standing) => standing !== undefined);
    },
    async askedOfLate(giver, receiver, now) {
      const rows = await kysely
        .selectFrom('standing_gift')
        .selectAll()
        .where((is) => is.and({ ...at(giver), receiver_account_id: receiver }))
        .where((is) =>
          is.or([
            is('state', '=', 'asked'),
            is.and([
              is('reason', 'in', ['declined', 'by_receiver']),
              is('ended_at', '>', instantValue(now - ASK_AGAIN_DAYS * DAY)),
            ]),
          ]),
        )
        .orderBy('made_at', 'desc')
        .limit(ENDED_SHOWN)
        .execute();
      return rows.map(standingOf);
    },
    async givenBy(givers) {
      const rows = await kysely
        .selectFrom('standing_gift')
        .select(['standing_id', 'account_id', 'receiver_account_id', 'made_at'])
        .where('part', 'in', [...new Set(givers.map((giver) => partOf(giver, parts)))])
        .where('account_id', 'in', [...givers])
        .where('receiver_kind', '=', 'line')
        .where('state', 'in', ['active', 'paused'])
        .execute();
      return rows.map((row) => ({
        id: row.standing_id,
        giver: row.account_id,
        receiver: row.receiver_account_id,
        madeAt: row.made_at,
      }));
    },
    async due(part, now, limit) {
      const rows = await kysely
        .selectFrom('standing_gift')
        .select(['account_id', 'standing_id'])
        .where('part', '=', part)
        .where('next_at', '<=', instantValue(now))
        .orderBy('next_at')
        .limit(limit)
        .execute();
      return rows.map((row) => ({ giver: row.account_id, standingId: row.standing_id }));
    },
  };
}

/** Whoever adds to a line at the same moment waits, and then counts what was added before. */
async function takeTurn(
  within: Kysely<Database>,
  line: { readonly part: number; readonly account_id: AccountId },
): Promise<void> {
  await within
    .selectFrom('line')
    .select('account_id')
    .where((is) => is.and(line))
    .forUpdate()
    .execute();
}

const instant = (at: Instant | null): Date | null => (at === null ? null : new Date(at));
const json = (value: object | null): string | null =>
  value === null ? null : JSON.stringify(value);

const rowOf = (standing: StandingGift, parts: number): Insertable<Database['standing_gift']> => ({
  part: partOf(standing.giver, parts),
  account_id: standing.giver,
  standing_id: standing.id,
  receiver_account_id: standing.receiver,
  receiver_kind: standing.receiverKind,
  ...columnsOf(standing.rhythm),
  wishes: JSON.stringify(standing.wishes),
  state: standing.state,
  reason: standing.reason,
  made_at: new Date(standing.madeAt),
  agreed_at: instant(standing.agreedAt),
  ended_at: instant(standing.endedAt),
  next_at: instant(standing.nextAt),
  period: standing.period,
  missed: standing.missed,
  attempt: standing.attempt,
  planned: json(standing.planned),
  last_gift_id: standing.lastGiftId,
  last_given_at: instant(standing.lastGivenAt),
});

const columnsOf = (rhythm: Rhythm) =>
  rhythm.kind === 'monthly'
    ? {
        kind: rhythm.kind,
        octets: rhythm.octets,
        day_of_cycle: rhythm.dayOfCycle,
        last_hours: null,
      }
    : {
        kind: rhythm.kind,
        octets: rhythm.atMostOctets,
        day_of_cycle: null,
        last_hours: rhythm.lastHours,
      };

/** Only what its life changes; the rest is as it was agreed. */
function changesOf(to: Partial<StandingGift>): Updateable<Database['standing_gift']> {
  const row: Updateable<Database['standing_gift']> = {};
  if (to.state !== undefined) row.state = to.state;
  if (to.reason !== undefined) row.reason = to.reason;
  if (to.agreedAt !== undefined) row.agreed_at = instant(to.agreedAt);
  if (to.endedAt !== undefined) row.ended_at = instant(to.endedAt);
  if (to.nextAt !== undefined) row.next_at = instant(to.nextAt);
  if (to.period !== undefined) row.period = to.period;
  if (to.missed !== undefined) row.missed = to.missed;
  if (to.attempt !== undefined) row.attempt = to.attempt;
  if (to.planned !== undefined) row.planned = json(to.planned);
  if (to.lastGiftId !== undefined) row.last_gift_id = to.lastGiftId;
  if (to.lastGivenAt !== undefined) row.last_given_at = instant(to.lastGivenAt);
  return row;
}

const standingOf = (row: Selectable<Database['standing_gift']>): StandingGift => ({
  id: row.standing_id,
  giver: row.account_id,
  receiver: row.receiver_account_id,
  receiverKind: row.receiver_kind as StandingGift['receiverKind'],
  rhythm:
    row.kind === 'monthly'
      ? { kind: 'monthly', octets: row.octets as Octets, dayOfCycle: row.day_of_cycle ?? 1 }
      : {
          kind: 'expiring',
          atMostOctets: row.octets as Octets,
          lastHours: row.last_hours ?? 1,
        },
  wishes: row.wishes as StandingWishes,
  state: row.state as StandingState,
  reason: row.reason,
  madeAt: row.made_at,
  agreedAt: row.agreed_at,
  endedAt: row.ended_at,
  nextAt: row.next_at,
  period: row.period,
  missed: row.missed,
  attempt: row.attempt,
  planned: row.planned as PlannedGift | null,
  lastGiftId: row.last_gift_id,
  lastGivenAt: row.last_given_at,
});
