// What the app door is given to work with.

import type { Carrier, Catalog } from '../../catalog/public.ts';
import type {
  Expiring,
  Gifting,
  PackShop,
  Pools,
  Proofs,
  StandingGifts,
  Tanks,
  Ways,
} from '../../gifting/public.ts';
import type { AccountId, Clock, Instant } from '../../kernel/public.ts';
import type { Ledger } from '../../ledger/public.ts';
import type { Directory, SignIn } from '../../subscribers/public.ts';

/** Calls back when something of an account has changed. Answers with how to stop it. */
export type Watch = (
  accountId: AccountId,
  changed: (about: { readonly giftId?: string }) => void,
) => () => void;

export type AppServices = {
  readonly carrier: Carrier;
  readonly catalog: Catalog;
  readonly directory: Directory;
  readonly gifting: Gifting;
  readonly ways: Ways;
  readonly ledger: Ledger;
  readonly sharing: {
    readonly pools: Pools;
    readonly tanks: Tanks;
    readonly shop: PackShop;
  };
  readonly standing: StandingGifts;
  readonly expiring: Expiring;
  /** What a policy may ask of a person before a gift. */
  readonly proofs: Proofs;
  readonly signIn: SignIn;
  readonly clock: Clock;
  readonly watch: Watch;
};

/** What the demo would have sent, for its outbox page. */
export type OutboxItem = {
  readonly to: string;
  readonly name: string;
  readonly about: string;
  readonly text: string;
  readonly state: string;
  readonly toldAt: Instant;
};
export type OutboxPage = {
  /** The newest first. */
  recent(): Promise<readonly OutboxItem[]>;
};
