// A line runs short while it is charged, and its pool helps out. Charging says so in passing, and waits for
// nothing: when the octets arrive, the line's sessions are told, as with any gift.
//
// Few lines are in a pool, and one that runs short says so again and again; so each waits once, a few are
// looked at at once, and a line that is in no pool is not looked at again for a while.

import { SECOND, type AccountId } from '../../kernel/public.ts';
import type { Scope } from '../../ledger/public.ts';
import type { Log } from '../../db/public.ts';
import { draw, nextSlowDraw, readDrawn, sliceFor } from './draw.ts';
import type { PoolMember } from './pool.ts';
import type { PoolParts } from './ports.ts';
import { transact } from '../../db/public.ts';

export type Shortages = {
  /** Returns at once and never throws. */
  readonly ranShort: (account: AccountId, scope: Scope) => void;
  /** Draws for one line now, if it may. */
  drawFor(account: AccountId, scope: Scope): Promise<'drawn' | 'nothing' | 'no_pool'>;
  /** Has a line looked at again: it has joined a pool. */
  forget(account: AccountId): void;
  /** Resolves when nobody waits. */
  idle(): Promise<void>;
};

const WAITING_AT_MOST = 10_000;
const AT_ONCE = 4;
const NO_POOL_FOR = 30 * SECOND;
const REMEMBERED = 50_000;
/** One draw by itself in this time: who uses more than a slice in it waits, rather than draw twice. */
const DRAW_EVERY = 2 * SECOND;

export function createShortages(parts: PoolParts, log: Pick<Log, 'warn'>): Shortages {
  const { members, clock, ports, store } = parts;
  const waiting = new Map<AccountId, Scope>();
  const underWay = new Set<AccountId>();
  const poolless = new Map<AccountId, number>();
  const idlers: (() => void)[] = [];

  const drawFor: Shortages['drawFor'] = async (account, scope) => {
    let isMember = false;
    for (const id of await members.poolsOf(account)) {
      const [pool, member] = await Promise.all([members.pool(id), members.member(id, account)]);
      if (pool?.state !== 'open' || member?.state !== 'joined') continue;
      isMember = true;
      if (!member.drawsByItself) continue;
      const drawn = await readDrawn(parts, pool);
      const drawers = (await members.members(id)).filter(mayDraw).length;
      const slice = sliceFor(drawn, member, scope, drawers);
      if (slice === 0) continue;
      const key = `auto:${Math.floor(clock.now() / DRAW_EVERY)}`;
      const given = await draw(parts, drawn, member, { octets: slice, key, scope });
      if (given.ok) return 'drawn';
      if (given.refusal.code === 'pool_slowed')
        await transact(store, ({ client }) =>
          ports.schedule(client, { task: 'draw', account, scope }, nextSlowDraw(clock.now())),
        );
    }
    return isMember ? 'nothing' : 'no_pool';
  };

  const help = async (account: AccountId, scope: Scope): Promise<void> => {
    underWay.add(account);
    try {
      if ((await drawFor(account, scope)) === 'no_pool') {
        if (poolless.size >= REMEMBERED) poolless.clear();
        poolless.set(account, clock.now() + NO_POOL_FOR);
      }
    } catch (error) {
      log.warn({ err: error }, 'a pool could not help out; the next shortage tries again');
    } finally {
      underWay.delete(account);
      pump();
    }
  };

  const pump = (): void => {
    for (const [account, scope] of waiting) {
      if (underWay.size >= AT_ONCE) return;
      if (underWay.has(account)) continue;
      waiting.delete(account);
      void help(account, scope);
    }
    if (waiting.size === 0 && underWay.size === 0)
      for (const resolve of idlers.splice(0)) resolve();
  };

  return {
    drawFor,
    ranShort(account, scope) {
      const until = poolless.get(account);
      if (until !== undefined && until > clock.now()) return;
      // Who finds the queue full says so again: its line is still short.
      if (waiting.size >= WAITING_AT_MOST) return;
      waiting.set(account, scope);
      pump();
    },
    forget: (account) => void poolless.delete(account),
    idle: () =>
      waiting.size === 0 && underWay.size === 0
        ? Promise.resolve()
        : new Promise((resolve) => idlers.push(resolve)),
  };
}

/** Who may draw by itself has a share of a pool that ends. */
const mayDraw = ({ state, isPaused, drawsByItself }: PoolMember): boolean =>
  state === 'joined' && !isPaused && drawsByItself;
