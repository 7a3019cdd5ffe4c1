// The whole product on one store: every part made and joined, no door open yet.

import {
  createCatalog,
  createChargingCatalog,
  rememberCatalog,
  type Carrier,
  type Catalog,
} from '../catalog/public.ts';
import {
  createCharging,
  createCounters,
  createReauthorizer,
  createSettings,
  type Charging,
  type Counters,
  type Reauthorizer,
} from '../charging/public.ts';
import { openStore, type Store } from '../db/public.ts';
import {
  createGifting,
  forgetOld,
  createProofs,
  recordFee,
  withSharedAccounts,
  type Gifting,
  type Proofs,
  type Ways,
} from '../gifting/public.ts';
import { Fault, SECOND, systemClock, type Clock } from '../kernel/public.ts';
import {
  createLedger,
  keepMonthsAhead,
  type AccountChange,
  type Ledger,
} from '../ledger/public.ts';
import type { Message } from '../interfaces/messages/public.ts';
import type { Metrics } from '../observe/public.ts';
import {
  createDirectory,
  createServedLines,
  createSignIn,
  type Directory,
  type Line,
  type SignIn,
} from '../subscribers/public.ts';
import {
  announceTo,
  announcing,
  servedIn,
  walkUnserved,
  type LineListener,
} from './charging-lines.ts';
import { openChanges, type Changes, type Ear } from './changes.ts';
import type { StorePlace } from './configuration.ts';
import { prepareJobs, runJobs, scheduleGift, type Jobs } from './jobs.ts';
import type { Log } from './log.ts';
import { observeLedger, type Observation } from './observe.ts';
import { createGiftEmitter, emitTogether } from './partners.ts';
import { createHints, findUntold, type Hints } from './reauthorize.ts';
import { beforeWhich, USUAL_RETENTION, type Retention } from './retention.ts';
import { createSharing, type Sharing } from './sharing.ts';
import { createStanding, type Standing } from './standing.ts';
import { openWays } from './ways.ts';

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

export type Product = Ground & {
  readonly carrier: Carrier;
  readonly charging: Charging;
  /** What the network's policy is decided by. */
  readonly counters: Counters;
  readonly gifting: Gifting;
  readonly ways: Ways;
  readonly sharing: Sharing;
  readonly standing: Standing['standing'];
  readonly expiring: Standing['expiring'];
  readonly proofs: Proofs;
  readonly signIn: SignIn;
  readonly changes: Changes;
  /**
   * Starts doing work that is due: gifts whose window ends, the sweep, sessions that nobody told what
   * arrived for them. To be called when the doors are open.
   */
  runJobs(keep?: Retention): Promise<Jobs>;
};

/** Takes a message to a person. Returns at once, and never throws. */
export type Messenger = (line: Line, message: Message) => void;

