// How a line becomes a member: invited by the holder, and in with its own consent, or a minor's guardian's.

import { accept, refuse, type AccountId, type Result } from '../../kernel/public.ts';
import { maskedName, parseMsisdn, type Line } from '../../subscribers/public.ts';
import { isBlockedBy } from '../contacts/blocks.ts';
import { mayJoin } from '../rules/pool.ts';
import { relationOf } from '../rules/side.ts';
import { readDrawn } from './draw.ts';
import {
  MEMBERS_EVER,
  POOLS_A_LINE,
  type PoolMember,
  type PoolNews,
  type PoolsRefusal,
  type SeenPool,
} from './pool.ts';
import { mayConsentFor, newMember, roleOf } from './people.ts';
import type { PoolParts } from './ports.ts';
import type { SharedAccount } from './shared-account.ts';
import { tellHolder, tellLine, tellMember } from './tell.ts';

type Answer<Value> = Promise<Result<Value, PoolsRefusal>>;

export type Invitations = {
  /**
   * Twice is as once. Refuses, in this order: pool_unknown, not_for_you, msisdn_invalid, receiver_not_found
   * (no such line, or one that a stranger does not find), pool_closed, already_member, pool_full.
   */
  invite(by: AccountId, pool: AccountId, msisdn: string): Answer<SeenPool>;
  /**
   * Joins, or declines. Of a minor it is for whoever consents for it. Refuses, in this order:
   * invitation_unknown, not_for_you, pool_closed, pools_too_many, pool_full.
   */
  answer(by: AccountId, pool: AccountId, member: AccountId, joins: boolean): Answer<SeenPool>;
};

export function createInvitations(
  parts: PoolParts,
  told: {
    seen(pool: SharedAccount): Promise<SeenPool>;
    joined(account: AccountId): void;
  },
): Invitations {
  const { clock, directory, members } = parts;
  const countsAsLine = ({ state, invitedUntil }: PoolMember): boolean =>
    state === 'joined' ||
    state === 'leaving' ||
    (state === 'invited' && invitedUntil > clock.now());

  return {
    async invite(by, id, msisdn) {
      const [pool, me] = await Promise.all([members.pool(id), members.member(id, by)]);
      if (pool === undefined || me?.state !== 'joined') return refuse({ code: 'pool_unknown' });
      if (me.role !== 'holder') return refuse({ code: 'not_for_you', who: 'holder' });
      const parsed = parseMsisdn(msisdn, parts.country);
      if (!parsed.ok) return refuse(parsed.refusal);
      const [line, holder] = await Promise.all([
        directory.lineBy('msisdn', parsed.value),
        directory.line(by),
      ]);
      if (holder === undefined) return refuse({ code: 'pool_unknown' });
      // Asked for the holder itself where nobody was found, so that both take as long.
      const isShutOut = await isBlockedBy(parts.store, line?.accountId ?? by, holder);
      if (line === undefined || isShutOut || !mayFind(holder, line))
        return refuse({ code: 'receiver_not_found' });
      const { rules } = await readDrawn(parts, pool);
      const role = await roleOf(parts, line);
      await members.seat(line.accountId, id);
      const invited = await members.alone(
        id,
        async ({ pool: { state }, members: current, put }): Answer<'now' | 'before'> => {
          if (state !== 'open') return refuse({ code: 'pool_closed' });
          const known = current.find(({ account }) => account === line.accountId);
          if (known !== undefined && countsAsLine(known))
            return known.state === 'invited'
              ? accept('before')
              : refuse({ code: 'already_member' });
          const may = mayJoin(rules, current.filter(countsAsLine).length);
          if (!may.ok) return may;
          if (known === undefined && current.length >= MEMBERS_EVER)
            return refuse({ code: 'pool_full', rule: 'pool.maximumLines', limit: MEMBERS_EVER });
          await put(newMember(id, line.accountId, role, clock.now()));
          return accept('now');
        },
      );
      if (invited === undefined) return refuse({ code: 'pool_unknown' });
      if (!invited.ok) return invited;
      if (invited.value === 'now')
        await tellInvited(line, pool, { about: 'pool_invited', other: maskedName(holder.name) });
      return accept(await told.seen(pool));
    },
    async answer(by, id, account, joins) {
      const member = await members.member(id, account);
      const isOwn = by === account;
      const mayConsent = !isOwn && (await mayConsentFor(parts, by, account));
      if (member === undefined || (!isOwn && !mayConsent))
        return refuse({ code: 'invitation_unknown' });
      if (member.role === 'minor' && isOwn && joins)
        return refuse({ code: 'not_for_you', who: 'guardian' });
      if (joins && (await poolsJoined(account, id)) >= POOLS_A_LINE)
        return refuse({ code: 'pools_too_many', limit: POOLS_A_LINE });
      const pool = await members.pool(id);
      if (pool === undefined) return refuse({ code: 'invitation_unknown' });
      const { holder } = await readDrawn(parts, pool);
      const answered = await members.alone(
        id,
        async ({ pool: { state }, members: current, change }): Answer<'now' | 'before'> => {
          const now = current.find((each) => each.account === account);
          if (now?.state === (joins ? 'joined' : 'declined')) return accept('before');
          if (now?.state !== 'invited' || now.invitedUntil <= clock.now())
            return refuse({ code: 'invitation_unknown' });
          if (state !== 'open') return refuse({ code: 'pool_closed' });
          await change(
            account,
            joins ? { state: 'joined', joinedAt: clock.now() } : { state: 'declined' },
          );
          return accept('now');
        },
      );
      if (answered === undefined) return refuse({ code: 'invitation_unknown' });
      if (!answered.ok) return answered;
      if (answered.value === 'now' && joins) {
        await members.seat(account, id);
        told.joined(account);
        await tellHolder(parts, holder, pool, account, { about: 'pool_joined' });
      }
      if (!joins) await members.unseat(account, id);
      return accept(await told.seen(pool));
    },
  };

  async function poolsJoined(account: AccountId, except: AccountId): Promise<number> {
    const found = await Promise.all(
      (await members.poolsOf(account))
        .filter((id) => id !== except)
        .map((id) => members.member(id, account)),
    );
    return found.filter((member) => member?.state === 'joined').length;
  }

  /** A minor's guardian hears of it too: it is the one to answer. */
  async function tellInvited(line: Line, pool: SharedAccount, news: PoolNews): Promise<void> {
    tellLine(parts, line, pool, news);
    const guardian = line.standing?.guardian ?? null;
    if (guardian !== null) await tellMember(parts, guardian, pool, news);
  }
}

const mayFind = (holder: Line, line: Line): boolean =>
  line.status !== 'closed' &&
  line.accountId !== holder.accountId &&
  (line.findable === 'number' || relationOf(holder, line, false) !== 'stranger');
