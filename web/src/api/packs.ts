// Packs: octets for a while, bought for oneself or for somebody else.

import { queryOptions } from '@tanstack/react-query';
import { request } from './request.ts';
import type { Bucket, Masked } from './types.ts';

export type Pack = {
  readonly id: string;
  readonly name: string;
  readonly octets: number;
  readonly scope: Bucket['scope'];
  readonly validityDays: number;
  readonly priceCents: number;
};

export type PackPreview = {
  readonly pack: Pack;
  readonly receiver: Masked;
  readonly isForSelf: boolean;
  /** The receiver is asked first, and what it does not accept is paid back. */
  readonly needsConsent: boolean;
};

export type PackOrder = {
  readonly id: string;
  readonly direction: 'bought' | 'received';
  readonly packId: string;
  readonly octets: number;
  readonly validityDays: number;
  readonly priceCents: number | null;
  readonly state:
    'asked' | 'offered' | 'delivering' | 'delivered' | 'refunding' | 'refunded' | 'not_paid';
  readonly other: Masked;
  readonly askedAt: string;
  readonly offeredUntil: string | null;
  readonly receipt: string;
  readonly canAnswer: boolean;
  readonly canCancel: boolean;
};

/** Without a number it is for oneself. */
export type Purchase = { readonly packId: string; readonly toMsisdn?: string };

export const packsQuery = queryOptions({
  queryKey: ['packs', 'sold'],
  queryFn: async () => (await request<{ readonly packs: readonly Pack[] }>('/packs')).packs,
  staleTime: 60_000,
});

export const packOrdersQuery = queryOptions({
  queryKey: ['packs', 'orders'],
  queryFn: async () =>
    (await request<{ readonly orders: readonly PackOrder[] }>('/pack-orders')).orders,
});

export const previewPack = (purchase: Purchase): Promise<PackPreview> =>
  request('/pack-previews', { method: 'POST', body: purchase });

export const buyPack = (purchase: Purchase, intentKey: string): Promise<PackOrder> =>
  request('/pack-orders', { method: 'POST', body: purchase, intentKey });

export const answerPack = (id: string, accepts: boolean, intentKey: string): Promise<PackOrder> =>
  request(`/pack-orders/${encodeURIComponent(id)}/answer`, {
    method: 'POST',
    body: { accepts },
    intentKey,
  });

export const cancelPack = (id: string, intentKey: string): Promise<PackOrder> =>
  request(`/pack-orders/${encodeURIComponent(id)}/cancel`, { method: 'POST', body: {}, intentKey });
