// When octets arrive, the network asks anew at once: every open session of the line is told through the
// door that it came in by. So are the sessions that share a line, when one of them is left without while
// another has much in hand, and when one gives back what another waits for. And where a line is no longer
// served, its sessions are ended.
// docs/decisions/quota.md says when, in which order, and what bounds it.

import type { Log } from '../db/public.ts';
import { Fault, SECOND, type AccountId, type Clock, type Instant } from '../kernel/public.ts';
import type { AccountChange, Ledger, LedgerSession } from '../ledger/public.ts';
import type { SessionDoor, Told } from './request.ts';
import { DEFAULT_QUOTA } from './quota.ts';
import { createRarely } from './rarely.ts';
import { createAccountQueue, type Whom } from './account-queue.ts';

/** An account whose sessions are to be told, and when what they are told of became durable. */
export type Arrival = { readonly accountId: AccountId; readonly since: Instant };

export type ReauthorizerMeter = {
  /**
   * A session was told, so many seconds after what it is told of had become durable. Or it was not:
   * `session_unknown` to the network, `unreachable` to the end, or `dropped` because too many waited.
   */
  told(seconds: number, result?: string): void;
};

export type ReauthorizerLimits = {
  readonly accountsWaiting: number;
  readonly accountsAtOnce: number;
  readonly sessionsAtOnce: number;
  readonly sessionsRetrying: number;
  /** How long to wait before each further try, in milliseconds. */
  readonly retryAfter: readonly number[];
  /** What a session may go on holding while another of its line is left without. */
  readonly holdingOctets: number;
  /** The sessions of a line that hold more are not asked for it more often than this, in milliseconds. */
  readonly callInEvery: number;
};

export const DEFAULT_LIMITS: ReauthorizerLimits = {
  accountsWaiting: 100_000,
  accountsAtOnce: 100,
  sessionsAtOnce: 64,
  sessionsRetrying: 10_000,
  retryAfter: [1, 2, 4, 8, 15, 30].map((seconds) => seconds * SECOND), // within a minute, all in all
  holdingOctets: DEFAULT_QUOTA.smallestOctets,
  callInEvery: 5 * SECOND,
};

export type Reauthorizer = {
  /** Lets sessions be told through this door; a later one of its kind takes its place. */
  register(door: SessionDoor): void;
  /** What a batch of the ledger changed. Returns at once, and never throws. */
  readonly changed: (changes: readonly AccountChange[]) => void;
  /**
   * A line was granted the last that it has, or nothing: its sessions that hold much give it back and go on
   * in small slices, so that all of them have some. Returns at once, and never throws.
   */
  readonly ranShort: (accountId: AccountId) => void;
  /**
   * These lines are no longer what they were: sessions of one that is not served any more are ended, those
   * of others report and ask anew. Returns at once, and never throws.
   */
  readonly lineChanged: (accountIds: readonly AccountId[]) => void;
  /** Has the sessions of these accounts told, as another process asks for. */
  tell(arrivals: readonly Arrival[]): void;
  /** Resolves when nothing is waiting or under way; what is tried again later is not waited for. */
  idle(): Promise<void>;
  close(): void;
};

type Errand = {
  readonly session: LedgerSession & { readonly contact: string };
  readonly since: Instant;
  readonly tries: number;
  /** Its line is no longer served. */
  readonly isOver: boolean;
  /** Another process has said that it cannot reach it; that is not said again. */
  readonly isPassedOn: boolean;
};

