// Pools, as the doors see them: open, invite, join, put in, draw, watch over, leave, close.

import { cycleAt } from '../../catalog/public.ts';
import type { Log } from '../../db/public.ts';
import {
  accept,
  newAccountId,
  octets,
  refuse,
  type AccountId,
  type Octets,
  type Result,
} from '../../kernel/public.ts';
import type { Line } from '../../subscribers/public.ts';
import type { Proven } from '../ask.ts';
import type { Gift } from '../gift.ts';
import type { Preview } from '../offer.ts';
import { capOf, draw, readDrawn, takenBy } from './draw.ts';
import { createInvitations, type Invitations } from './invite.ts';
import { finishLeaving, moveClosing } from './leave.ts';
import { isName, mayConsentFor, newMember } from './people.ts';
import {
  LONGEST_NAME,
  POOLS_A_LINE,
  type MemberChange,
  type PoolMember,
  type PoolsRefusal,
  type SeenPool,
} from './pool.ts';
import { ensurePoolPlan, POOL_PLAN } from './policy.ts';
import type { PoolParts, PoolTask } from './ports.ts';
import { reckonShares } from './reckon.ts';
import type { SharedAccount } from './shared-account.ts';
import { createShortages, type Shortages } from './short.ts';
import { tellHolder, tellIfLow, tellMember } from './tell.ts';

type Answer<Value> = Promise<Result<Value, PoolsRefusal>>;

export type Pools = Invitations & {
  /** The same key opens the same pool. Refuses, in this order: pool_name_unfit, pools_too_many. */
  open(holder: AccountId, about: { readonly name: string; readonly key: string }): Answer<SeenPool>;
  /** Those that the line is in, or invited to. */
  pools(account: AccountId): Promise<readonly SeenPool[]>;
  /** Refuses: pool_unknown, also for who does not belong to it. */
  pool(account: AccountId, pool: AccountId): Answer<SeenPool>;
  /** Refuses, in this order: pool_unknown, pool_closed, and then as giving does. */
  previewPutIn(account: AccountId, pool: AccountId, amount: Octets): Answer<Preview>;
  putIn(account: AccountId, pool: AccountId, put: Amount & Proven): Answer<Gift>;
  /** Refuses as draw.ts says. */
  draw(account: AccountId, pool: AccountId, take: Amount): Answer<Gift>;
  /**
   * The holder caps, pauses and slows a member; a member who is no minor says whether it draws by itself.
   * Refuses, in this order: pool_unknown, not_for_you, member_unknown.
   */
  change(by: AccountId, pool: AccountId, member: AccountId, to: MemberChange): Answer<SeenPool>;
  /**
   * A member leaves, or is let go by the holder, or a minor by whoever consents for it, with its share.
   * Refuses, in this order: pool_unknown, member_unknown, holder_stays, not_for_you.
   */
  leave(by: AccountId, pool: AccountId, member: AccountId): Answer<undefined>;
  /** Sends everything home. Refuses, in this order: pool_unknown, not_for_you. Twice is as once. */
  close(by: AccountId, pool: AccountId): Answer<SeenPool>;
  readonly ranShort: Shortages['ranShort'];
  /** Resolves when every line that ran short was helped, or could not be. */
  idle(): Promise<void>;
  /** Work that `schedule` was asked for. Answers when to do it again, if ever. */
  work(task: PoolTask): Promise<number | undefined>;
};

export type Amount = { readonly octets: Octets; readonly key: string };

