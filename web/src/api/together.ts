// Giving to several people at once: to nobody if one of them could not be given to as things stand.

import { withProofs, type Shown, type Step } from './proofs.ts';
import { request } from './request.ts';
import type { Gift, Masked } from './types.ts';

export type TogetherOrder = {
  readonly people: readonly { readonly toMsisdn: string; readonly octets: number }[];
  readonly message?: string;
};

export type TogetherPreview = {
  readonly people: readonly {
    readonly receiver: Masked;
    readonly octets: number;
    readonly expiresAt: string;
  }[];
  readonly totalOctets: number;
  readonly keepsOctets: number;
  readonly feeCents: number;
  readonly toShow: readonly Step[];
};

export type Together = {
  readonly id: string;
  readonly receipt: string;
  readonly askedAt: string;
  /** In the order in which they were named. */
  readonly outcomes: readonly {
    readonly gift: Gift | null;
    readonly refusal: { readonly code: string; readonly detail: string } | null;
  }[];
};

export const PEOPLE_AT_ONCE = 10;

export const previewTogether = (order: TogetherOrder): Promise<TogetherPreview> =>
  request('/gifts-together-previews', { method: 'POST', body: order });

/** One name is shown for each; what else is shown is shown once for all. */
export const giveTogether = (
  { people, ...order }: TogetherOrder,
  names: readonly string[],
  shown: Shown,
  intentKey: string,
): Promise<Together> =>
  request('/gifts-together', {
    method: 'POST',
    body: {
      ...order,
      ...withProofs(shown),
      people: people.map((person, index) => {
        const receiverName = names[index];
        return receiverName === undefined ? person : { ...person, receiverName };
      }),
    },
    intentKey,
  });
