// What links and requests are made with.

import type { PoolClient } from 'pg';
import type { Catalog } from '../../catalog/public.ts';
import type { Store } from '../../db/public.ts';
import type { Clock, Instant } from '../../kernel/public.ts';
import type { Ledger } from '../../ledger/public.ts';
import type { Directory } from '../../subscribers/public.ts';
import type { Parts } from '../advance.ts';
import type { Gifting } from '../offer.ts';
import { createGifts } from '../gifts.ts';
import { createMessages, type Messages } from '../messages/messages.ts';
import type { GiftingPorts } from '../ports.ts';
import type { RequestName } from '../requests/request.ts';
import type { LinkName } from './link.ts';
import { createTokens, type Tokens } from './token.ts';

export type WaysPorts = GiftingPorts & {
  /** Has `advance` called for the link at that instant or soon after, also if we fall over meanwhile. */
  scheduleLink(client: PoolClient, link: LinkName, at: Instant): Promise<void>;
  scheduleRequest(client: PoolClient, request: RequestName, at: Instant): Promise<void>;
};

export type WaysOptions = {
  readonly store: Store;
  readonly ledger: Ledger;
  readonly catalog: Catalog;
  readonly directory: Directory;
  readonly clock: Clock;
  readonly timeZone: string;
  readonly country: string;
  readonly gifting: Gifting;
  readonly ports: WaysPorts;
};

export type WaysParts = Omit<WaysOptions, 'ports'> &
  Parts & {
    readonly ports: WaysOptions['ports'];
    readonly tokens: Tokens;
    readonly messages: Messages;
  };

export const waysParts = (options: WaysOptions): WaysParts => ({
  ...options,
  gifts: createGifts(options.store, options.ports),
  tokens: createTokens(options.store, options.clock),
  messages: createMessages(options.store, options.directory, options.clock),
});
