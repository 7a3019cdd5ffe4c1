// Joins links and requests to the job queue and to those who tell people.

import type { PoolClient } from 'pg';
import type { TaskList } from 'graphile-worker';
import type { Carrier } from '../catalog/public.ts';
import { transact, type Store } from '../db/public.ts';
import {
  createWays,
  recordFee,
  unfinishedLinks,
  unfinishedRequests,
  type Gifting,
  type GiftingPorts,
  type LinkName,
  type RequestName,
  type Ways,
} from '../gifting/public.ts';
import type { Instant } from '../kernel/public.ts';
import { scheduleGift, scheduleTask } from './jobs.ts';
import type { Ground } from './ground.ts';

/** Has a link moved on, in the transaction that needs it. */
const scheduleLink = (queue: Store, client: PoolClient, link: LinkName, at: Instant) => {
  const task = { name: 'advance_link', payload: link, key: `link:${link.linkId}` };
  return scheduleTask(queue, client, task, at);
};

const scheduleRequest = (queue: Store, client: PoolClient, request: RequestName, at: Instant) => {
  const task = { name: 'advance_request', payload: request, key: `request:${request.requestId}` };
  return scheduleTask(queue, client, task, at);
};

export function openWays(
  { store, ledger, catalog, directory, clock }: Ground,
  carrier: Carrier,
  gifting: Gifting,
  ports: Pick<GiftingPorts, 'announce' | 'tell' | 'emit'>,
): { readonly ways: Ways; readonly tasks: TaskList } {
  const ways = createWays({
    store,
    ledger,
    catalog,
    directory,
    clock,
    timeZone: carrier.timeZone,
    country: carrier.country,
    gifting,
    ports: {
      ...ports,
      schedule: (client, gift, at) => scheduleGift(store, client, gift, at),
      chargeFee: (client, fee) => recordFee(store, client, fee),
      scheduleLink: (client, link, at) => scheduleLink(store, client, link, at),
      scheduleRequest: (client, request, at) => scheduleRequest(store, client, request, at),
    },
  });
  return {
    ways,
    tasks: {
      advance_link: (payload) => ways.links.advance(payload as LinkName),
      advance_request: (payload) => ways.requests.advance(payload as RequestName),
    },
  };
}

/** For a store that was restored without its queue. `queue` goes by the name that the store will have. */
export async function scheduleUnfinishedWays(store: Store, queue: Store): Promise<void> {
  const [links, requests] = await Promise.all([unfinishedLinks(store), unfinishedRequests(store)]);
  await transact(store, async ({ client }) => {
    for (const { link, dueAt } of links) await scheduleLink(queue, client, link, dueAt);
    for (const { request, dueAt } of requests) await scheduleRequest(queue, client, request, dueAt);
  });
}
