// What a gift may need beyond a press: the line's PIN, a code, the receiver's name, a guardian's word.

import { queryOptions } from '@tanstack/react-query';
import { Problem } from './problem.ts';
import { request } from './request.ts';
import type { Rhythm, Target } from './standing.ts';
import type { Masked, Need } from './types.ts';

/** The gift that a code or a guardian's word is for: it is good for no other. */
export type Subject =
  | { readonly kind: 'gift'; readonly toMsisdn: string; readonly octets: number }
  | { readonly kind: 'request'; readonly requestId: string; readonly octets: number }
  | { readonly kind: 'expiring'; readonly to: Target; readonly octets: number }
  | { readonly kind: 'pool'; readonly pool: number; readonly octets: number }
  | { readonly kind: 'tank'; readonly tank: number; readonly octets: number }
  | { readonly kind: 'standing'; readonly to: Target; readonly rhythm: Rhythm }
  | {
      readonly kind: 'link';
      readonly octetsEach: number;
      readonly shares: number;
      readonly toMsisdn?: string;
    }
  | {
      readonly kind: 'together';
      readonly people: readonly { readonly toMsisdn: string; readonly octets: number }[];
    };

/** What a person shows along with a gift. */
export type Shown = {
  readonly pin?: string;
  readonly code?: string;
  readonly consentId?: string;
  readonly receiverName?: string;
};

/** Something that a gift needs, and what can be done about it now. */
export type Step = {
  readonly need: Need;
  readonly next:
    | 'type_name'
    | 'enter_pin'
    | 'set_pin'
    | 'unlock_pin'
    | 'ask_for_code'
    | 'enter_code'
    | 'ask_guardian'
    | 'wait_for_guardian'
    | 'give_with_consent'
    | 'wait'
    | 'none';
  readonly until: string | null;
  readonly consentId: string | null;
  readonly guardians: readonly string[];
  readonly wasRefused: boolean;
};

export type Consent = {
  readonly id: string;
  readonly kind: Subject['kind'];
  readonly octets: number;
  readonly to: readonly Masked[];
  readonly from: Masked;
  readonly state: 'asked' | 'accepted' | 'refused' | 'used' | 'lapsed';
  readonly askedAt: string;
  readonly lapsesAt: string;
  readonly answeredAt: string | null;
  readonly receipt: string;
  /** Of one's own: the gift, to go on with. */
  readonly for: Subject | null;
};

export type Pin = {
  readonly isUsed: boolean;
  readonly setAt: string | null;
  readonly isLocked: boolean;
  readonly triesLeft: number;
};

/** By the PIN as it is, or by a code. */
export type PinProof = { readonly pin: string } | { readonly code: string };

type Sent = { readonly expiresAt: string };

/** Absent where nothing is shown. */
export const withProofs = (shown: Shown): { readonly proofs?: Shown } =>
  Object.keys(shown).length === 0 ? {} : { proofs: shown };

export const sendGiftCode = (subject: Subject): Promise<Sent> =>
  request('/gift-codes', { method: 'POST', body: { for: subject } });

export const askGuardian = (subject: Subject, intentKey: string): Promise<Consent> =>
  request('/guardian-consents', { method: 'POST', body: { for: subject }, intentKey });

export const consentsQuery = queryOptions({
  queryKey: ['consents'],
  queryFn: () =>
    request<{ readonly mine: readonly Consent[]; readonly forMe: readonly Consent[] }>(
      '/guardian-consents',
    ),
});

export const answerConsent = (id: string, how: 'accept' | 'refuse'): Promise<Consent> =>
  request(`/guardian-consents/${encodeURIComponent(id)}/${how}`, { method: 'POST', body: {} });

export const pinQuery = queryOptions({
  queryKey: ['gifting-pin'],
  queryFn: () => request<Pin>('/gifting-pin'),
});

export const setPin = (pin: string, by: PinProof, intentKey: string): Promise<Pin> =>
  request('/gifting-pin', { method: 'PUT', body: { pin, by }, intentKey });

export const removePin = (by: PinProof, intentKey: string): Promise<Pin> =>
  request('/gifting-pin/removal', { method: 'POST', body: by, intentKey });

export const unlockPin = (code: string, intentKey: string): Promise<Pin> =>
  request('/gifting-pin/unlocking', { method: 'POST', body: { code }, intentKey });

export const sendPinCode = (): Promise<Sent> =>
  request('/gifting-pin/codes', { method: 'POST', body: {} });

const NEED_OF: Readonly<Record<string, Need>> = {
  receiver_name_differs: 'receiver_name',
  receiver_name_tries_reached: 'receiver_name',
  confirmation_code_wrong: 'one_time_code',
  too_many_attempts: 'one_time_code',
  gifting_pin_wrong: 'pin',
  gifting_pin_locked: 'pin',
  gifting_pin_not_set: 'pin',
  consent_not_given: 'guardian',
  consent_over: 'guardian',
  guardian_must_confirm: 'guardian',
};

/** Which need a refusal is about: it is shown there again, and nothing else is asked for anew. */
export const needOf = (error: unknown): Need | null =>
  error instanceof Problem ? (NEED_OF[error.code] ?? null) : null;
