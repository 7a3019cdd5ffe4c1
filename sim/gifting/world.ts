// The product's own ledger, directory, catalog and gifting on a store made for the run, with a clock that the
// run winds, and the job queue in the run's hands: what is due is done when the clock gets there.

import { createCatalog, type Carrier } from '../../src/catalog/public.ts';
import type { Store } from '../../src/db/public.ts';
import {
  createGifting,
  createWays,
  type Gifting,
  type GiftName,
  type Ways,
} from '../../src/gifting/public.ts';
import type { AccountId, Instant } from '../../src/kernel/public.ts';
import { createLedger, type Ledger } from '../../src/ledger/public.ts';
import { demoPolicy } from '../../src/main/demo/carrier.ts';
import { createDirectory, type Directory } from '../../src/subscribers/public.ts';
import { SIM_PLANS } from './people.ts';

export const UNDO_SECONDS = 1_800;

const CARRIER: Carrier = {
  id: 'sim',
  name: 'Simulated Mobile',
  timeZone: 'America/Toronto',
  currency: 'CAD',
  country: 'CA',
  homeNetworks: ['00101'],
};

export type Job = {
  readonly at: Instant;
  readonly giver: AccountId;
  readonly run: () => Promise<void>;
};

export type World = {
  readonly store: Store;
  readonly ledger: Ledger;
  readonly directory: Directory;
  readonly gifting: Gifting;
  readonly ways: Ways;
  readonly carrier: Carrier;
  now(): Instant;
  /** Time goes forward only. */
  setNow(at: Instant): void;
  /** Takes the jobs that are due by now, in the order in which they fell due. */
  dueJobs(): Job[];
  close(): Promise<void>;
};

export async function createWorld(store: Store, startsAt: Instant): Promise<World> {
  let now = startsAt;
  const clock = { now: () => now };
  let jobs: Job[] = [];
  const ledger = createLedger({ store, clock });
  const catalog = createCatalog(store);
  const directory = createDirectory(store, clock);
  await catalog.putCarrier(CARRIER);
  for (const { id, octets } of SIM_PLANS)
    await catalog.putPlan({
      id,
      name: { en: id, fr: id },
      octetsPerCycle: octets,
      priceCents: 1_000,
      mayGive: id !== 'tablet-10',
      mayReceive: true,
    });
  const published = await catalog.publishGiftPolicy('standard', 0, demoPolicy(UNDO_SECONDS));
  if (!published.ok) throw new Error(`the policy was refused: ${published.refusal.code}`);
  const schedule = (at: Instant, giver: AccountId, run: () => Promise<void>): Promise<void> => {
    jobs.push({ at, giver, run });
    return Promise.resolve();
  };
  const ports = {
    schedule: (_client: unknown, gift: GiftName, at: Instant) =>
      schedule(at, gift.giver, () => gifting.advance(gift)),
    announce: () => undefined,
    tell: () => undefined,
  };
  const { timeZone, country } = CARRIER;
  const parts = { store, ledger, catalog, directory, clock, timeZone, country };
  const gifting: Gifting = createGifting({ ...parts, ports });
  const ways: Ways = createWays({
    ...parts,
    gifting,
    ports: {
      ...ports,
      scheduleLink: (_client, link, at) => schedule(at, link.giver, () => ways.links.advance(link)),
      scheduleRequest: (_client, request, at) =>
        schedule(at, request.asker, () => ways.requests.advance(request)),
    },
  });
  return {
    store,
    ledger,
    directory,
    gifting,
    ways,
    carrier: CARRIER,
    now: () => now,
    setNow(at) {
      if (at < now) throw new RangeError('time goes forward only');
      now = at;
    },
    dueJobs() {
      const due = jobs.filter(({ at }) => at <= now).toSorted((left, right) => left.at - right.at);
      jobs = jobs.filter(({ at }) => at > now);
      return due;
    },
    close: () => ledger.close(),
  };
}
