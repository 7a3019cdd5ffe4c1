// Family pools and community tanks: octets that several share.

import { queryOptions } from '@tanstack/react-query';
import { withProofs, type Shown } from './proofs.ts';
import { request } from './request.ts';
import type { Gift, Limit, Masked, Preview } from './types.ts';

export type PoolMember = Masked & {
  readonly id: string;
  readonly role: 'holder' | 'adult' | 'minor';
  readonly state: 'invited' | 'joined' | 'leaving';
  readonly isMe: boolean;
  readonly isPaused: boolean;
  readonly isSlowed: boolean;
  readonly drawsByItself: boolean;
  /** In this cycle; null to those whose business it is not. */
  readonly takenOctets: number | null;
  readonly limitOctets: number | null;
  readonly ownShareOctets: number | null;
};

export type Pool = {
  readonly id: string;
  readonly name: string;
  readonly state: 'open' | 'closing' | 'closed';
  readonly role: 'holder' | 'adult' | 'minor' | 'guardian';
  readonly membership: 'invited' | 'joined' | 'leaving' | 'left' | 'declined';
  readonly invitedUntil: string | null;
  readonly availableOctets: number | null;
  readonly cycleEndsAt: string;
  readonly rules: {
    readonly maximumLines: number | null;
    readonly memberCapOctets: number | null;
    readonly holderMayPauseMembers: boolean;
    readonly shareOnLeaving: string;
  };
  readonly members: readonly PoolMember[];
};

export type MemberChange = {
  readonly capOctets?: number | null;
  readonly isPaused?: boolean;
  readonly isSlowed?: boolean;
  readonly drawsByItself?: boolean;
};

const poolPath = (id: string): string => `/pools/${encodeURIComponent(id)}`;

export const poolsQuery = queryOptions({
  queryKey: ['pools', 'all'],
  queryFn: async () => (await request<{ readonly pools: readonly Pool[] }>('/pools')).pools,
});

export const poolQuery = (id: string) =>
  queryOptions({ queryKey: ['pools', 'one', id], queryFn: () => request<Pool>(poolPath(id)) });

export const openPool = (name: string, intentKey: string): Promise<Pool> =>
  request('/pools', { method: 'POST', body: { name }, intentKey });

export const inviteToPool = (id: string, msisdn: string): Promise<Pool> =>
  request(`${poolPath(id)}/invitations`, { method: 'POST', body: { msisdn } });

export const answerInvitation = (id: string, joins: boolean, intentKey: string): Promise<Pool> =>
  request(`${poolPath(id)}/invitation`, { method: 'POST', body: { joins }, intentKey });

export const putIntoPool = (
  id: string,
  octets: number,
  shown: Shown,
  intentKey: string,
): Promise<Gift> =>
  request(`${poolPath(id)}/contributions`, {
    method: 'POST',
    body: { octets, ...withProofs(shown) },
    intentKey,
  });

export const previewPoolPut = (id: string, octets: number): Promise<Preview> =>
  request(`${poolPath(id)}/contribution-previews`, { method: 'POST', body: { octets } });

export const drawFromPool = (id: string, octets: number, intentKey: string): Promise<Gift> =>
  request(`${poolPath(id)}/draws`, { method: 'POST', body: { octets }, intentKey });

export const changeMember = (id: string, member: string, change: MemberChange): Promise<Pool> =>
  request(`${poolPath(id)}/members/${encodeURIComponent(member)}`, {
    method: 'PATCH',
    body: change,
  });

export const removeMember = (id: string, member: string, intentKey: string): Promise<null> =>
  request(`${poolPath(id)}/members/${encodeURIComponent(member)}`, {
    method: 'DELETE',
    intentKey,
  });

export const leavePool = (id: string, intentKey: string): Promise<null> =>
  request(`${poolPath(id)}/leave`, { method: 'POST', body: {}, intentKey });

export const closePool = (id: string, intentKey: string): Promise<Pool> =>
  request(`${poolPath(id)}/close`, { method: 'POST', body: {}, intentKey });

export type Tank = {
  readonly id: string;
  readonly name: string;
  readonly state: 'open' | 'closed';
  readonly availableOctets: number;
  readonly reserveOctets: number;
  readonly takeableOctets: number;
  readonly isOpenNow: boolean;
  readonly opensAt: string | null;
  /** Of one line in one cycle. */
  readonly limits: {
    readonly count: number;
    readonly octets: number;
    readonly takeOctets: number;
    readonly stepOctets: number;
    readonly balanceAtMostOctets: number | null;
  };
};

export type TakePreview = {
  readonly octets: number;
  readonly expiresAt: string;
  readonly limits: readonly Limit[];
};

const tankPath = (id: string): string => `/tanks/${encodeURIComponent(id)}`;

export const tanksQuery = queryOptions({
  queryKey: ['tanks', 'all'],
  queryFn: async () => (await request<{ readonly tanks: readonly Tank[] }>('/tanks')).tanks,
});

export const tankQuery = (id: string) =>
  queryOptions({ queryKey: ['tanks', 'one', id], queryFn: () => request<Tank>(tankPath(id)) });

export const previewTankPut = (id: string, octets: number): Promise<Preview> =>
  request(`${tankPath(id)}/contribution-previews`, { method: 'POST', body: { octets } });

export const putIntoTank = (
  id: string,
  octets: number,
  shown: Shown,
  intentKey: string,
): Promise<Gift> =>
  request(`${tankPath(id)}/contributions`, {
    method: 'POST',
    body: { octets, ...withProofs(shown) },
    intentKey,
  });

export const takeFromTank = (id: string, octets: number, intentKey: string): Promise<Gift> =>
  request(`${tankPath(id)}/takes`, { method: 'POST', body: { octets }, intentKey });
