// Gift links: octets set aside for whoever opens an address.

import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { Shown, Step } from './proofs.ts';
import { withProofs } from './proofs.ts';
import { request } from './request.ts';
import type { Gift, Limit, Masked, Need } from './types.ts';

export type LinkOrder = {
  readonly octetsEach: number;
  readonly shares?: number;
  readonly toMsisdn?: string;
  readonly pin?: string;
  readonly hours?: number;
  readonly message?: string;
};

export type LinkPreview = {
  readonly octetsEach: number;
  readonly shares: number;
  readonly keepsOctets: number;
  readonly expiresAt: string;
  readonly feeCents: number;
  readonly limits: readonly Limit[];
  readonly needs: readonly Need[];
  readonly toShow: readonly Step[];
};

export type GiftLink = {
  readonly id: string;
  readonly octetsEach: number;
  readonly shares: number;
  readonly sharesLeft: number;
  readonly needsPin: boolean;
  readonly toMsisdn: string | null;
  readonly message: string | null;
  readonly state: 'making' | 'open' | 'closing' | 'ended';
  readonly reason: 'cancelled' | 'expired' | 'all_claimed' | null;
  readonly madeAt: string;
  readonly undoUntil: string;
  readonly expiresAt: string;
  readonly endedAt: string | null;
  readonly receipt: string;
  readonly claims: readonly {
    readonly giftId: string;
    readonly by: Masked;
    readonly claimedAt: string | null;
  }[];
};

/** Told once, when the link is made or gets a new address. */
export type Address = { readonly token: string; readonly url: string; readonly qrSvg: string };

export type MadeLink = { readonly link: GiftLink; readonly address: Address | null };

export type OpenedLink = {
  readonly giver: Masked;
  readonly octets: number;
  readonly sharesLeft: number;
  readonly needsPin: boolean;
  readonly hasMessage: boolean;
  readonly message: string | null;
  readonly linkExpiresAt: string;
  readonly expiresAt: string | null;
  readonly refusal: { readonly code: string; readonly detail: string } | null;
  readonly giftId: string | null;
};

type LinkPage = { readonly links: readonly GiftLink[]; readonly next: string | null };

const LINKS_A_PAGE = 20;

export const previewLink = (order: LinkOrder): Promise<LinkPreview> =>
  request('/gift-link-previews', { method: 'POST', body: order });

export const makeLink = (order: LinkOrder, shown: Shown, intentKey: string): Promise<MadeLink> =>
  request('/gift-links', { method: 'POST', body: { ...order, ...withProofs(shown) }, intentKey });

export const cancelLink = (id: string, intentKey: string): Promise<GiftLink> =>
  request(`/gift-links/${encodeURIComponent(id)}/cancel`, { method: 'POST', body: {}, intentKey });

export const renewAddress = (id: string, intentKey: string): Promise<MadeLink> =>
  request(`/gift-links/${encodeURIComponent(id)}/address`, { method: 'POST', body: {}, intentKey });

export const takeFromLink = (token: string, pin: string | undefined, intentKey: string) =>
  request<Gift>('/gift-link-claims', {
    method: 'POST',
    body: pin === undefined ? { token } : { token, pin },
    intentKey,
  });

export const linksQuery = infiniteQueryOptions({
  queryKey: ['links', 'all'],
  queryFn: ({ pageParam }) =>
    request<LinkPage>(
      `/gift-links?limit=${LINKS_A_PAGE}${pageParam === null ? '' : `&before=${encodeURIComponent(pageParam)}`}`,
    ),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.next,
});

export const linkQuery = (id: string) =>
  queryOptions({
    queryKey: ['links', 'one', id],
    queryFn: () => request<GiftLink>(`/gift-links/${encodeURIComponent(id)}`),
  });

/** A secret is guessed at as often as it is opened, so it is not opened again by itself. */
export const openedLinkQuery = (token: string) =>
  queryOptions({
    queryKey: ['opened-link', token],
    queryFn: () => request<OpenedLink>('/gift-link-openings', { method: 'POST', body: { token } }),
    staleTime: 60_000,
    refetchOnWindowFocus: false,
  });
