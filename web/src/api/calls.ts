// The app API, one function an operation. Those that change something take the intent's key.

import { withProofs, type Shown } from './proofs.ts';
import { request } from './request.ts';
import type {
  Balance,
  Findable,
  Gift,
  GiftOrder,
  GiftPage,
  GiftPolicy,
  Language,
  Line,
  Preview,
} from './types.ts';

export const askForCode = (msisdn: string): Promise<{ expiresInSeconds: number }> =>
  request('/sign-in/codes', { method: 'POST', body: { msisdn } });

export const signIn = (msisdn: string, code: string): Promise<{ line: Line }> =>
  request('/sign-in', { method: 'POST', body: { msisdn, code } });

export const signOut = (): Promise<null> => request('/sign-in', { method: 'DELETE' });

export const getLine = (): Promise<Line> => request('/me');

export const changeLine = (change: { language?: Language; findable?: Findable }): Promise<Line> =>
  request('/me', { method: 'PATCH', body: change });

export const getBalance = (): Promise<Balance> => request('/balance');

export const getGiftPolicy = (): Promise<GiftPolicy> => request('/gift-policy');

export const previewGift = ({ toMsisdn, octets }: GiftOrder): Promise<Preview> =>
  request('/gift-previews', { method: 'POST', body: { toMsisdn, octets } });

export const sendGift = (order: GiftOrder, shown: Shown, intentKey: string): Promise<Gift> =>
  request('/gifts', { method: 'POST', body: { ...order, ...withProofs(shown) }, intentKey });

export const getGifts = (limit: number, before: string | null): Promise<GiftPage> =>
  request(`/gifts?limit=${limit}${before === null ? '' : `&before=${encodeURIComponent(before)}`}`);

export const getGift = (id: string): Promise<Gift> => request(`/gifts/${encodeURIComponent(id)}`);

export const undoGift = (id: string, intentKey: string): Promise<Gift> =>
  request(`/gifts/${encodeURIComponent(id)}/undo`, { method: 'POST', body: {}, intentKey });

export const declineGift = (id: string, intentKey: string): Promise<Gift> =>
  request(`/gifts/${encodeURIComponent(id)}/decline`, { method: 'POST', body: {}, intentKey });
