// The product's own ledger, directory, catalog and every way to give on a store made for the run, with a clock
// that the run winds, and the job queue in the run's hands: what is due is done when the clock gets there.

import {
  createCatalog,
  createPackCatalog,
  cycleAt,
  type Carrier,
  type Pack,
} from '../../src/catalog/public.ts';
import type { Store } from '../../src/db/public.ts';
import {
  billToAccount,
  createExpiring,
  createGifting,
  createMembers,
  createPackShop,
  createPools,
  createStandingGifts,
  createTanks,
  createWays,
  recordFee,
  type Expiring,
  type Gifting,
  type GiftName,
  type OrderName,
  type PackShop,
  type Pools,
  type PoolTask,
  type StandingGifts,
  type Tanks,
  type Ways,
} from '../../src/gifting/public.ts';
import { DAY, octets, type AccountId, type Instant, type Octets } from '../../src/kernel/public.ts';
import { createLedger, type Ledger } from '../../src/ledger/public.ts';
import { demoPolicy } from '../../src/main/demo/carrier.ts';
import { createDirectory, type Directory } from '../../src/subscribers/public.ts';
import { createJobs, type Jobs } from './jobs.ts';
import { SIM_PLANS } from './people.ts';
import { createTally, type Tally } from './tally.ts';

export const UNDO_SECONDS = 1_800;
const BILL_LIMIT_CENTS = 20_000;
const GB = 1_000_000_000;
const QUOTA = {
  smallestOctets: octets(1_000_000),
  largestOctets: octets(100_000_000),
  shareDivisor: 8,
} as const;

const CARRIER: Carrier = {
  id: 'sim',
  name: 'Simulated Mobile',
  timeZone: 'America/Toronto',
  currency: 'CAD',
  country: 'CA',
  homeNetworks: ['00101'],
};

const pack = (id: string, gigabytes: number, validityDays: number, priceCents: number): Pack => ({
  id,
  name: { en: id, fr: id },
  octets: gigabytes * GB,
  scope: 'any',
  validityDays,
  priceCents,
  isSold: true,
});

export const PACKS: readonly Pack[] = [
  pack('day-1', 1, 1, 400),
  pack('week-3', 3, 7, 1_000),
  pack('month-10', 10, 30, 2_500),
];

export type World = {
  readonly store: Store;
  readonly ledger: Ledger;
  readonly directory: Directory;
  readonly gifting: Gifting;
  readonly ways: Ways;
  readonly pools: Pools;
  readonly tanks: Tanks;
  readonly shop: PackShop;
  readonly standing: StandingGifts;
  readonly expiring: Expiring;
  readonly carrier: Carrier;
  readonly jobs: Jobs;
  /** What people were told, counted by what it was about. */
  readonly news: Tally;
  /** What the product could not do and put off: in a run nothing fails, so this stays empty. */
  readonly faults: readonly string[];
  now(): Instant;
  /** Time goes forward only. */
  setNow(at: Instant): void;
  /** Uses data, as the network reports it afterwards. Answers what no bucket covered. */
  charge(account: AccountId, session: string, used: Octets): Promise<Octets>;
  close(): Promise<void>;
};

