// What gifting needs of the world around it, handed in by main.

import type { PoolClient } from 'pg';
import type { AccountId, Instant } from '../kernel/public.ts';
import type { Line } from '../subscribers/public.ts';
import type { Gift } from './gift.ts';
import type { News } from './news.ts';

/** Names a gift: it lives with its giver. */
export type GiftName = { readonly giver: AccountId; readonly giftId: string };

/** What a gift costs its giver, due once it has arrived. In hundredths of the carrier's currency. */
export type GiftFee = GiftName & { readonly cents: number; readonly dueAt: Instant };

export type GiftingPorts = {
  /** Has a fee collected; in the transaction that says that the gift arrived. */
  chargeFee?(client: PoolClient, fee: GiftFee): Promise<void>;
  /** Has `advance` called for the gift at that instant or soon after, also if we fall over meanwhile. */
  schedule(client: PoolClient, gift: GiftName, at: Instant): Promise<void>;
  /** Keeps for partners that a gift has changed; in the transaction that changes it. */
  readonly emit?: (client: PoolClient, gift: Gift) => Promise<void>;
  /** The same of many at once. Where it is left out each is kept by `emit`. */
  readonly emitAll?: (client: PoolClient, gifts: readonly Gift[]) => Promise<void>;
  /** Hints to whoever watches an account that something changed. May be lost. */
  announce(changes: readonly { readonly accountId: AccountId; readonly giftId: string }[]): void;
  /** Tells the person on a line. Returns at once and never throws; delivery is the port's business. */
  tell(line: Line, news: News): void;
};
