// Accounts whose sessions are to be told. An account waits once, however often something arrives for it,
// and not while its sessions are just being told: they are then told once more, of all that came since.

import type { AccountId, Instant } from '../kernel/public.ts';

/** Which sessions of an account are told: those that hold no octets, those that hold many, or all. */
export type Whom = 'without' | 'holding' | 'all';

type About = {
  readonly isUrgent: boolean;
  readonly isPassedOn: boolean;
  readonly whom: Whom;
};
export type WaitingAccount = About & { readonly accountId: AccountId; readonly since: Instant };

export type AccountQueue = {
  add(account: { readonly accountId: AccountId; readonly since: Instant }, about: About): void;
  /** At most so many, the urgent ones first, each kind in the order in which it came. */
  take(most: number): WaitingAccount[];
  /** Keeps an account from being taken until it was released as often. */
  hold(accountId: AccountId, times: number): void;
  release(accountId: AccountId): void;
  isEmpty(): boolean;
};

export function createAccountQueue(most: number, dropped: () => void): AccountQueue {
  const urgent = new Map<AccountId, WaitingAccount>();
  const others = new Map<AccountId, WaitingAccount>();
  const held = new Map<AccountId, number>();

  const takeFrom = (waiting: Map<AccountId, WaitingAccount>, upTo: number): WaitingAccount[] => {
    const taken: WaitingAccount[] = [];
    for (const account of waiting.values()) {
      if (taken.length >= upTo) break;
      if (held.has(account.accountId)) continue;
      waiting.delete(account.accountId);
      taken.push(account);
    }
    return taken;
  };
  return {
    add({ accountId, since }, { isUrgent, isPassedOn, whom }) {
      const before = urgent.get(accountId) ?? others.get(accountId);
      // The oldest of what is not told yet counts, and a word of our own is passed on when need be.
      const account: WaitingAccount = {
        accountId,
        since: Math.min(since, before?.since ?? since),
        isUrgent: isUrgent || before?.isUrgent === true,
        isPassedOn: isPassedOn && before?.isPassedOn !== false,
        whom: before === undefined || before.whom === whom ? whom : 'all',
      };
      if (before === undefined && urgent.size + others.size >= most) {
        dropped();
        return;
      }
      if (account.isUrgent) others.delete(accountId);
      (account.isUrgent ? urgent : others).set(accountId, account);
    },
    take(upTo) {
      const taken = takeFrom(urgent, upTo);
      return taken.length < upTo ? [...taken, ...takeFrom(others, upTo - taken.length)] : taken;
    },
    hold(accountId, times) {
      if (times > 0) held.set(accountId, (held.get(accountId) ?? 0) + times);
    },
    release(accountId) {
      const left = (held.get(accountId) ?? 1) - 1;
      if (left > 0) held.set(accountId, left);
      else held.delete(accountId);
    },
    isEmpty: () => urgent.size === 0 && others.size === 0,
  };
}
