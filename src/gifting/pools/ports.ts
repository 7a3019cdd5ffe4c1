// What pools need of the world around them, handed in by main.

import type { PoolClient } from 'pg';
import type { Catalog } from '../../catalog/public.ts';
import type { Store } from '../../db/public.ts';
import type { AccountId, Clock, Instant } from '../../kernel/public.ts';
import type { Ledger, Scope } from '../../ledger/public.ts';
import type { Directory, Line } from '../../subscribers/public.ts';
import type { Gifting } from '../offer.ts';
import type { Members } from './members.ts';
import type { PoolMessage } from './pool.ts';

/** Work for later, or for when somebody was cut off. Doing one twice does no more. */
export type PoolTask =
  | { readonly task: 'leave'; readonly pool: AccountId; readonly account: AccountId }
  | { readonly task: 'close'; readonly pool: AccountId }
  | { readonly task: 'draw'; readonly account: AccountId; readonly scope: Scope };

export type PoolsPorts = {
  /** Has `work` called with the task at that instant or soon after, also if we fall over meanwhile. */
  schedule(client: PoolClient, task: PoolTask, at: Instant): Promise<void>;
  /** Tells the person on a line. Returns at once and never throws. */
  tell(line: Line, message: PoolMessage): void;
};

export type PoolParts = {
  readonly store: Store;
  readonly ledger: Ledger;
  readonly catalog: Catalog;
  readonly directory: Directory;
  readonly gifting: Gifting;
  readonly members: Members;
  readonly clock: Clock;
  readonly ports: PoolsPorts;
  readonly timeZone: string;
  /** How a number without a country code is read. */
  readonly country: string;
};