export async function openProduct(ground: Ground, messenger: Messenger): Promise<Product> {
  const { store, clock, log, metrics, catalog, directory, ledger } = ground;
  const carrier = await catalog.carrier();
  if (carrier === undefined)
    throw new Fault('no_carrier', 'this store has no carrier yet: run `largesse carrier seed`', {
      retry: 'useless',
    });
  await prepareJobs(store, log);
  await keepMonthsAhead(store, clock.now());
  const settings = createSettings({
    read: createChargingCatalog(store, clock).settings,
    clock,
    log,
  });
  const counters = createCounters({ ledger, directory, settings, clock, log });
  ground.onChanged(counters.changed);
  ground.onChanged((changed) => hintAtArrivals(ground, changed));
  const lines = createServedLines(store, clock);
  const lineListeners: LineListener[] = [
    (accountIds) => lines.forget(accountIds),
    ground.reauthorizer.lineChanged,
  ];
  const lineChanged: LineListener = (accountIds) => {
    for (const listener of lineListeners) listener(accountIds);
  };
  ground.onLineChanged(lineChanged);
  const changes = await openChanges(store, log, [hintsElsewhere(ground, counters, lineChanged)]);
  const emit = createGiftEmitter(ground);
  const gifting = createGifting({
    store,
    ledger,
    catalog: rememberCatalog(catalog, clock),
    directory,
    clock,
    timeZone: carrier.timeZone,
    country: carrier.country,
    ports: {
      schedule: (client, gift, at) => scheduleGift(store, client, gift, at),
      emit,
      emitAll: emitTogether(emit),
      chargeFee: (client, fee) => recordFee(store, client, fee),
      announce: changes.announce,
      tell: messenger,
    },
  });
  const sharing = createSharing(ground, carrier, gifting, messenger);
  const again = createStanding(ground, carrier, gifting, messenger);
  const { ways, tasks: waysTasks } = openWays(ground, carrier, gifting, {
    announce: changes.announce,
    tell: messenger,
    emit,
  });
  const proofs = createProofs({
    store,
    catalog,
    directory: withSharedAccounts(directory, store),
    clock,
    timeZone: carrier.timeZone,
    country: carrier.country,
    gifting,
    ways,
    standing: again.standing,
    expiring: again.expiring,
    sharing,
    ports: { tell: messenger, announce: changes.announce },
  });
  const signIn = createSignIn({
    store,
    directory,
    clock,
    sendCode: (line, code) => messenger(line, { about: 'sign_in_code', code }),
  });
  return {
    ...ground,
    // Whatever process has changed it.
    onLineChanged: (listener) => lineListeners.push(listener),
    carrier,
    changes,
    gifting,
    sharing,
    standing: again.standing,
    expiring: again.expiring,
    ways,
    proofs,
    // What lines share is on one side of many gifts.
    directory: withSharedAccounts(directory, store),
    signIn,
    counters,
    charging: createCharging({
      ledger,
      lines,
      settings,
      clock,
      ranShort(accountId, scope) {
        sharing.pools.ranShort(accountId, scope);
        ground.reauthorizer.ranShort(accountId);
      },
      ...(metrics === undefined ? {} : { meter: metrics.charging }),
    }),
    async runJobs(keep = USUAL_RETENTION) {
      const jobs = await runJobs({
        store,
        gifting,
        async sweep() {
          await ledger.sweep();
          await signIn.sweep(keep.codes);
        },
        tasks: {
          ...sharing.tasks,
          ...waysTasks,
          ...again.tasks,
          forget_old: async () => {
            await forgetOld(store, beforeWhich(keep, clock.now()));
          },
        },
        crontab: `${again.crontab}\n23 * * * * forget_old ?max=3`,
        log,
      });
      const rounds = setInterval(() => counters.round(), COUNTERS_EVERY);
      rounds.unref();
      const endWalk = walkUnserved(ground, log);
      void tellUntold(ground);
      return {
        async stop() {
          clearInterval(rounds);
          endWalk();
          await jobs.stop();
        },
      };
    },
    async close() {
      await changes.close();
      await ground.close();
    },
  };
}

const COUNTERS_EVERY = 5 * SECOND;

/** Counters that another process watches are looked at again there. */
function hintAtArrivals({ hints, clock }: Ground, changes: readonly AccountChange[]): void {
  const since = clock.now();
  for (const { accountId, arrived } of changes)
    if (arrived) hints.announce([{ accountId, since }], 'arrived');
}

/** Hears of what another process did: counters look again, our doors tell whom it could not, or whose line changed. */
const hintsElsewhere = (
  { hints, reauthorizer }: Ground,
  counters: Counters,
  lineChanged: LineListener,
): Ear => ({
  channel: hints.channel,
  heard(payload) {
    const hint = hints.read(payload);
    if (hint === undefined) return;
    const accountIds = hint.arrivals.map(({ accountId }) => accountId);
    if (hint.about === 'changed') {
      lineChanged(accountIds);
      return;
    }
    counters.look(accountIds);
    if (hint.about === 'told') reauthorizer.tell(hint.arrivals);
  },
});

async function tellUntold({ store, clock, log, reauthorizer }: Ground): Promise<void> {
  try {
    reauthorizer.tell(await findUntold(store, clock.now()));
  } catch (error) {
    log.warn({ err: error }, 'what arrived before the start was not told to the network');
  }
}