export async function createWorld(store: Store, startsAt: Instant): Promise<World> {
  let now = startsAt;
  const clock = { now: () => now };
  const jobs = createJobs();
  const news = createTally();
  const faults: string[] = [];
  const log = {
    warn: (about: object, message: string) => {
      const error = 'err' in about ? about.err : undefined;
      faults.push(`${message}: ${error instanceof Error ? error.message : JSON.stringify(error)}`);
    },
  };
  const ledger = createLedger({ store, clock });
  const catalog = createCatalog(store);
  const directory = createDirectory(store, clock);
  await fillCatalog(store);
  const { timeZone, country } = CARRIER;
  const parts = { store, ledger, catalog, directory, clock, timeZone, country };
  const tell = (_line: unknown, { about, ...facts }: { readonly about: string }): void => {
    news.add('reason' in facts ? `${about}_${String(facts.reason)}` : about);
  };
  const ports = {
    schedule: (_client: unknown, gift: GiftName, at: Instant) =>
      jobs.add({ at, account: gift.giver, gift, run: () => gifting.advance(gift) }),
    chargeFee: (client: Parameters<typeof recordFee>[1], fee: Parameters<typeof recordFee>[2]) =>
      recordFee(store, client, fee),
    announce: () => undefined,
    tell,
  };
  const gifting: Gifting = createGifting({ ...parts, ports });
  const ways: Ways = createWays({
    ...parts,
    gifting,
    ports: {
      ...ports,
      scheduleLink: (_client, link, at) =>
        jobs.add({ at, account: link.giver, run: () => ways.links.advance(link) }),
      scheduleRequest: (_client, request, at) =>
        jobs.add({ at, account: request.asker, run: () => ways.requests.advance(request) }),
    },
  });
  const common = { ...parts, gifting };
  const runPool = async (task: PoolTask): Promise<void> => {
    const again = await pools.work(task);
    if (again !== undefined) await addPoolJob(task, again);
  };
  const addPoolJob = (task: PoolTask, at: Instant): Promise<void> =>
    jobs.add({
      at,
      account: 'pool' in task ? task.pool : task.account,
      isAlone: true,
      run: () => runPool(task),
    });
  const pools: Pools = createPools(
    {
      ...common,
      members: createMembers(store),
      ports: { schedule: (_client, task, at) => addPoolJob(task, at), tell },
    },
    log,
  );
  const addTankJob = (tank: AccountId, at: Instant): Promise<void> =>
    jobs.add({
      at,
      account: tank,
      isAlone: true,
      async run() {
        const again = await tanks.work(tank);
        if (again !== undefined) await addTankJob(tank, again);
      },
    });
  const tanks: Tanks = createTanks({
    ...common,
    ports: { schedule: (_client, tank, at) => addTankJob(tank, at), tell },
  });
  const shop: PackShop = createPackShop({
    ...common,
    packs: createPackCatalog(store),
    payment: billToAccount({
      store,
      clock,
      limitCents: BILL_LIMIT_CENTS,
      async cycleStartsAt(account) {
        const line = await directory.line(account);
        return cycleAt(now, line?.cycleDay ?? 1, timeZone).startsAt;
      },
    }),
    ports: {
      schedule: (_client, order: OrderName, at) =>
        jobs.add({ at, account: order.buyer, run: () => shop.advance(order) }),
      tell,
    },
  });
  return {
    store,
    ledger,
    directory,
    gifting,
    ways,
    pools,
    tanks,
    shop,
    standing: createStandingGifts({ ...common, ports: { tell }, log }),
    expiring: createExpiring(common),
    carrier: CARRIER,
    jobs,
    news,
    faults,
    now: () => now,
    setNow(at) {
      if (at < now) throw new RangeError('time goes forward only');
      now = at;
    },
    async charge(accountId, session, usedOctets) {
      const charged = await ledger.execute({
        name: 'charge',
        accountId,
        session,
        sequence: 0,
        step: 'event',
        slots: [{ slot: 1, scope: 'domestic', usedOctets, wantedOctets: 'nothing' }],
        quota: QUOTA,
        holdUntil: now + DAY,
      });
      if (!charged.ok) throw new Error(`a charge was refused: ${charged.refusal.code}`);
      return charged.value.slots[0]?.overrunOctets ?? octets(0);
    },
    close: () => ledger.close(),
  };
}

async function fillCatalog(store: Store): Promise<void> {
  const catalog = createCatalog(store);
  await catalog.putCarrier(CARRIER);
  for (const { id, octets: octetsPerCycle } of SIM_PLANS)
    await catalog.putPlan({
      id,
      name: { en: id, fr: id },
      octetsPerCycle,
      priceCents: 1_000,
      mayGive: id !== 'tablet-10',
      mayReceive: true,
    });
  const packs = createPackCatalog(store);
  for (const each of PACKS) await packs.putPack(each);
  const published = await catalog.publishGiftPolicy('standard', 0, demoPolicy(UNDO_SECONDS));
  if (!published.ok) throw new Error(`the policy was refused: ${published.refusal.code}`);
}
