// What somebody has filled in to give. It outlives the page (going back, an ended session, a reload)
// and carries the intent's key: however often this very gift is sent, it is given once.

import { useSyncExternalStore } from 'react';
import { newIntentKey } from '../../api/request.ts';
import type { GiftOrder } from '../../api/types.ts';
import { parseAmount } from '../../format/octets.ts';
import type { DataUnit } from '../../format/octets.ts';

export type Draft = {
  readonly to: string;
  /** As typed; null until the page proposes an amount. */
  readonly amount: string | null;
  readonly unit: DataUnit;
  readonly message: string;
  readonly intentKey: string;
  /** The number of whoever filled it in, once known. */
  readonly owner: string | null;
};

const STORED_AS = 'largesse.draft';

const emptyDraft = (owner: string | null): Draft => ({
  to: '',
  amount: null,
  unit: 'GB',
  message: '',
  intentKey: newIntentKey(),
  owner,
});

let draft: Draft = restore() ?? emptyDraft(null);
const listeners = new Set<() => void>();

// A tab's own storage: two tabs are two intents, and closing the tab forgets it.
function restore(): Draft | null {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(STORED_AS) ?? 'null');
    return typeof stored === 'object' && stored !== null && 'message' in stored
      ? (stored as Draft)
      : null;
  } catch {
    return null;
  }
}

function keep(changed: Draft): void {
  draft = changed;
  try {
    sessionStorage.setItem(STORED_AS, JSON.stringify(changed));
  } catch {
    // Storage is forbidden: the draft lasts as long as the page.
  }
  for (const listener of listeners) listener();
}

/** Changes what is to be given, which makes it another intent with another key. */
export function changeDraft(
  change: Partial<Pick<Draft, 'to' | 'amount' | 'unit' | 'message'>>,
): void {
  keep({ ...draft, ...change, intentKey: newIntentKey() });
}

/** After a refusal the same gift may be meant again later: the old key would repeat the refusal. */
export const renewIntent = (): void => keep({ ...draft, intentKey: newIntentKey() });

export const clearDraft = (): void => keep(emptyDraft(draft.owner));

/** Says who is signed in. What somebody else had filled in is nobody's business. */
export function claimDraft(msisdn: string): void {
  if (draft.owner !== msisdn)
    keep(draft.owner === null ? { ...draft, owner: msisdn } : emptyDraft(msisdn));
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useDraft = (): Draft => useSyncExternalStore(subscribe, () => draft);

/** The order that a draft amounts to, or null while it is not complete. */
export function orderOf({ to, amount, unit, message }: Draft): GiftOrder | null {
  const octets = amount === null ? null : parseAmount(amount, unit);
  if (to.trim() === '' || octets === null) return null;
  const words = message.trim();
  return { toMsisdn: to.trim(), octets, ...(words === '' ? {} : { message: words }) };
}
