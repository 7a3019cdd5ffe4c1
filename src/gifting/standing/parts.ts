// What standing gifts work with, handed in by main.

import type { Catalog } from '../../catalog/public.ts';
import type { Log, Store } from '../../db/public.ts';
import type { Clock } from '../../kernel/public.ts';
import type { Ledger } from '../../ledger/public.ts';
import type { Directory } from '../../subscribers/public.ts';
import type { Gifting } from '../offer.ts';
import type { GiftingPorts } from '../ports.ts';
import type { Standings } from './standings.ts';

export type StandingOptions = {
  readonly store: Store;
  readonly ledger: Ledger;
  readonly catalog: Catalog;
  readonly directory: Directory;
  readonly gifting: Gifting;
  readonly clock: Clock;
  readonly ports: Pick<GiftingPorts, 'tell'>;
  readonly timeZone: string;
  /** How a number without a country code is read. */
  readonly country: string;
  readonly log: Pick<Log, 'warn'>;
};

export type StandingParts = StandingOptions & { readonly standings: Standings };
