// The whole product on one store: every part made and joined, no door open yet.

import { createChargingCatalog, rememberCatalog, type Carrier } from '../catalog/public.ts';
import {
  createCharging,
  createCounters,
  createSettings,
  type Charging,
  type Counters,
} from '../charging/public.ts';
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
import { Fault, SECOND } from '../kernel/public.ts';
import { keepMonthsAhead, type AccountChange } from '../ledger/public.ts';
import type { Message } from '../interfaces/messages/public.ts';
import { createServedLines, createSignIn, type Line, type SignIn } from '../subscribers/public.ts';
import { walkUnserved, type LineListener } from './charging-lines.ts';
import { openChanges, type Changes, type Ear } from './changes.ts';
import type { Ground } from './ground.ts';
import { prepareJobs, runJobs, scheduleGift, type Jobs } from './jobs.ts';
import { createGiftEmitter, emitTogether } from './partners.ts';
import { findUntold } from './reauthorize.ts';
import { beforeWhich, USUAL_RETENTION, type Retention } from './retention.ts';
import { createSharing, type Sharing } from './sharing.ts';
import { createStanding, type Standing } from './standing.ts';
import { openWays } from './ways.ts';

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
