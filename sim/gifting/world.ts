// The product's own ledger, directory, catalog and gifting on a store made for the run, with a clock that the
// run winds, and the job queue in the run's hands: what is due is done when the clock gets there.

import { createCatalog, type Carrier } from '../../src/catalog/public.ts';
import type { Store } from '../../src/db/public.ts';
import { createGifting, type Gifting, type GiftName } from '../../src/gifting/public.ts';
import type { Instant } from '../../src/kernel/public.ts';
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

export type Job = { readonly at: Instant; readonly gift: GiftName };

export type World = {
  readonly store: Store;
  readonly ledger: Ledger;
  readonly directory: Directory;
  readonly gifting: Gifting;
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
  const gifting = createGifting({
    store,
    ledger,
    catalog,
    directory,
    clock,
    timeZone: CARRIER.timeZone,
    country: CARRIER.country,
    ports: {
      schedule(_client, gift, at) {
        jobs.push({ at, gift });
        return Promise.resolve();
      },
      announce: () => undefined,
      tell: () => undefined,
    },
  });
  return {
    store,
    ledger,
    directory,
    gifting,
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
