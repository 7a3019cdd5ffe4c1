// Tells subscribers: the status of a counter has changed (notify), or there is nobody to watch any more
// (terminate; TS 29.594 clauses 4.2.4 and 5.5).
//
// What a subscriber was told stands with its subscription, and is written once it has been told. So a
// change is told at least once, also when the subscriber or this process was away in between; where two
// processes serve one store, each of them may tell it.

import { SECOND, type AccountId, type Clock, type Instant } from '../../../kernel/public.ts';
import { post } from '../converged-charging/notifier.ts';
import type { Peers } from '../http2/peers.ts';
import type { NchfMeter } from '../limits.ts';
import { SessionOrder, type ThrottledLog } from '../../../charging/public.ts';
import type { PolicyCounter, PolicyCounters } from './port.ts';
import { changed, chosen, statusesOf, writeStatus } from './statuses.ts';
import type { Subscription, Subscriptions } from './subscriptions.ts';

export type Teller = {
  /** Has the subscribers of this line told of changes from now on. */
  watch(accountId: AccountId): void;
  /** Looks a line over at once: takes leave of its subscribers if it was closed. */
  lineChanged(accountId: AccountId): Promise<void>;
  /** Ends watching a line that nobody subscribes to any more. */
  lookAgain(accountId: AccountId): Promise<void>;
  /**
   * Watches what was subscribed to through other processes, tells again whom it could not reach, drops
   * what has expired, and takes leave for lines that were closed.
   */
  round(): Promise<void>;
  close(): Promise<void>;
};

/** `gone`: the subscriber knows of no such subscription any more. */
type Heard = 'told' | 'gone' | 'unreachable';

/** Lines looked at in a round, for what no watch told: a line that was closed above all. */
const LINES_A_ROUND = 500;
/** Processes' clocks may differ by so much. */
const CLOCKS_APART = 60 * SECOND;
const AT_ONCE = 8;
const SECOND_LOOK_AFTER = SECOND;

