// What a policy asks of people, on a test store; what they are told is kept whole, codes too.

import {
  createProofs,
  withSharedAccounts,
  type News,
  type Proofs,
} from '../../src/gifting/public.ts';
import type { Line } from '../../src/subscribers/public.ts';
import { TIME_ZONE } from './carrier.ts';
import type { sharingOn } from './sharing.ts';
import type { standingOn } from './standing.ts';
import type { WaysWorld } from './ways.ts';

export type ToldNews = { readonly to: Line; readonly news: News };

export function proofsOn(
  world: WaysWorld,
  others: Pick<ReturnType<typeof sharingOn>, 'sharing'> &
    Pick<ReturnType<typeof standingOn>, 'standing' | 'expiring'>,
): { readonly proofs: Proofs; readonly news: readonly ToldNews[] } {
  const news: ToldNews[] = [];
  const { catalog, directory } = world.carrier;
  const proofs = createProofs({
    ...others,
    store: world.store,
    catalog,
    directory: withSharedAccounts(directory, world.store),
    clock: { now: () => world.now() },
    timeZone: TIME_ZONE,
    country: 'CA',
    gifting: world.gifting,
    ways: world.ways,
    ports: {
      tell: (to, told) => void news.push({ to, news: told }),
      announce: () => undefined,
    },
  });
  return { proofs, news };
}
