// What the app shows of pools, tanks and packs: who is in a pool only masked, and how much each took only to
// the holder and to itself.

import { createHash } from 'node:crypto';
import type { Static } from 'typebox';
import type { Pack } from '../../catalog/public.ts';
import {
  receiptNumber,
  type PackOrder,
  type PackPreview,
  type SeenMember,
  type SeenPool,
  type SeenTank,
} from '../../gifting/public.ts';
import type { AccountId, Instant } from '../../kernel/public.ts';
import type { Line } from '../../subscribers/public.ts';
import type { AppServices } from './services.ts';
import type {
  MemberBody,
  OrderBody,
  PackBody,
  PackPreviewBody,
  PoolBody,
  TankBody,
} from './sharing-schemas.ts';
import { masked } from './views.ts';

const iso = (at: Instant): string => new Date(at).toISOString();
const isoOrNull = (at: Instant | null): string | null => (at === null ? null : iso(at));

/** Names a member within its pool, and nowhere else: accounts are not told to other people. */
export const memberIdOf = (pool: AccountId, account: AccountId): string =>
  createHash('sha256').update(`member:${pool}:${account}`).digest('hex').slice(0, 16);

/** The member that such a name stands for. */
export const memberNamed = (pool: SeenPool, memberId: string): SeenMember | undefined =>
  pool.members.find(({ account }) => memberIdOf(pool.id, account) === memberId);

export async function poolView(
  { directory }: AppServices,
  viewer: AccountId,
  pool: SeenPool,
): Promise<Static<typeof PoolBody>> {
  const me = pool.members.find(({ account }) => account === viewer);
  const isIn = me?.state === 'joined' || me?.state === 'leaving' || pool.holder === viewer;
  const shown = isIn ? pool.members : pool.members.filter(({ account }) => account === viewer);
  const { rules } = pool;
  return {
    id: String(pool.id),
    name: pool.name,
    state: pool.state,
    role: me?.role ?? (pool.holder === viewer ? 'holder' : 'guardian'),
    membership: me?.state ?? 'left',
    invitedUntil: me?.state === 'invited' ? iso(me.invitedUntil) : null,
    availableOctets: isIn ? pool.availableOctets : null,
    cycleEndsAt: iso(pool.cycleEndsAt),
    rules: {
      maximumLines: rules.maximumLines ?? null,
      memberCapOctets: rules.memberCapOctets ?? null,
      atCap: rules.atCap,
      shareOnLeaving: rules.shareOnLeaving,
      holderMayPauseMembers: rules.ownerMayPauseMembers,
    },
    members: await Promise.all(
      shown.map(async (member): Promise<Static<typeof MemberBody>> => {
        const isSeen = member.account === viewer || pool.holder === viewer;
        const line = await directory.line(member.account);
        if (line === undefined) throw new Error('a member is a line');
        return {
          id: memberIdOf(pool.id, member.account),
          ...masked(line),
          role: member.role,
          state: member.state,
          isMe: member.account === viewer,
          isPaused: member.isPaused,
          isSlowed: member.isSlowed,
          drawsByItself: member.drawsByItself,
          takenOctets: isSeen ? member.takenOctets : null,
          limitOctets: isSeen ? member.limitOctets : null,
          ownShareOctets: isSeen ? member.ownShareOctets : null,
        };
      }),
    ),
  };
}

export const tankView = (tank: SeenTank): Static<typeof TankBody> => ({
  id: String(tank.id),
  name: tank.name,
  state: tank.state,
  availableOctets: tank.availableOctets,
  reserveOctets: tank.reserveOctets,
  takeableOctets: tank.takeableOctets,
  isOpenNow: tank.isOpenNow,
  opensAt: isoOrNull(tank.opensAt),
  limits: {
    count: tank.rules.receiving.monthlyCount,
    octets: tank.rules.receiving.monthlyOctets,
    takeOctets: tank.rules.giving.maximumOctets,
    stepOctets: tank.rules.giving.stepOctets,
    balanceAtMostOctets: tank.rules.receiving.balanceAtMostOctets ?? null,
  },
});

export const packView = (
  { carrier }: AppServices,
  pack: Pack,
  { language }: Line,
): Static<typeof PackBody> => ({
  id: pack.id,
  name: pack.name[language === 'fr' ? 'fr' : 'en'],
  octets: pack.octets,
  scope: pack.scope,
  validityDays: pack.validityDays,
  priceCents: pack.priceCents,
  currency: carrier.currency,
});

export const packPreviewView = (
  services: AppServices,
  { pack, receiver, isForSelf, needsConsent }: PackPreview,
  viewer: Line,
): Static<typeof PackPreviewBody> => ({
  pack: packView(services, pack, viewer),
  receiver: masked(receiver),
  isForSelf,
  needsConsent,
});

export async function orderView(
  { carrier, clock, directory }: AppServices,
  viewer: AccountId,
  order: PackOrder,
): Promise<Static<typeof OrderBody>> {
  const isBuyer = order.buyer === viewer;
  const other = await directory.line(isBuyer ? order.receiver : order.buyer);
  if (other === undefined) throw new Error('both sides of a purchase are lines');
  const isOpen = order.state === 'offered' && clock.now() < (order.offeredUntil ?? 0);
  return {
    id: order.id,
    direction: isBuyer ? 'bought' : 'received',
    packId: order.packId,
    octets: order.octets,
    scope: order.scope,
    validityDays: order.validityDays,
    priceCents: isBuyer ? order.priceCents : null,
    currency: carrier.currency,
    state: order.state,
    other: masked(other),
    askedAt: iso(order.askedAt),
    offeredUntil: isoOrNull(order.offeredUntil),
    endedAt: isoOrNull(order.endedAt),
    reason: order.reason,
    receipt: receiptNumber(order.id),
    canAnswer: !isBuyer && isOpen,
    canCancel: isBuyer && isOpen,
  };
}
