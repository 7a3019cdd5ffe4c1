// The real ledger on a real store, as a comparison needs it.

import type { Store } from '../../src/db/public.ts';
import { createLedger } from '../../src/ledger/public.ts';
import type { Stage } from './compare.ts';

/** A round of the sweep looks at this many rows of each table in each part. */
const ROWS_A_ROUND = 2_000;

export const stageOn = (store: Store): Stage => ({
  ledgerOn: (clock) => createLedger({ store, clock }),
  async sweepRounds() {
    const { rows } = await store.pool.query<{ most: number }>(
      `select coalesce(max(size), 0) as most
       from (select count(*) as size from hold group by part
             union all select count(*) from command_key group by part
             union all select count(*) from bucket where available > 0 group by part) sizes`,
    );
    // Once to the end from wherever the last sweep stopped, once from the start, and once to be sure.
    return 2 * Math.ceil((rows[0]?.most ?? 0) / ROWS_A_ROUND) + 1;
  },
});
