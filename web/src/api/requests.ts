// Requests ("could you spare some?"): one's own, and those that reach one.

import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { Address } from './links.ts';
import { withProofs, type Shown } from './proofs.ts';
import { request } from './request.ts';
import type { Gift, Masked, Preview } from './types.ts';

export type RequestOrder = {
  readonly how: 'number' | 'family' | 'link';
  readonly toMsisdn?: string;
  readonly octets: number;
  readonly message?: string;
};

export type OwnRequest = {
  readonly id: string;
  readonly how: 'number' | 'family' | 'link';
  readonly toMsisdn: string | null;
  readonly octets: number;
  readonly givenOctets: number;
  readonly message: string | null;
  readonly state: 'open' | 'given' | 'declined' | 'cancelled' | 'expired';
  readonly madeAt: string;
  readonly expiresAt: string;
};

export type Message = {
  readonly id: string;
  /** Null while it is hidden. */
  readonly text: string | null;
  readonly isReported: boolean;
};

export type ReceivedRequest = {
  readonly id: string;
  readonly from: Masked;
  readonly relation: 'same_holder' | 'family' | 'contact' | 'stranger';
  readonly octets: number;
  readonly state: 'open' | 'given' | 'declined' | 'ignored' | 'cancelled' | 'expired';
  readonly message: Message | null;
  readonly askedAt: string;
  readonly expiresAt: string;
  readonly giftId: string | null;
};

type OwnPage = { readonly requests: readonly OwnRequest[]; readonly next: string | null };
type ReceivedPage = {
  readonly requests: readonly ReceivedRequest[];
  readonly next: string | null;
};

const page = (before: string | null): string =>
  `?limit=20${before === null ? '' : `&before=${encodeURIComponent(before)}`}`;
const receivedPath = (id: string): string => `/received-requests/${encodeURIComponent(id)}`;

/** What a number could spare, where its owner shows that; null for every other, also one of nobody. */
export const previewRequest = (toMsisdn: string) =>
  request<{ readonly spareOctets: number | null }>('/gift-request-previews', {
    method: 'POST',
    body: { toMsisdn },
  });

export const makeRequest = (order: RequestOrder, intentKey: string) =>
  request<{ readonly request: OwnRequest; readonly address: Address | null }>('/gift-requests', {
    method: 'POST',
    body: order,
    intentKey,
  });

export const cancelRequest = (id: string, intentKey: string): Promise<OwnRequest> =>
  request(`/gift-requests/${encodeURIComponent(id)}/cancel`, {
    method: 'POST',
    body: {},
    intentKey,
  });

export const ownRequestsQuery = infiniteQueryOptions({
  queryKey: ['requests', 'own'],
  queryFn: ({ pageParam }) => request<OwnPage>(`/gift-requests${page(pageParam)}`),
  initialPageParam: null as string | null,
  getNextPageParam: (shown) => shown.next,
});

export const receivedRequestsQuery = queryOptions({
  queryKey: ['requests', 'received'],
  queryFn: async () => (await request<ReceivedPage>('/received-requests?limit=100')).requests,
});

export const openRequest = (token: string): Promise<ReceivedRequest> =>
  request('/gift-request-openings', { method: 'POST', body: { token } });

export const previewAnswer = (id: string, octets: number): Promise<Preview> =>
  request(`${receivedPath(id)}/preview`, { method: 'POST', body: { octets } });

/** The request itself is the key: it is given on once. */
export const giveOnRequest = (id: string, octets: number, shown: Shown): Promise<Gift> =>
  request(`${receivedPath(id)}/give`, {
    method: 'POST',
    body: { octets, ...withProofs(shown) },
  });

/** Whoever asked is told of a decline, and not of what is ignored. */
export const answerNo = (id: string, how: 'decline' | 'ignore'): Promise<ReceivedRequest> =>
  request(`${receivedPath(id)}/${how}`, { method: 'POST', body: {} });

export const showMessage = (id: string): Promise<Message> =>
  request(`/messages/${encodeURIComponent(id)}/show`, { method: 'POST', body: {} });

export type ReportReason = 'unwanted' | 'abusive' | 'fraud' | 'other';

export const reportMessage = (id: string, reason: ReportReason): Promise<Message> =>
  request(`/messages/${encodeURIComponent(id)}/report`, { method: 'POST', body: { reason } });
