// Links, requests and their like on a test store, with the jobs run when the test says so.

import assert from 'node:assert/strict';
import { createWays, recordFee, type GiftName, type Ways } from '../../src/gifting/public.ts';
import type { LinkName, RequestName } from '../../src/gifting/public.ts';
import { TIME_ZONE } from './carrier.ts';
import { createGiftingWorld, type GiftingWorld } from './gifting.ts';

export type WaysWorld = GiftingWorld & {
  readonly ways: Ways;
  /** Does what is due by now: gifts, links and requests. */
  jobs(): Promise<void>;
};

type Due = { readonly at: number } & (
  { readonly gift: GiftName } | { readonly link: LinkName } | { readonly request: RequestName }
);

export async function createWaysWorld(): Promise<WaysWorld> {
  const world = await createGiftingWorld();
  const { catalog, directory, ledger } = world.carrier;
  let due: Due[] = [];
  const told = world.told as string[];
  const ways = createWays({
    store: world.store,
    ledger,
    catalog,
    directory,
    clock: { now: () => world.now() },
    timeZone: TIME_ZONE,
    country: 'CA',
    gifting: world.gifting,
    ports: {
      schedule: async (_client, gift, at) => void due.push({ gift, at }),
      scheduleLink: async (_client, link, at) => void due.push({ link, at }),
      scheduleRequest: async (_client, request, at) => void due.push({ request, at }),
      chargeFee: (client, fee) => recordFee(world.store, client, fee),
      announce: () => undefined,
      tell: (line, news) =>
        told.push(`${line.name}: ${news.about} ${'octets' in news ? news.octets : ''}`),
    },
  });
  const jobs = async (): Promise<void> => {
    for (let round = 0; round < 10; round += 1) {
      const now = world.now();
      const ready = due.filter(({ at }) => at <= now);
      due = due.filter(({ at }) => at > now);
      if (ready.length === 0) return;
      for (const job of ready) {
        if ('gift' in job) await world.gifting.advance(job.gift);
        if ('link' in job) await ways.links.advance(job.link);
        if ('request' in job) await ways.requests.advance(job.request);
      }
    }
    assert.fail('jobs ask for each other without end');
  };
  return {
    ...world,
    ways,
    jobs,
    async windowEnds() {
      await world.windowEnds();
      await jobs();
    },
  };
}