export function createTeller(options: {
  readonly counters: PolicyCounters;
  readonly subscriptions: Subscriptions;
  readonly peers: Peers;
  readonly clock: Clock;
  readonly log: ThrottledLog;
  readonly meter: NchfMeter | undefined;
  /** Between rounds. Left out, only `round` itself begins one. */
  readonly roundSeconds?: number;
}): Teller {
  const { counters, subscriptions, peers, clock, log, meter } = options;
  const watched = new Map<AccountId, () => void>();
  /** Lines of which a subscriber has not been told all. */
  const owed = new Set<AccountId>();
  const seconds = new Set<NodeJS.Timeout>();
  const order = new SessionOrder();
  let loadedUntil: Instant = 0;
  let closed = false;
  let rounding: Promise<void> | undefined;

  const send = async (operation: string, address: string, body: string): Promise<Heard> => {
    const startedAt = performance.now();
    const result = await post(peers, address, body);
    meter?.asked(operation, String(result), (performance.now() - startedAt) / 1_000);
    if (result === 404 || result === 410) return 'gone';
    return typeof result === 'number' && result >= 200 && result < 300 ? 'told' : 'unreachable';
  };

  const tellOne = async (
    subscription: Subscription,
    known: readonly PolicyCounter[],
  ): Promise<boolean> => {
    const about = chosen(known, subscription.counterIds);
    const news = changed(about, subscription.statuses);
    if (news.length === 0) return true;
    const heard = await send(
      'counter_status',
      `${subscription.notifyUri}/notify`,
      writeStatus(subscription, news),
    );
    if (heard === 'told') await subscriptions.tell(subscription.id, statusesOf(about));
    if (heard === 'gone') await subscriptions.remove(subscription.id);
    return heard !== 'unreachable';
  };

  const leave = async (subscription: Subscription): Promise<void> => {
    await send(
      'subscription_termination',
      `${subscription.notifyUri}/terminate`,
      JSON.stringify({
        supi: subscription.supi,
        notifId: subscription.notifyId,
        termCause: 'REMOVED_SUBSCRIBER',
      }),
    );
    await subscriptions.remove(subscription.id);
  };

  /** One line at a time has its say, so that an older status never arrives after a newer one. */
  const tell = (accountId: AccountId): Promise<void> =>
    order.run(String(accountId), async () => {
      try {
        const [known, all] = await Promise.all([
          counters.countersOf({ accountId }),
          subscriptions.ofAccount(accountId),
        ]);
        if (all.length === 0) unwatch(accountId);
        const told = await Promise.all(all.map((subscription) => tellOne(subscription, known)));
        if (told.every(Boolean)) owed.delete(accountId);
        else owed.add(accountId);
      } catch (error) {
        owed.add(accountId);
        log.error({ err: error }, 'the subscribers of a line could not be told');
      }
    });

  const unwatch = (accountId: AccountId): void => {
    watched.get(accountId)?.();
    watched.delete(accountId);
    owed.delete(accountId);
  };

  const watch = (accountId: AccountId): void => {
    if (watched.has(accountId) || closed) return;
    watched.set(
      accountId,
      counters.watch(accountId, () => void tell(accountId)),
    );
  };

  // The counters' own first look may come after the subscriber's, and what changed between the two is
  // news to neither. A second look tells it.
  const watchAnew = (accountId: AccountId): void => {
    if (watched.has(accountId) || closed) return;
    watch(accountId);
    const timer = setTimeout(() => {
      seconds.delete(timer);
      void tell(accountId);
    }, SECOND_LOOK_AFTER);
    timer.unref();
    seconds.add(timer);
  };

  const each = async (
    accountIds: readonly AccountId[],
    act: (accountId: AccountId) => Promise<void>,
  ): Promise<void> => {
    const turns = accountIds.values();
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (const accountId of turns) if (!closed) await act(accountId);
      }),
    );
  };

  const lookOver = async (accountId: AccountId): Promise<void> => {
    if (await counters.isCustomer(accountId)) {
      await tell(accountId); // what no watch has told, if there is anything
      return;
    }
    for (const subscription of await subscriptions.ofAccount(accountId)) await leave(subscription);
    unwatch(accountId);
  };

  let lookedAt = 0;
  const run = async (): Promise<void> => {
    try {
      const since = loadedUntil - CLOCKS_APART;
      loadedUntil = clock.now();
      const fresh = (await subscriptions.accounts(since)).filter((id) => !watched.has(id));
      for (const accountId of fresh) watch(accountId);
      await each([...fresh, ...owed], tell);
      await each(await subscriptions.expire(), tell);
      const ids = [...watched.keys()];
      lookedAt = lookedAt >= ids.length ? 0 : lookedAt;
      await each(ids.slice(lookedAt, lookedAt + LINES_A_ROUND), lookOver);
      lookedAt += LINES_A_ROUND;
    } catch (error) {
      loadedUntil = 0;
      log.error({ err: error }, 'a round over the subscriptions failed');
    }
  };
  const round = (): Promise<void> => {
    rounding ??= run().finally(() => {
      rounding = undefined;
    });
    return rounding;
  };

  const { roundSeconds } = options;
  const timer =
    roundSeconds === undefined ? undefined : setInterval(() => void round(), roundSeconds * SECOND);
  timer?.unref();

  return {
    watch: watchAnew,
    round,
    async lineChanged(accountId) {
      if (!watched.has(accountId) || closed) return;
      try {
        await lookOver(accountId);
      } catch (error) {
        log.error({ err: error }, 'a line that changed could not be looked over yet');
      }
    },
    async lookAgain(accountId) {
      if ((await subscriptions.ofAccount(accountId)).length === 0) unwatch(accountId);
    },
    async close() {
      closed = true;
      clearInterval(timer);
      for (const second of seconds) clearTimeout(second);
      for (const accountId of watched.keys()) unwatch(accountId);
      await rounding;
    },
  };
}