export function createPools(parts: PoolParts, log: Pick<Log, 'warn'>): Pools {
  const { catalog, clock, gifting, ledger, members, ports, timeZone } = parts;
  const shortages = createShortages(parts, log);
  const now = (): number => clock.now();

  /** The pool, and who asks in it. */
  const enter = async (
    account: AccountId,
    id: AccountId,
  ): Answer<{ pool: SharedAccount; me: PoolMember }> => {
    const [pool, me] = await Promise.all([members.pool(id), members.member(id, account)]);
    const isIn = me?.state === 'joined' || me?.state === 'leaving' || me?.state === 'invited';
    // A holder sees its pool until all of it is home.
    const belongs = isIn || (me?.role === 'holder' && pool?.state === 'closing');
    return pool === undefined || me === undefined || !belongs
      ? refuse({ code: 'pool_unknown' })
      : accept({ pool, me });
  };
  const enterJoined = async (account: AccountId, id: AccountId): ReturnType<typeof enter> => {
    const entered = await enter(account, id);
    if (!entered.ok) return entered;
    if (entered.value.me.state !== 'joined') return refuse({ code: 'pool_unknown' });
    return entered.value.pool.state === 'open' ? entered : refuse({ code: 'pool_closed' });
  };

  const seen = async (pool: SharedAccount): Promise<SeenPool> => {
    const drawn = await readDrawn(parts, pool);
    const all = (await members.members(pool.id)).filter(
      ({ state, invitedUntil }) =>
        state === 'joined' || state === 'leaving' || (state === 'invited' && invitedUntil > now()),
    );
    const shares = await reckonShares(
      parts,
      pool.id,
      all.filter(({ state }) => state === 'joined').map(({ account }) => account),
    );
    return {
      ...pool,
      availableOctets: drawn.balance.availableOctets,
      rules: drawn.rules,
      cycleEndsAt: cycleAt(now(), drawn.holder.cycleDay, timeZone).endsAt,
      members: all.map((member) => ({
        ...member,
        takenOctets: takenBy(drawn, member.account),
        limitOctets: capOf(drawn.rules, member) ?? null,
        ownShareOctets: shares.get(member.account) ?? member.shareOctets ?? octets(0),
      })),
    };
  };

  const openPools = async (account: AccountId): Promise<readonly SharedAccount[]> => {
    const found: SharedAccount[] = [];
    for (const id of await members.poolsOf(account)) {
      const entered = await enter(account, id);
      if (entered.ok && entered.value.pool.state !== 'closed') found.push(entered.value.pool);
    }
    return found;
  };

  return {
    ...createInvitations(parts, {
      seen,
      joined: (account) => shortages.forget(account),
    }),
    async open(holder, { name, key }) {
      const named = name.normalize('NFC').trim();
      if (!isName(named)) return refuse({ code: 'pool_name_unfit', longest: LONGEST_NAME });
      if ((await openPools(holder)).length >= POOLS_A_LINE)
        return refuse({ code: 'pools_too_many', limit: POOLS_A_LINE });
      await ensurePoolPlan(catalog, now());
      const id = await members.seatHolder(holder, key, newAccountId());
      await ledger.openAccount(id);
      const at = now();
      await members.open(
        {
          id,
          kind: 'pool',
          name: named,
          planId: POOL_PLAN,
          holder,
          state: 'open',
          openedAt: at,
          closingAt: null,
          alertedPercent: 0,
        },
        newMember(id, holder, 'holder', at),
      );
      shortages.forget(holder);
      const entered = await enter(holder, id);
      return entered.ok ? accept(await seen(entered.value.pool)) : entered;
    },
    pools: async (account) => Promise.all((await openPools(account)).map(seen)),
    async pool(account, id) {
      const entered = await enter(account, id);
      return entered.ok ? accept(await seen(entered.value.pool)) : entered;
    },
    async previewPutIn(account, id, amount) {
      const entered = await enterJoined(account, id);
      if (!entered.ok) return entered;
      return gifting.previewBetween({
        giver: account,
        receiver: id,
        octets: amount,
        way: 'family',
      });
    },
    async putIn(account, id, { octets: amount, key, ...proven }) {
      const entered = await enterJoined(account, id);
      if (!entered.ok) return entered;
      const put = { giver: account, receiver: id, octets: amount, way: 'family', key } as const;
      const given = await gifting.giveBetween({ ...proven, ...put });
      if (given.ok && given.value.state === 'delivered')
        await tellIfLow(parts, await readDrawn(parts, entered.value.pool));
      return given;
    },
    async draw(account, id, take) {
      const entered = await enterJoined(account, id);
      if (!entered.ok) return entered;
      const { pool, me } = entered.value;
      return draw(parts, await readDrawn(parts, pool), me, { ...take, key: `hand:${take.key}` });
    },
    async change(by, id, account, to) {
      const entered = await enterJoined(by, id);
      if (!entered.ok) return entered;
      const { pool, me } = entered.value;
      const isWatching = Object.keys(to).some((what) => what !== 'drawsByItself');
      const isOwn = by === account && me.role !== 'minor' && !isWatching;
      if (me.role !== 'holder' && !isOwn) return refuse({ code: 'not_for_you', who: 'holder' });
      const member = await members.member(id, account);
      if (member?.state !== 'joined') return refuse({ code: 'member_unknown' });
      if (Object.keys(to).length > 0)
        await members.alone(id, async ({ change }) => {
          await change(account, to);
          return accept(undefined);
        });
      if (by !== account) await tellOfChange(member, to, pool);
      return accept(await seen(pool));
    },
    async leave(by, id, account) {
      const [pool, member] = await Promise.all([members.pool(id), members.member(id, account)]);
      const asks = by === account ? member : await members.member(id, by);
      const mayConsent = await consents(by, account);
      if (
        pool === undefined ||
        (asks?.state !== 'joined' && asks?.state !== 'leaving' && !mayConsent)
      )
        return refuse({ code: 'pool_unknown' });
      if (member?.state !== 'joined' && member?.state !== 'leaving')
        return refuse({ code: 'member_unknown' });
      if (member.role === 'holder') return refuse({ code: 'holder_stays' });
      const isForSelf = by === account && member.role !== 'minor';
      if (!isForSelf && asks?.role !== 'holder' && !mayConsent)
        return refuse({ code: 'not_for_you', who: 'guardian' });
      const { rules, holder } = await readDrawn(parts, pool);
      const joined = (await members.members(id)).filter(({ state }) => state === 'joined');
      const shares = await reckonShares(
        parts,
        id,
        joined.map((each) => each.account),
      );
      await members.alone(id, async ({ client, change, members: current }) => {
        if (current.find((each) => each.account === account)?.state !== 'joined')
          return accept(undefined);
        const goesAlong = rules.shareOnLeaving === 'goes_along';
        const shareOctets = goesAlong ? (shares.get(account) ?? octets(0)) : octets(0);
        await change(account, { state: 'leaving', shareOctets });
        await ports.schedule(client, { task: 'leave', pool: id, account }, now());
        return accept(undefined);
      });
      await finishLeaving(parts, pool, account);
      await tellLeft(pool, account, holder);
      return accept(undefined);
    },
    async close(by, id) {
      const entered = await enter(by, id);
      if (!entered.ok) return entered;
      if (entered.value.me.role !== 'holder') return refuse({ code: 'not_for_you', who: 'holder' });
      const joined = (await members.members(id)).filter(({ state }) => state === 'joined');
      const shares = await reckonShares(
        parts,
        id,
        joined.map(({ account }) => account),
      );
      await members.alone(id, async ({ client, pool, change, setState, members: current }) => {
        if (pool.state !== 'open') return accept(undefined);
        await setState('closing', now());
        for (const { account, state } of current)
          if (state === 'joined')
            await change(account, {
              state: 'leaving',
              shareOctets: shares.get(account) ?? octets(0),
            });
          else if (state === 'invited') await change(account, { state: 'declined' });
        await ports.schedule(client, { task: 'close', pool: id }, now());
        return accept(undefined);
      });
      const closing = await members.pool(id);
      if (closing === undefined) return refuse({ code: 'pool_unknown' });
      for (const { account } of joined)
        if (account !== by) await tellMember(parts, account, closing, { about: 'pool_closed' });
      await moveClosing(parts, closing);
      return accept(await seen(closing));
    },
    ranShort: shortages.ranShort,
    idle: () => shortages.idle(),
    async work(task) {
      if (task.task === 'draw') {
        await shortages.drawFor(task.account, task.scope);
        return undefined;
      }
      const pool = await members.pool(task.pool);
      if (pool === undefined) return undefined;
      if (task.task === 'close') return moveClosing(parts, pool);
      await finishLeaving(parts, pool, task.account);
      return undefined;
    },
  };

  async function consents(by: AccountId, account: AccountId): Promise<boolean> {
    return by !== account && (await mayConsentFor(parts, by, account));
  }

  async function tellLeft(pool: SharedAccount, account: AccountId, holder: Line): Promise<void> {
    const left = await members.member(pool.id, account);
    if (left?.state === 'left')
      await tellHolder(parts, holder, pool, account, {
        about: 'pool_left',
        octets: left.shareOctets ?? 0,
      });
  }

  /** A member is told when the holder acts on it. */
  async function tellOfChange(
    { account, isPaused, isSlowed, capOctets }: PoolMember,
    to: MemberChange,
    pool: SharedAccount,
  ): Promise<void> {
    if (to.isPaused !== undefined && to.isPaused !== isPaused)
      await tellMember(parts, account, pool, {
        about: to.isPaused ? 'pool_paused' : 'pool_resumed',
      });
    if (to.isSlowed === true && !isSlowed)
      await tellMember(parts, account, pool, { about: 'pool_slowed' });
    if (typeof to.capOctets === 'number' && to.capOctets !== capOctets)
      await tellMember(parts, account, pool, { about: 'pool_capped', octets: to.capOctets });
  }
}
