// Policy counters for whoever decides by them how fast a line is: a PCF that subscribed to them.
//
// Nothing is kept: a counter is what the ledger has, seen through the plan's rules. Whoever watches a line
// is told when a status changes, in this process at once, from what each batch of the ledger says; what
// another process did, or time alone, is seen when the line's turn comes in a round, every few seconds.
// Where nobody watches, a batch costs one comparison.

import type { ChargedPlan, ChargingSettings } from '../catalog/public.ts';
import type { Log } from '../db/public.ts';
import type { AccountId, Clock, Octets } from '../kernel/public.ts';
import type { AccountChange, Ledger } from '../ledger/public.ts';
import type { Directory } from '../subscribers/public.ts';
import { countersAt, statusesOf, type Counter } from './counter-status.ts';
import type { Settings } from './settings.ts';

/** Told every counter of the line, when the status of any has changed. Must neither wait nor throw. */
export type CounterListener = (counters: readonly Counter[]) => void;

export type Counters = {
  /** Empty for a line that is none. */
  readonly countersOf: (line: { readonly accountId: AccountId }) => Promise<readonly Counter[]>;
  /** Gives what ends it. Watch first and ask for the counters then, and no change goes by unseen. */
  readonly watch: (accountId: AccountId, listener: CounterListener) => () => void;
  /** What a batch of the ledger changed. Returns at once, and never throws. */
  readonly changed: (
    changes: readonly Pick<AccountChange, 'accountId' | 'availableOctets'>[],
  ) => void;
  /** Looks at these lines again, if anybody watches them. */
  look(accountIds: readonly AccountId[]): void;
  /** Looks at some of the watched lines again, going on where the last round ended. */
  round(): void;
};

type Watched = {
  readonly listeners: Set<CounterListener>;
  plan: ChargedPlan | undefined;
  /** What the listeners know. */
  statuses: ReadonlyMap<string, string> | undefined;
  /** One look at a time, or an older one could come after a newer; what comes meanwhile is looked at next. */
  looking: boolean;
  again: boolean;
};

const LINES_A_ROUND = 500;
const LINES_AT_ONCE = 4;

export function createCounters(options: {
  ledger: Pick<Ledger, 'balance'>;
  directory: Pick<Directory, 'line'>;
  settings: Settings;
  clock: Clock;
  log: Pick<Log, 'warn'>;
}): Counters {
  const { ledger, directory, settings, clock, log } = options;
  const watched = new Map<AccountId, Watched>();
  /** To be looked at, a few at once. */
  const due = new Set<AccountId>();
  let workers = 0;
  let lookedAt: AccountId | undefined;

  const read = async (accountId: AccountId) => {
    const [line, balance, known] = await Promise.all([
      directory.line(accountId),
      ledger.balance(accountId),
      settings.current(),
    ]);
    if (line === undefined || !balance.ok) return undefined;
    const plan = planOf(known, line.planId);
    return { plan, buckets: balance.value.buckets, now: clock.now() };
  };

  const settle = (watch: Watched, counters: readonly Counter[]): void => {
    const before = watch.statuses;
    watch.statuses = new Map(counters.map(({ counterId, status }) => [counterId, status]));
    if (before === undefined || sameStatuses(before, watch.statuses)) return;
    for (const listener of watch.listeners) listener(counters);
  };

  const lookAt = async (accountId: AccountId): Promise<void> => {
    const watch = watched.get(accountId);
    if (watch === undefined) return;
    watch.again = true;
    if (watch.looking) return;
    watch.looking = true;
    try {
      while (watch.again) {
        watch.again = false;
        const found = await read(accountId);
        if (found === undefined) continue;
        watch.plan = found.plan;
        settle(watch, countersAt(found.plan, found.buckets, found.now));
      }
    } catch (error) {
      log.warn({ err: error }, 'a line’s counters could not be read; the next round looks again');
    } finally {
      watch.looking = false;
    }
  };

  const work = async (): Promise<void> => {
    workers += 1;
    for (const accountId of due) {
      due.delete(accountId);
      await lookAt(accountId);
    }
    workers -= 1;
  };

  const look = (accountIds: readonly AccountId[]): void => {
    for (const accountId of accountIds) if (watched.has(accountId)) due.add(accountId);
    for (let idle = LINES_AT_ONCE - workers; idle > 0 && due.size > 0; idle -= 1) void work();
  };

  return {
    look,
    async countersOf({ accountId }) {
      const found = await read(accountId);
      return found === undefined ? [] : countersAt(found.plan, found.buckets, found.now);
    },
    watch(accountId, listener) {
      const watch = watched.get(accountId) ?? {
        listeners: new Set(),
        plan: undefined,
        statuses: undefined,
        looking: false,
        again: false,
      };
      watch.listeners.add(listener);
      watched.set(accountId, watch);
      if (watch.plan === undefined) look([accountId]);
      return () => {
        watch.listeners.delete(listener);
        if (watch.listeners.size === 0 && watched.get(accountId) === watch)
          watched.delete(accountId);
      };
    },
    changed(changes) {
      if (watched.size === 0) return;
      for (const { accountId, availableOctets } of changes) {
        const watch = watched.get(accountId);
        if (watch === undefined) continue;
        if (hasTurned(watch, availableOctets)) look([accountId]);
      }
    },
    round() {
      const ids = [...watched.keys()];
      const from = lookedAt === undefined ? 0 : ids.indexOf(lookedAt) + 1;
      const turns = ids.slice(from, from + LINES_A_ROUND);
      lookedAt = from + LINES_A_ROUND < ids.length ? turns.at(-1) : undefined;
      look(turns);
    },
  };
}

/** Whether so many available octets make another status, as far as can be said without reading. */
function hasTurned({ plan, statuses }: Watched, availableOctets: Octets): boolean {
  if (plan === undefined || statuses === undefined) return true;
  return !sameStatuses(statuses, statusesOf(plan, availableOctets));
}

const sameStatuses = (
  left: ReadonlyMap<string, string>,
  right: ReadonlyMap<string, string>,
): boolean =>
  left.size === right.size && [...left].every(([id, status]) => right.get(id) === status);

const planOf = (settings: ChargingSettings, planId: string): ChargedPlan =>
  settings.plans.get(planId) ?? { octetsPerCycle: 0, rules: settings.rules };
