// Reads accounts before their batch, which would else wait for them with all its commands.
//
// A session's first request most often comes for an account that is not in memory. It is read while batches
// of others are decided and written, and the request joins its lane when that is done. Later commands for the
// account keep their place behind it. Whether it could be read makes no difference to what is decided: a batch
// reads by itself what it does not find in memory.

import type { AccountId } from '../kernel/public.ts';
import type { Command } from './command.ts';

type Pending = { readonly read: Promise<void>; waiting: number };

export type Ahead = {
  /** When the account may be queued for; undefined where there is nothing to wait for. */
  before(command: Command): Promise<void> | undefined;
  /** When whatever has begun to wait has gone on. */
  drained(): Promise<void>;
};

export function createAhead(options: {
  readonly isRemembered: (accountId: AccountId) => boolean;
  readonly read: (accountId: AccountId) => Promise<unknown>;
  /** So many accounts are read ahead at most. */
  readonly most: number;
}): Ahead {
  const pending = new Map<AccountId, Pending>();

  function begin(accountId: AccountId): Pending {
    const read = options.read(accountId).then(
      () => undefined,
      () => undefined,
    );
    const began = { read, waiting: 0 };
    pending.set(accountId, began);
    return began;
  }

  return {
    async drained() {
      while (pending.size > 0) await Promise.all(Array.from(pending.values(), ({ read }) => read));
    },
    before(command) {
      const { accountId } = command;
      let behind = pending.get(accountId);
      if (behind === undefined) {
        const isRead =
          opensSession(command) && pending.size < options.most && !options.isRemembered(accountId);
        if (!isRead) return undefined;
        behind = begin(accountId);
      }
      behind.waiting += 1;
      return behind.read.then(() => {
        behind.waiting -= 1;
        // Not before the last one has gone on: whoever comes meanwhile must not overtake it.
        if (behind.waiting === 0) pending.delete(accountId);
      });
    },
  };
}

const opensSession = (command: Command): boolean =>
  command.name === 'charge' && (command.step === 'initial' || command.step === 'event');
