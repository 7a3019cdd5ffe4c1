// What the networks hold at this moment: how many sessions are open, and how many octets were granted to
// them and are not reported yet.
//
// Counting reads every hold there is, so it is done in the background, once a minute at most; a scrape is
// answered with what was last counted.

import { transact, type Store } from '../db/public.ts';
import { MINUTE, SECOND } from '../kernel/public.ts';
import type { Metrics } from '../observe/public.ts';
import type { Log } from './log.ts';

type Counted = { readonly sessions: number; readonly octets: number };
export type QuotaInFlight = { stop(): void };

/** A store this slow has better things to do. */
const LONGEST = 10 * SECOND;

export function watchQuotaInFlight(metrics: Metrics, store: Store, log: Log): QuotaInFlight {
  let counted: Counted | undefined;
  const count = (): void => {
    countOpen(store).then(
      (found) => (counted = found),
      (error: unknown) => {
        counted = undefined;
        log.debug({ err: error }, 'quota in flight was not counted');
      },
    );
  };
  metrics.watch(
    'largesse_sessions_open',
    { help: 'Charging sessions that are open, counted once a minute' },
    () => (counted === undefined ? [] : [{ value: counted.sessions }]),
  );
  metrics.watch(
    'largesse_quota_in_flight_octets',
    { help: 'Octets granted to open sessions and not reported yet, counted once a minute' },
    () => (counted === undefined ? [] : [{ value: counted.octets }]),
  );
  count();
  const timer = setInterval(count, MINUTE).unref();
  return { stop: () => clearInterval(timer) };
}

/** A hold's parts are threes: slot, bucket, octets. A gift in escrow is a hold as well, and no session. */
const countOpen = (store: Store): Promise<Counted> =>
  transact(
    store,
    async ({ client }) => {
      await client.query(`set local statement_timeout = ${LONGEST}`);
      const { rows } = await client.query<Counted>(
        `select count(*) as sessions,
                coalesce(sum((select sum(octets)
                              from unnest(parts) with ordinality as u (octets, place)
                              where place % 3 = 0)), 0)::bigint as octets
         from hold where closed_at is null and starts_with(hold_id, 'session:')`,
      );
      return rows[0] ?? { sessions: 0, octets: 0 };
    },
    { readOnly: true },
  );
