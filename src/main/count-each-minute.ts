// Numbers that take a reading of the store to know. They are counted in the background, once a minute at most; a
// scrape is answered with what was last counted, and with nothing where that failed.

import { transact, type Store, type Transaction } from '../db/public.ts';
import { MINUTE, SECOND } from '../kernel/public.ts';
import type { Log } from './log.ts';

export type Counted<Value> = { latest(): Value | undefined; stop(): void };

/** A store this slow has better things to do. */
const LONGEST = 10 * SECOND;

export function countEachMinute<Value>(
  store: Store,
  log: Log,
  what: string,
  read: (client: Transaction['client']) => Promise<Value>,
): Counted<Value> {
  let counted: Value | undefined;
  const count = (): void => {
    transact(
      store,
      async ({ client }) => {
        await client.query(`set local statement_timeout = ${LONGEST}`);
        return read(client);
      },
      { readOnly: true },
    ).then(
      (found) => (counted = found),
      (error: unknown) => {
        counted = undefined;
        log.debug({ err: error, what }, 'was not counted');
      },
    );
  };
  count();
  const timer = setInterval(count, MINUTE).unref();
  return { latest: () => counted, stop: () => clearInterval(timer) };
}
