// What the pages read, under names that the live events can refresh.

import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import * as calls from './calls.ts';
import { request } from './request.ts';
import type { Message } from './requests.ts';
import type { GiftOrder } from './types.ts';

const RECENT_GIFTS = 6;
const GIFTS_A_PAGE = 20;

export const lineQuery = queryOptions({
  queryKey: ['line'],
  queryFn: calls.getLine,
  staleTime: 5 * 60_000,
});

export const balanceQuery = queryOptions({ queryKey: ['balance'], queryFn: calls.getBalance });

/** Changes with every gift and with the balance, so it is refreshed along with them. */
export const giftPolicyQuery = queryOptions({
  queryKey: ['gift-policy'],
  queryFn: calls.getGiftPolicy,
});

export const recentGiftsQuery = queryOptions({
  queryKey: ['gifts', 'recent'],
  queryFn: () => calls.getGifts(RECENT_GIFTS, null),
});

export const allGiftsQuery = infiniteQueryOptions({
  queryKey: ['gifts', 'all'],
  queryFn: ({ pageParam }) => calls.getGifts(GIFTS_A_PAGE, pageParam),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.next,
});

export const giftQuery = (id: string) =>
  queryOptions({ queryKey: ['gifts', 'one', id], queryFn: () => calls.getGift(id) });

/** What somebody wrote with a gift that one was given. */
export const messageQuery = (giftId: string) =>
  queryOptions({
    queryKey: ['message', giftId],
    queryFn: () => request<Message>(`/messages/${encodeURIComponent(giftId)}`),
    staleTime: 60_000,
  });

/** A preview moves nothing: it may be asked for again at will, and is never taken from before. */
export const previewQuery = (order: GiftOrder) =>
  queryOptions({
    queryKey: ['gift-preview', order.toMsisdn, order.octets],
    queryFn: () => calls.previewGift(order),
    staleTime: 20_000,
  });
