// Standing gifts and gifts of what lapses, joined to the jobs and the messages.

import type { TaskList } from 'graphile-worker';
import type { Carrier } from '../catalog/public.ts';
import {
  createExpiring,
  createStandingGifts,
  type Expiring,
  type Gifting,
  type StandingGifts,
} from '../gifting/public.ts';
import type { Ground } from './ground.ts';
import type { Messenger } from './product.ts';

export type Standing = {
  readonly standing: StandingGifts;
  readonly expiring: Expiring;
  readonly tasks: TaskList;
  /** What is due stands in the gifts' own rows, so it is looked for rather than scheduled one by one. */
  readonly crontab: string;
};

export function createStanding(
  { store, clock, log, catalog, directory, ledger }: Ground,
  { timeZone, country }: Carrier,
  gifting: Gifting,
  tell: Messenger,
): Standing {
  const common = { store, ledger, catalog, directory, gifting, clock, timeZone };
  const standing = createStandingGifts({ ...common, country, ports: { tell }, log });
  return {
    standing,
    expiring: createExpiring(common),
    tasks: { give_standing: () => standing.runDue() },
    crontab: '* * * * * give_standing ?max=3',
  };
}
