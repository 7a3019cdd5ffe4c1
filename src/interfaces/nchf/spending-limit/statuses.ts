// What a subscriber is told of counters (TS 29.594 clauses 5.6.2.3 to 5.6.2.5).

import type { PolicyCounter } from './port.ts';
import type { Statuses, Subscription } from './subscriptions.ts';

/** Those of a line's counters that a subscription is about. */
export const chosen = (
  counters: readonly PolicyCounter[],
  counterIds: readonly string[] | undefined,
): readonly PolicyCounter[] =>
  counterIds === undefined
    ? counters
    : counters.filter(({ counterId }) => counterIds.includes(counterId));

export const statusesOf = (counters: readonly PolicyCounter[]): Statuses =>
  Object.fromEntries(counters.map(({ counterId, status }) => [counterId, status]));

/** Those whose status is not what the subscriber was told last. */
export const changed = (
  counters: readonly PolicyCounter[],
  told: Statuses,
): readonly PolicyCounter[] =>
  counters.filter(
    ({ counterId, status }) => !Object.hasOwn(told, counterId) || told[counterId] !== status,
  );

/** A SpendingLimitStatus. */
export const writeStatus = (
  subscription: Pick<Subscription, 'supi' | 'notifyId' | 'expiresAt'>,
  counters: readonly PolicyCounter[],
  wantsFeatures = false,
): string =>
  JSON.stringify({
    supi: subscription.supi,
    notifId: subscription.notifyId,
    statusInfos: Object.fromEntries(
      counters.map(({ counterId, status, pendingStatuses }) => [
        counterId,
        {
          policyCounterId: counterId,
          currentStatus: status,
          penPolCounterStatuses: pendingStatuses?.map((pending) => ({
            policyCounterStatus: pending.status,
            activationTime: new Date(pending.activatesAt).toISOString(),
          })),
        },
      ]),
    ),
    expiry:
      subscription.expiresAt === undefined
        ? undefined
        : new Date(subscription.expiresAt).toISOString(),
    supportedFeatures: wantsFeatures ? '0' : undefined,
  });
