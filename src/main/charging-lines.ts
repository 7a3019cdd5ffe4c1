// A line that is suspended, closed or given another SIM while the network has sessions of it open: they are
// told at once, by whichever process has their connections.
//
// Whoever changes a line does it through the directory, which says so to this process and, by the same hint
// as for octets, to the others. What a hint did not bring, a walk over the open sessions finds.

import { SECOND, type AccountId, type Clock } from '../kernel/public.ts';
import type { Directory } from '../subscribers/public.ts';
import type { Log } from './log.ts';
import type { Ground } from './ground.ts';
import { findUnserved } from './reauthorize.ts';

export type LineListener = (accountIds: readonly AccountId[]) => void;

/** The directory, which says when a line has changed in a way that its sessions have to do with. */
export function announcing(directory: Directory, changed: LineListener): Directory {
  return {
    ...directory,
    async setStatus(accountId, status) {
      await directory.setStatus(accountId, status);
      changed([accountId]);
    },
    async setStanding(accountId, said) {
      await directory.setStanding(accountId, said);
      if (said.simChangedAt !== undefined) changed([accountId]);
    },
  };
}

/** Whether the network may serve an account. One without a line, such as a pool, has no sessions. */
export const servedIn =
  (directory: Pick<Directory, 'line'>) =>
  async (accountId: AccountId): Promise<boolean> => {
    const line = await directory.line(accountId);
    return line === undefined || line.status === 'active';
  };

/** Tells other processes of a change that was made in this one. */
export const announceTo =
  ({ hints, clock }: { hints: Ground['hints']; clock: Clock }): LineListener =>
  (accountIds) =>
    hints.announce(
      accountIds.map((accountId) => ({ accountId, since: clock.now() })),
      'changed',
    );

const WALK_EVERY = 10 * SECOND;
/** All of the store is walked in a minute or two, whatever its parts. */
const TURNS = 8;

/** Walks over the open sessions, some parts at a time. Gives what ends it. */
export function walkUnserved(
  { store, reauthorizer }: Pick<Ground, 'store' | 'reauthorizer'>,
  log: Pick<Log, 'warn'>,
  everyMilliseconds = WALK_EVERY,
): () => void {
  let next = 0;
  let isWalking = false;
  const walk = async (): Promise<void> => {
    if (isWalking) return;
    isWalking = true;
    try {
      for (let count = Math.ceil(store.parts / TURNS); count > 0; count -= 1) {
        const part = next;
        next = (next + 1) % store.parts;
        reauthorizer.lineChanged(await findUnserved(store, part));
      }
    } catch (error) {
      log.warn({ err: error }, 'sessions of lines that are not served could not be looked for');
    } finally {
      isWalking = false;
    }
  };
  const timer = setInterval(() => void walk(), everyMilliseconds);
  timer.unref();
  return () => clearInterval(timer);
}
