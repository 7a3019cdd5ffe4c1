// What the networks hold at this moment: how many sessions are open, and how many octets were granted to
// them and are not reported yet. Counting reads every hold there is.

import type { Store } from '../db/public.ts';
import type { Metrics } from '../observe/public.ts';
import { countEachMinute, type Counted } from './count-each-minute.ts';
import type { Log } from './log.ts';

type InFlight = { readonly sessions: number; readonly octets: number };

export function watchQuotaInFlight(metrics: Metrics, store: Store, log: Log): Counted<InFlight> {
  const counted = countEachMinute(store, log, 'quota in flight', async (client) => {
    // A hold's parts are threes: slot, bucket, octets. A gift in escrow is a hold as well, and no session.
    const { rows } = await client.query<InFlight>(
      `select count(*) as sessions,
              coalesce(sum((select sum(octets)
                            from unnest(parts) with ordinality as u (octets, place)
                            where place % 3 = 0)), 0)::bigint as octets
       from hold_now where closed_at is null and starts_with(hold_id, 'session:')`,
    );
    return rows[0] ?? { sessions: 0, octets: 0 };
  });
  const valueOf = (of: (inFlight: InFlight) => number) => () => {
    const latest = counted.latest();
    return latest === undefined ? [] : [{ value: of(latest) }];
  };
  metrics.watch(
    'largesse_sessions_open',
    { help: 'Charging sessions that are open, counted once a minute' },
    valueOf(({ sessions }) => sessions),
  );
  metrics.watch(
    'largesse_quota_in_flight_octets',
    { help: 'Octets granted to open sessions and not reported yet, counted once a minute' },
    valueOf(({ octets }) => octets),
  );
  return counted;
}
