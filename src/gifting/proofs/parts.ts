// What proofs are made with.

import type { Catalog } from '../../catalog/public.ts';
import type { Store } from '../../db/public.ts';
import type { AccountId, Clock } from '../../kernel/public.ts';
import type { ConfirmationCodes, Directory, GiftingPins, Line } from '../../subscribers/public.ts';
import type { Expiring } from '../expiring/expiring.ts';
import type { Ways } from '../links/ways.ts';
import type { News } from '../news.ts';
import type { Gifting } from '../offer.ts';
import type { Pools } from '../pools/pools.ts';
import type { StandingGifts } from '../standing/standing-gifts.ts';
import type { Tanks } from '../tanks/tanks.ts';

export type ProofsOptions = {
  readonly store: Store;
  readonly catalog: Catalog;
  /** One that also knows what lines share. */
  readonly directory: Directory;
  readonly clock: Clock;
  readonly timeZone: string;
  readonly country: string;
  readonly gifting: Gifting;
  readonly ways: Ways;
  readonly standing: StandingGifts;
  readonly expiring: Expiring;
  readonly sharing: { readonly pools: Pools; readonly tanks: Tanks };
  readonly ports: {
    /** Tells the person on a line. Returns at once and never throws. */
    tell(line: Line, news: News): void;
    /** Hints to whoever watches an account that something changed. May be lost. */
    announce(changes: readonly { readonly accountId: AccountId; readonly giftId: string }[]): void;
  };
};

export type ProofsParts = ProofsOptions & {
  readonly codes: ConfirmationCodes;
  readonly pins: GiftingPins;
};
