// Reads accounts before their batch, which would else wait for them with all its commands.
//
// A session's first request most often comes for an account that is not in memory. It is read while batches
// of others are decided and written, and the request joins its lane when that is done. Later commands for the
// account keep their place behind it. Whether it could be read makes no difference to what is decided: a batch
// reads by itself what it does not find in memory.

import type { AccountId } from '../kernel/public.ts';
import type { Command } from './command.ts';
import { tooMany } from './lanes.ts';

type Pending = { readonly read: Promise<void>; waiting: number };

export type Ahead = {
  /** Does `submit` when the account may be queued for: at once, where there is nothing to wait for. */
  submit<Value>(command: Command, submit: () => Promise<Value>): Promise<Value>;
  /** When whatever has begun to wait has gone on. */
  drained(): Promise<void>;
};

export function createAhead(options: {
  readonly isRemembered: (accountId: AccountId) => boolean;
  readonly read: (accountId: AccountId) => Promise<unknown>;
  /** So many commands wait here at most; a further one that would have to is told to come back. */
  readonly most: number;
}): Ahead {
  const pending = new Map<AccountId, Pending>();
  let waiting = 0;

  function begin(accountId: AccountId): Pending {
    const read = options.read(accountId).then(
      () => undefined,
      () => undefined,
    );
    const began = { read, waiting: 0 };
    pending.set(accountId, began);
    return began;
  }

  async function goOnBehind<Value>(
    accountId: AccountId,
    behind: Pending,
    submit: () => Promise<Value>,
  ): Promise<Value> {
    if (waiting >= options.most) throw tooMany();
    waiting += 1;
    behind.waiting += 1;
    await behind.read;
    waiting -= 1;
    behind.waiting -= 1;
    // In the same breath as the last one goes on: whoever comes meanwhile must not overtake it.
    if (behind.waiting === 0) pending.delete(accountId);
    return submit();
  }

  return {
    submit(command, submit) {
      const { accountId } = command;
      const behind = pending.get(accountId);
      if (behind !== undefined) return goOnBehind(accountId, behind, submit);
      return opensSession(command) && waiting < options.most && !options.isRemembered(accountId)
        ? goOnBehind(accountId, begin(accountId), submit)
        : submit();
    },
    async drained() {
      while (pending.size > 0) await Promise.all(Array.from(pending.values(), ({ read }) => read));
    },
  };
}

const opensSession = (command: Command): boolean =>
  command.name === 'charge' && (command.step === 'initial' || command.step === 'event');
