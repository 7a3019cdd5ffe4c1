// Pools, tanks and packs, joined to the jobs, the messages and the bill.

import type { TaskList } from 'graphile-worker';
import { createPackCatalog, cycleAt, type Carrier, type Packs } from '../catalog/public.ts';
import {
  billToAccount,
  createMembers,
  createPackShop,
  createPools,
  createTanks,
  type Gifting,
  type OrderName,
  type PackShop,
  type Pools,
  type PoolTask,
  type Tanks,
  unfinishedSharing,
} from '../gifting/public.ts';
import { transact, type Store } from '../db/public.ts';
import type { AccountId, Instant } from '../kernel/public.ts';
import { scheduleTask } from './jobs.ts';
import type { Ground } from './ground.ts';
import type { Messenger } from './product.ts';

export type Sharing = {
  readonly pools: Pools;
  readonly tanks: Tanks;
  readonly packs: Packs;
  readonly shop: PackShop;
  readonly tasks: TaskList;
};

/** What an account may buy on its bill in one cycle, where the carrier's own billing does not say. */
const BILL_LIMIT_CENTS = 20_000;

export function createSharing(
  { store, clock, log, catalog, directory, ledger }: Ground,
  carrier: Carrier,
  gifting: Gifting,
  messenger: Messenger,
): Sharing {
  const { timeZone, country } = carrier;
  const common = { store, ledger, catalog, directory, gifting, clock, timeZone, country };
  const pools = createPools(
    {
      ...common,
      members: createMembers(store),
      ports: {
        schedule: (client, task, at) =>
          scheduleTask(store, client, { name: 'pool', payload: task, key: keyOfTask(task) }, at),
        tell: messenger,
      },
    },
    log,
  );
  const tanks = createTanks({
    ...common,
    ports: {
      schedule: (client, tank, at) => scheduleTask(store, client, tankTask(tank), at),
      tell: messenger,
    },
  });
  const packs = createPackCatalog(store);
  const shop = createPackShop({
    ...common,
    packs,
    payment: billToAccount({
      store,
      clock,
      limitCents: BILL_LIMIT_CENTS,
      async cycleStartsAt(account) {
        const line = await directory.line(account);
        return cycleAt(clock.now(), line?.cycleDay ?? 1, timeZone).startsAt;
      },
    }),
    ports: {
      schedule: (client, order, at) =>
        scheduleTask(
          store,
          client,
          { name: 'pack_order', payload: order, key: `pack:${order.orderId}` },
          at,
        ),
      tell: messenger,
    },
  });
  return {
    pools,
    tanks,
    packs,
    shop,
    tasks: {
      async pool(payload) {
        const task = payload as PoolTask;
        const again = await pools.work(task);
        if (again !== undefined)
          // By another name: this one is the job that runs, and ends with it.
          await scheduleTask(
            store,
            store.pool,
            { name: 'pool', payload: task, key: `${keyOfTask(task)}:${again}` },
            again,
          );
      },
      async tank(payload) {
        const { tank } = payload as TankTask;
        const again = await tanks.work(tank);
        if (again !== undefined)
          // By another name: this one is the job that runs, and ends with it.
          await scheduleTask(store, store.pool, tankTask(tank, `:${again}`), again);
      },
      pack_order: (payload) => shop.advance(payload as OrderName),
    },
  };
}

/**
 * For a store that was restored without its queue; each finds out by itself whether it is due. `queue` goes
 * by the name that the store will have.
 */
export async function scheduleUnfinishedSharing(
  store: Store,
  queue: Store,
  now: Instant,
): Promise<void> {
  const { tasks, tanks, orders } = await unfinishedSharing(store);
  await transact(store, async ({ client }) => {
    for (const task of tasks)
      await scheduleTask(queue, client, { name: 'pool', payload: task, key: keyOfTask(task) }, now);
    for (const tank of tanks) await scheduleTask(queue, client, tankTask(tank), now);
    for (const { order, dueAt } of orders)
      await scheduleTask(
        queue,
        client,
        { name: 'pack_order', payload: order, key: `pack:${order.orderId}` },
        Math.max(now, dueAt),
      );
  });
}

type TankTask = { readonly tank: AccountId };
const tankTask = (tank: AccountId, run = '') => ({
  name: 'tank',
  payload: { tank } satisfies TankTask,
  key: `tank:${tank}${run}`,
});

const keyOfTask = (task: PoolTask): string =>
  ['pool', task.task, 'pool' in task ? task.pool : '', 'account' in task ? task.account : ''].join(
    ':',
  );
