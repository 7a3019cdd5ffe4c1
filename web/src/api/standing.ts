// Standing gifts (the same again each cycle), and giving only what is about to lapse.

import { queryOptions } from '@tanstack/react-query';
import { withProofs, type Shown, type Step } from './proofs.ts';
import { request } from './request.ts';
import type { Gift, Masked, Preview } from './types.ts';

/** Whom or what it is for: a number as typed, or a pool or tank by its id. */
export type Target =
  { readonly msisdn: string } | { readonly pool: number } | { readonly tank: number };

export type Rhythm =
  | { readonly kind: 'monthly'; readonly octets: number; readonly dayOfCycle: number }
  | { readonly kind: 'expiring'; readonly lastHours: number; readonly atMostOctets?: number };

export type StandingOrder = { readonly to: Target; readonly rhythm: Rhythm };

export type Standing = {
  readonly id: string;
  readonly direction: 'given' | 'received';
  readonly kind: 'monthly' | 'expiring';
  /** Each time; of what lapses, at most. */
  readonly octets: number;
  readonly dayOfCycle: number | null;
  readonly lastHours: number | null;
  readonly receiverKind: 'line' | 'pool' | 'tank';
  readonly other: Masked;
  readonly state: 'asked' | 'active' | 'paused' | 'ended';
  /** Why it is paused or ended, in the reader's words. */
  readonly because: string | null;
  readonly madeAt: string;
  readonly answerUntil: string | null;
  readonly nextAt: string | null;
  readonly lastGivenAt: string | null;
  readonly lastGiftId: string | null;
  readonly receipt: string;
  readonly can: {
    readonly agree: boolean;
    readonly pause: boolean;
    readonly resume: boolean;
    readonly end: boolean;
  };
};

export type StandingPreview = Pick<
  Standing,
  'kind' | 'octets' | 'dayOfCycle' | 'lastHours' | 'receiverKind'
> & {
  readonly receiver: Masked;
  readonly firstAt: string;
  /** What making it needs. */
  readonly toShow: readonly Step[];
  /** What stands in the way of such a gift now, and need not when it is due. */
  readonly standsInTheWay: { readonly code: string; readonly detail: string } | null;
};

export type StandingChange = 'agree' | 'pause' | 'resume' | 'end';

export const previewStanding = (order: StandingOrder): Promise<StandingPreview> =>
  request('/standing-gift-previews', { method: 'POST', body: order });

export const makeStanding = (
  order: StandingOrder,
  shown: Shown,
  intentKey: string,
): Promise<Standing> =>
  request('/standing-gifts', {
    method: 'POST',
    body: { ...order, ...withProofs(shown) },
    intentKey,
  });

export const changeStanding = (
  id: string,
  change: StandingChange,
  intentKey: string,
): Promise<Standing> =>
  request(`/standing-gifts/${encodeURIComponent(id)}/${change}`, {
    method: 'POST',
    body: {},
    intentKey,
  });

export const standingQuery = queryOptions({
  queryKey: ['standing'],
  queryFn: () =>
    request<{ readonly given: readonly Standing[]; readonly received: readonly Standing[] }>(
      '/standing-gifts',
    ),
});

export type Expiring = {
  readonly cycleEndsAt: string;
  readonly lapsingOctets: number;
  /** The most that one gift of it may have now. */
  readonly givableOctets: number;
};

export const expiringQuery = queryOptions({
  queryKey: ['expiring'],
  queryFn: () => request<Expiring>('/expiring'),
});

export const previewExpiring = (to: Target): Promise<Preview> =>
  request('/expiring-gift-previews', { method: 'POST', body: { to } });

export const giveExpiring = (
  to: Target,
  octets: number,
  shown: Shown,
  intentKey: string,
): Promise<Gift> =>
  request('/expiring-gifts', {
    method: 'POST',
    body: { to, octets, ...withProofs(shown) },
    intentKey,
  });
