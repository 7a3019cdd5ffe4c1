// What spending limits need to know of lines and their counters. Whoever opens the door hands it in.

import type { SubscriberIdentity } from '../../../charging/public.ts';
import type { AccountId, Instant } from '../../../kernel/public.ts';

export type PolicyCounter = {
  readonly counterId: string;
  /** In the carrier's own words; its PCF knows what to make of them. */
  readonly status: string;
  /** What it will say when nothing else happens, the soonest first. */
  readonly pendingStatuses?: readonly { readonly status: string; readonly activatesAt: Instant }[];
};

export type PolicyCounters = {
  /** The account of the line that is named so; undefined when there is none, or it is closed. */
  accountOf(subscriber: SubscriberIdentity): Promise<AccountId | undefined>;
  /** Whether the line is still a customer's; one that is closed is nobody's. */
  isCustomer(accountId: AccountId): Promise<boolean>;
  countersOf(line: { readonly accountId: AccountId }): Promise<readonly PolicyCounter[]>;
  /** Tells every counter of the line whenever the status of one has changed. Gives what ends it. */
  watch(accountId: AccountId, listener: (counters: readonly PolicyCounter[]) => void): () => void;
};