export function createReauthorizer(options: {
  ledger: Pick<Ledger, 'sessionsOf'>;
  clock: Clock;
  log: Pick<Log, 'warn'>;
  /** Whether a line is served. Left out, all are. */
  isServed?: (accountId: AccountId) => Promise<boolean>;
  /** Tells other processes, one of which may have the connection. Must neither wait nor throw. */
  passOn?: (arrivals: readonly Arrival[]) => void;
  meter?: ReauthorizerMeter;
  limits?: ReauthorizerLimits;
}): Reauthorizer {
  const { ledger, clock, log, meter, limits = DEFAULT_LIMITS } = options;
  const doors = new Map<string, SessionDoor>();
  const queue = createAccountQueue(limits.accountsWaiting, () => meter?.told(0, 'dropped'));
  const errands: Errand[] = [];
  const retrying = new Map<string, NodeJS.Timeout>();
  const callIns = createRarely(limits.callInEvery, limits.accountsWaiting);
  const idlers: (() => void)[] = [];
  let looking = false;
  let underWay = 0;
  let closed = false;

  const passOn = (arrivals: readonly Arrival[]): void => options.passOn?.(arrivals);

  const pump = (): void => {
    while (underWay < limits.sessionsAtOnce) {
      const errand = errands.shift();
      if (errand === undefined) break;
      underWay += 1;
      void run(errand).finally(() => {
        underWay -= 1;
        queue.release(errand.session.accountId);
        pump();
      });
    }
    // More accounts are looked at only when the sessions of those before have their turn: what waits
    // is then accounts, of which each waits once, and not sessions.
    if (!looking && !closed && errands.length < limits.sessionsAtOnce) void look();
    if (!looking && underWay === 0 && errands.length === 0 && queue.isEmpty())
      for (const resolve of idlers.splice(0)) resolve();
  };

  const look = async (): Promise<void> => {
    const taken = queue.take(limits.accountsAtOnce);
    if (taken.length === 0) return;
    looking = true;
    try {
      const [sessions, unserved] = await Promise.all([
        ledger.sessionsOf(taken.map(({ accountId }) => accountId)),
        unservedOf(taken),
      ]);
      const byAccount = Map.groupBy(sessions.filter(isReachable), ({ accountId }) => accountId);
      for (const { accountId, since, isPassedOn, whom } of taken) {
        const all = byAccount.get(accountId) ?? [];
        const open = unserved.has(accountId) ? all : all.filter((session) => isOf(whom, session));
        queue.hold(accountId, open.length);
        const isOver = unserved.has(accountId);
        for (const session of open) errands.push({ session, since, tries: 0, isPassedOn, isOver });
      }
    } catch (error) {
      log.warn({ err: error }, 'the sessions to be told could not be read yet');
      const seconds = error instanceof Fault ? (error.retryAfterSeconds ?? 1) : 1;
      const again = setTimeout(() => {
        for (const waiting of taken) queue.add(waiting, waiting);
        pump();
      }, seconds * SECOND);
      again.unref();
    } finally {
      looking = false;
    }
    pump();
  };

  const run = async (errand: Errand): Promise<void> => {
    const { session, since, tries } = errand;
    clearTimeout(retrying.get(session.session));
    retrying.delete(session.session);
    const told = await tellThrough(doors.get(kindOf(session.contact)), errand, log);
    const tell = (): void => meter?.told(Math.max(0, clock.now() - since) / SECOND, told);
    if (told !== 'unreachable') tell();
    else {
      if (tries === 0 && !errand.isPassedOn) passOn([{ accountId: session.accountId, since }]);
      const wait = limits.retryAfter[tries];
      if (wait === undefined || retrying.size >= limits.sessionsRetrying || closed) tell();
      else retry({ ...errand, tries: tries + 1 }, wait);
    }
  };

  const unservedOf = async (
    accounts: readonly { readonly accountId: AccountId }[],
  ): Promise<ReadonlySet<AccountId>> => {
    const unserved = new Set<AccountId>();
    await Promise.all(
      accounts.map(async ({ accountId }) => {
        if ((await options.isServed?.(accountId)) === false) unserved.add(accountId);
      }),
    );
    return unserved;
  };

  const isOf = (whom: Whom, { heldOctets }: LedgerSession): boolean =>
    whom === 'all' || (whom === 'without' ? heldOctets === 0 : heldOctets > limits.holdingOctets);

  const retry = (errand: Errand, wait: number): void => {
    const timer = setTimeout(() => {
      retrying.delete(errand.session.session);
      queue.hold(errand.session.accountId, 1);
      errands.push(errand);
      pump();
    }, wait);
    timer.unref();
    retrying.set(errand.session.session, timer);
  };

  return {
    register(door) {
      doors.set(door.kind, door);
    },
    changed(changes) {
      const since = clock.now();
      let any = false;
      const elsewhere: Arrival[] = [];
      for (const { accountId, arrived, left, freed, availableOctets } of changes) {
        const isSpent = left && availableOctets === 0;
        if (!arrived && !isSpent && !freed) continue;
        any = true;
        const whom = arrived || isSpent ? 'all' : 'without';
        if (doors.size === 0) elsewhere.push({ accountId, since });
        else
          queue.add({ accountId, since }, { isUrgent: arrived || freed, isPassedOn: false, whom });
      }
      if (!any) return;
      if (elsewhere.length > 0) passOn(elsewhere);
      else pump();
    },
    tell(arrivals) {
      if (doors.size === 0) return;
      for (const arrival of arrivals)
        queue.add(arrival, { isUrgent: true, isPassedOn: true, whom: 'all' });
      pump();
    },
    lineChanged(accountIds) {
      if (doors.size === 0) return;
      const since = clock.now();
      for (const accountId of accountIds)
        queue.add({ accountId, since }, { isUrgent: true, isPassedOn: true, whom: 'all' });
      pump();
    },
    ranShort(accountId) {
      if (doors.size === 0) return;
      const since = clock.now();
      if (!callIns.isDue(accountId, since)) return;
      queue.add({ accountId, since }, { isUrgent: false, isPassedOn: false, whom: 'holding' });
      pump();
    },
    idle: () =>
      new Promise((resolve) => {
        idlers.push(resolve);
        pump();
      }),
    close() {
      closed = true;
      errands.length = 0;
      for (const timer of retrying.values()) clearTimeout(timer);
      retrying.clear();
    },
  };
}

const isReachable = (session: LedgerSession): session is Errand['session'] =>
  session.contact !== null;

const kindOf = (contact: string): string => contact.split(' ', 1)[0] ?? '';

async function tellThrough(
  door: SessionDoor | undefined,
  { session: { session, contact }, isOver, tries }: Errand,
  log: Pick<Log, 'warn'>,
): Promise<Told> {
  if (door === undefined) return 'unreachable';
  try {
    // An element that cannot end a session is asked to report instead, and refused when it does.
    const ends = isOver && tries % 2 === 0;
    return await door[ends ? 'abort' : 'reauthorize']({ sessionId: session, contact });
  } catch (error) {
    log.warn({ err: error, door: door.kind }, 'a door threw where it should have answered');
    return 'unreachable';
  }
}
