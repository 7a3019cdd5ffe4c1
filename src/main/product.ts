// The whole product on one store: every part made and joined, no door open yet.

import { createCatalog, type Carrier, type Catalog } from '../catalog/public.ts';
import { createCharging, type Charging } from '../charging/public.ts';
import { openStore, type Store } from '../db/public.ts';
import { createGifting, type Gifting } from '../gifting/public.ts';
import { Fault, systemClock, type Clock } from '../kernel/public.ts';
import { createLedger, keepMonthsAhead, type Ledger } from '../ledger/public.ts';
import type { Message } from '../interfaces/messages/public.ts';
import {
  createDirectory,
  createSignIn,
  type Directory,
  type Line,
  type SignIn,
} from '../subscribers/public.ts';
import { openChanges, type Changes } from './changes.ts';
import type { StorePlace } from './configuration.ts';
import { prepareJobs, runJobs, scheduleGift, type Jobs } from './jobs.ts';
import type { Log } from './log.ts';
import { observeLedger, type Observation } from './observe.ts';

/** What there is before there is a carrier. */
export type Ground = {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly catalog: Catalog;
  readonly directory: Directory;
  readonly ledger: Ledger;
  close(): Promise<void>;
};

/** With an observation, what the ledger does is measured, and traced where that is wanted. */
export async function openGround(
  place: StorePlace,
  log: Log,
  observation?: Observation,
): Promise<Ground> {
  const store = await openStore({ ...place, log });
  const clock = systemClock;
  const bare = createLedger({ store, clock, log });
  const ledger = observation === undefined ? bare : observeLedger(bare, observation);
  return {
    store,
    clock,
    log,
    ledger,
    catalog: createCatalog(store),
    directory: createDirectory(store, clock),
    async close() {
      await ledger.close();
      await store.close();
    },
  };
}

export type Product = Ground & {
  readonly carrier: Carrier;
  readonly charging: Charging;
  readonly gifting: Gifting;
  readonly signIn: SignIn;
  readonly changes: Changes;
  /** Starts doing work that is due: gifts whose window ends, the sweep. */
  runJobs(): Promise<Jobs>;
};

/** Takes a message to a person. Returns at once, and never throws. */
export type Messenger = (line: Line, message: Message) => void;

export async function openProduct(ground: Ground, messenger: Messenger): Promise<Product> {
  const { store, clock, log, catalog, directory, ledger } = ground;
  const carrier = await catalog.carrier();
  if (carrier === undefined)
    throw new Fault('no_carrier', 'this store has no carrier yet: run `largesse carrier seed`', {
      retry: 'useless',
    });
  await prepareJobs(store, log);
  await keepMonthsAhead(store, clock.now());
  const changes = await openChanges(store, log);
  const gifting = createGifting({
    store,
    ledger,
    catalog,
    directory,
    clock,
    timeZone: carrier.timeZone,
    country: carrier.country,
    ports: {
      schedule: (client, gift, at) => scheduleGift(store, client, gift, at),
      announce: changes.announce,
      tell: messenger,
    },
  });
  const signIn = createSignIn({
    store,
    directory,
    clock,
    sendCode: (line, code) => messenger(line, { about: 'sign_in_code', code }),
  });
  const rating = {
    ratingGroups: await catalog.ratingGroups(),
    homeNetworks: carrier.homeNetworks,
  };
  const sweep = async (): Promise<void> => {
    await ledger.sweep();
    await signIn.sweep();
  };
  return {
    ...ground,
    carrier,
    changes,
    gifting,
    signIn,
    charging: createCharging({ ledger, directory, clock, rating }),
    runJobs: () => runJobs({ store, gifting, sweep, log }),
    async close() {
      await changes.close();
      await ground.close();
    },
  };
}
