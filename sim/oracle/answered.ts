// What the second ledger answers, and whether it had answered the same before.

import type { LedgerRefusal } from '../../src/ledger/public.ts';

/** What is told again when the same command comes again. */
export type Told =
  | { readonly kind: 'accepted'; readonly value: unknown; readonly repeat?: true }
  | { readonly kind: 'refused'; readonly refusal: unknown; readonly repeat?: true };

export type Answered =
  | Told
  /** Asked for what cannot be. Nothing of it is done, not even what was due by itself. */
  | { readonly kind: 'stopped' };

export const accepted = (value: unknown) => ({ kind: 'accepted', value }) as const;

/** The code is checked against the ledger's own list; the facts are checked by being compared. */
export const refused = (refusal: { code: LedgerRefusal['code']; [fact: string]: unknown }) =>
  ({ kind: 'refused', refusal }) as const;

export const STOPPED = { kind: 'stopped' } as const;
