// Subscribe, its modification, and Unsubscribe (TS 29.594 clause 4.2): the policy function learns the
// status of a line's counters, and is told when one changes.

import type { Clock } from '../../../kernel/public.ts';
import { answerToThrown } from '../converged-charging/causes.ts';
import { created, NO_CONTENT, ok, type Answer } from '../http2/answer.ts';
import { Findings } from '../http2/findings.ts';
import { invalidFormat, problem } from '../http2/problem.ts';
import { readJsonObject } from '../http2/read-json.ts';
import { SUBSCRIPTIONS } from '../http2/route.ts';
import type { ThrottledLog } from '../../../charging/public.ts';
import type { PolicyCounter, PolicyCounters } from './port.ts';
import { readContext, type SpendingLimitContext } from './read-context.ts';
import { chosen, statusesOf, writeStatus } from './statuses.ts';
import { newSubscriptionId, type Subscription, type Subscriptions } from './subscriptions.ts';
import type { Teller } from './teller.ts';

export type SpendingLimitOptions = {
  readonly counters: PolicyCounters;
  readonly subscriptions: Subscriptions;
  readonly teller: Teller;
  readonly clock: Clock;
  readonly log: ThrottledLog;
};

export type SpendingLimit = {
  subscribe(body: Buffer, root: string): Promise<Answer>;
  modify(id: string, body: Buffer): Promise<Answer>;
  unsubscribe(id: string): Promise<Answer>;
};

export function createSpendingLimit(options: SpendingLimitOptions): SpendingLimit {
  const { counters, subscriptions, teller, clock, log } = options;

  const read = (body: Buffer): SpendingLimitContext | Answer => {
    const object = readJsonObject(body);
    if (typeof object === 'string') return invalidFormat(object);
    const findings = new Findings();
    const context = readContext(object, clock.now(), findings);
    return findings.none ? context : findings.answer();
  };

  const answered = async (work: () => Promise<Answer>): Promise<Answer> => {
    try {
      return await work();
    } catch (thrown) {
      log.error({ err: thrown }, 'spending limits failed');
      return answerToThrown(thrown);
    }
  };

  return {
    subscribe: (body, root) =>
      answered(async () => {
        const context = read(body);
        if ('status' in context) return context;
        const { subscriber, supi, notifyUri } = context;
        if (subscriber === undefined || supi === undefined || notifyUri === undefined)
          return missing(context);
        const accountId = await counters.accountOf(subscriber);
        if (accountId === undefined) return USER_UNKNOWN;
        // Watched before it is looked at: what changes in between is told.
        teller.watch(accountId);
        const known = await counters.countersOf({ accountId });
        const refused = refusalOf(known, context.counterIds);
        if (refused !== undefined) {
          await teller.lookAgain(accountId);
          return refused;
        }
        const about = chosen(known, context.counterIds);
        const subscription: Subscription = {
          id: newSubscriptionId(accountId),
          accountId,
          notifyUri,
          notifyId: context.notifyId,
          supi,
          counterIds: context.counterIds,
          statuses: statusesOf(about),
          expiresAt: context.expiresAt,
        };
        await subscriptions.put(subscription);
        return created(
          writeStatus(subscription, about, context.wantsFeatures),
          `${root}${SUBSCRIPTIONS}/${subscription.id}`,
        );
      }),
    modify: (id, body) =>
      answered(async () => {
        const before = await subscriptions.find(id);
        if (before === undefined) return NOT_FOUND;
        const context = read(body);
        if ('status' in context) return context;
        const known = await counters.countersOf(before);
        const refused = refusalOf(known, context.counterIds);
        if (refused !== undefined) return refused;
        const about = chosen(known, context.counterIds);
        const subscription: Subscription = {
          ...before,
          notifyUri: context.notifyUri ?? before.notifyUri,
          notifyId: context.notifyId ?? before.notifyId,
          counterIds: context.counterIds,
          statuses: statusesOf(about),
          expiresAt: context.expiresAt,
        };
        await subscriptions.put(subscription);
        teller.watch(before.accountId);
        return ok(writeStatus(subscription, about, context.wantsFeatures));
      }),
    unsubscribe: (id) =>
      answered(async () => {
        const before = await subscriptions.find(id);
        if (before === undefined || !(await subscriptions.remove(id))) return NOT_FOUND;
        await teller.lookAgain(before.accountId);
        return NO_CONTENT;
      }),
  };
}

function missing({ supi, notifyUri }: SpendingLimitContext): Answer {
  const findings = new Findings();
  if (supi === undefined) findings.missing('/supi');
  if (notifyUri === undefined) findings.missing('/notifUri');
  return findings.answer();
}

function refusalOf(
  known: readonly PolicyCounter[],
  counterIds: readonly string[] | undefined,
): Answer | undefined {
  if (known.length === 0) return NO_COUNTERS;
  const unknown = (counterIds ?? []).filter(
    (id) => !known.some(({ counterId }) => counterId === id),
  );
  if (unknown.length === 0) return undefined;
  return problem({
    status: 400,
    cause: 'UNKNOWN_POLICY_COUNTERS',
    detail: 'the line has no such counter',
    invalidParams: unknown.map((id) => ({
      param: `/policyCounterIds/${counterIds?.indexOf(id)}`,
      reason: 'is no counter of this line',
    })),
  });
}

const USER_UNKNOWN = problem({
  status: 400,
  cause: 'USER_UNKNOWN',
  detail: 'no line is known by this name',
});
const NO_COUNTERS = problem({
  status: 400,
  cause: 'NO_AVAILABLE_POLICY_COUNTERS',
  detail: 'the line has no counters',
});
const NOT_FOUND = problem({
  status: 404,
  cause: 'SUBSCRIPTION_NOT_FOUND',
  detail: 'no subscription is named so, or it has expired',
});
