// Whom a line has saved, whom it has shut out, and who may ask it.

import { queryOptions } from '@tanstack/react-query';
import { request } from './request.ts';

export type Contact = { readonly msisdn: string; readonly name: string };

export type Block = {
  readonly id: string;
  readonly kind: 'muted' | 'blocked';
  /** Masked, unless its owner typed it. */
  readonly msisdn: string;
};

export type WhoMayAsk = 'anyone' | 'contacts' | 'family' | 'nobody';

export type AskPreference = {
  readonly whoMayAsk: WhoMayAsk;
  /** Those who may ask are shown what this line could give. */
  readonly showsSpare: boolean;
  readonly quietUntil: string | null;
};

export const contactsQuery = queryOptions({
  queryKey: ['contacts'],
  queryFn: async () =>
    (await request<{ readonly contacts: readonly Contact[] }>('/contacts')).contacts,
  staleTime: 60_000,
});

export const saveContact = (toMsisdn: string, name: string): Promise<Contact> =>
  request('/contacts', { method: 'PUT', body: { toMsisdn, name } });

export const removeContact = (msisdn: string): Promise<null> =>
  request(`/contacts/${encodeURIComponent(msisdn)}`, { method: 'DELETE' });

export const blocksQuery = queryOptions({
  queryKey: ['blocks'],
  queryFn: async () => (await request<{ readonly blocks: readonly Block[] }>('/blocks')).blocks,
});

/** Who is muted asks without a sound; who is blocked no longer finds the line. Neither is told. */
export const block = (
  kind: Block['kind'],
  who: { readonly toMsisdn: string } | { readonly requestId: string } | { readonly giftId: string },
): Promise<Block> => request('/blocks', { method: 'POST', body: { kind, ...who } });

export const unblock = (id: string): Promise<null> =>
  request(`/blocks/${encodeURIComponent(id)}`, { method: 'DELETE' });

export const preferenceQuery = queryOptions({
  queryKey: ['ask-preference'],
  queryFn: () => request<AskPreference>('/request-preferences'),
});

export const changePreference = (change: Partial<AskPreference>): Promise<AskPreference> =>
  request('/request-preferences', { method: 'PATCH', body: change });
