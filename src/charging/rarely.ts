// Lets something happen to each account only so often. What it remembers is bounded: when there is too much,
// the oldest is forgotten, whose turn then comes early.

import type { AccountId, Instant } from '../kernel/public.ts';

export type Rarely = {
  /** Whether it may happen now; if so, not again before its time. */
  isDue(accountId: AccountId, now: Instant): boolean;
};

export function createRarely(everyMilliseconds: number, most: number): Rarely {
  /** In the order of their instants. */
  const last = new Map<AccountId, Instant>();
  return {
    isDue(accountId, now) {
      const before = last.get(accountId);
      if (before !== undefined && Math.abs(now - before) < everyMilliseconds) return false;
      last.delete(accountId);
      for (const [oldest, at] of last) {
        if (last.size < most && now - at < everyMilliseconds) break;
        last.delete(oldest);
      }
      last.set(accountId, now);
      return true;
    },
  };
}
