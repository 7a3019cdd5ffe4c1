// What stands on a store before there is a carrier: the ledger, the catalog, the directory, and who is told
// of changes. Most commands need no more, and load no more.

import { createCatalog, type Catalog } from '../catalog/public.ts';
import { createReauthorizer, type Reauthorizer } from '../charging/public.ts';
import { openStore, type Store } from '../db/public.ts';
import { systemClock, type Clock } from '../kernel/public.ts';
import { createLedger, type AccountChange, type Ledger } from '../ledger/public.ts';
import type { Metrics } from '../observe/public.ts';
import { createDirectory, type Directory } from '../subscribers/public.ts';
import { announceTo, announcing, servedIn, type LineListener } from './charging-lines.ts';
import type { StorePlace } from './configuration.ts';
import type { Log } from './log.ts';
import { observeLedger, type Observation } from './observe.ts';
import { createHints, type Hints } from './reauthorize.ts';

/** What there is before there is a carrier. */
export type Ground = {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  /** Where nobody looks there are none. */
  readonly metrics: Metrics | undefined;
  readonly catalog: Catalog;
  readonly directory: Directory;
  readonly ledger: Ledger;
  /** Tells the network's sessions when octets arrive; each door that can reach some registers with it. */
  readonly reauthorizer: Reauthorizer;
  readonly hints: Hints;
  /** Has a listener told of what each batch of the ledger changed. It must neither wait nor throw. */
  onChanged(listener: (changes: readonly AccountChange[]) => void): void;
  /** Has a listener told of lines that this process has suspended, closed or given another SIM. */
  onLineChanged(listener: LineListener): void;
  close(): Promise<void>;
};

/** With an observation, what the ledger does is measured, and traced where that is wanted. */
export async function openGround(
  place: StorePlace,
  log: Log,
  observation?: Observation,
): Promise<Ground> {
  return groundOn(await openStore({ ...place, log }), log, observation);
}

/** The same on a store that is open. Closing the ground closes it. */
export function groundOn(store: Store, log: Log, observation?: Observation): Ground {
  const clock = systemClock;
  const listeners: ((changes: readonly AccountChange[]) => void)[] = [];
  const bare = createLedger({
    store,
    clock,
    log,
    ...(observation === undefined ? {} : { meter: observation.metrics.ledger }),
    changed: (changes) => {
      for (const listener of listeners) listener(changes);
    },
  });
  const ledger = observation === undefined ? bare : observeLedger(bare, observation);
  const hints = createHints(store, log);
  const directory = createDirectory(store, clock);
  const lineListeners: LineListener[] = [announceTo({ hints, clock })];
  const lineChanged: LineListener = (accountIds) => {
    for (const listener of lineListeners) listener(accountIds);
  };
  const reauthorizer = createReauthorizer({
    ledger,
    clock,
    log,
    passOn: (arrivals) => hints.announce(arrivals, 'told'),
    isServed: servedIn(directory),
    ...(observation === undefined ? {} : { meter: observation.metrics.telling }),
  });
  listeners.push(reauthorizer.changed);
  return {
    store,
    clock,
    log,
    metrics: observation?.metrics,
    ledger,
    reauthorizer,
    hints,
    onChanged: (listener) => listeners.push(listener),
    catalog: createCatalog(store),
    directory: announcing(directory, lineChanged),
    onLineChanged: (listener) => lineListeners.push(listener),
    async close() {
      await ledger.close();
      reauthorizer.close();
      await hints.close();
      await store.close();
    },
  };
}
