// The ledger as its neighbours see it: the only place where octets move.

import { openHotPool, silentLog, type Log, type Store } from '../db/public.ts';
import {
  accept,
  Fault,
  partOf,
  refuse,
  type AccountId,
  type Clock,
  type Result,
} from '../kernel/public.ts';
import { createAhead } from './ahead.ts';
import type { Account } from './account.ts';
import { auditLedger, type AuditReport } from './audit.ts';
import { balanceOf, createAccountReader, readUse, type Balance, type Use } from './balance.ts';
import { RaceLost, runBatch, runBatchLocked, type BatchContext, type BatchDone } from './batch.ts';
import type { AccountChange } from './change.ts';
import type { AnswerTo, Command } from './command.ts';
import { checkCommand } from './check-command.ts';
import { closing, createLanes, DEFAULT_LIMITS, type LaneLimits } from './lanes.ts';
import type { LedgerRefusal } from './refusal.ts';
import { createMemory } from './memory.ts';
import { createOpenings, NEVER_PROVED } from './openings.ts';
import { listSessions, sessionsOf, type LedgerSession, type SessionCursor } from './sessions.ts';
import { createSweeper } from './sweep.ts';

export type Ledger = {
  /**
   * Does a command durably, and then answers. Refusals are listed with each command. Throws a Fault
   * when the store is away, closing or too busy: `retry` says whether the command may have been done,
   * and the same command, with the same key, may always be sent again.
   */
  execute<C extends Command>(command: C): Promise<Result<AnswerTo<C>, LedgerRefusal>>;
  /** Opens an account without octets. Opening it again changes nothing. */
  openAccount(accountId: AccountId): Promise<void>;
  balance(accountId: AccountId): Promise<Result<Balance, LedgerRefusal>>;
  use(accountId: AccountId, origins: readonly string[]): Promise<Use[]>;
  /** Lapses what is due on accounts that nobody touches. Answers how many accounts it touched. */
  sweep(): Promise<number>;
  audit(): Promise<AuditReport>;
  /** The open sessions of these accounts, at most a hundred of each. */
  sessionsOf(accountIds: readonly AccountId[]): Promise<LedgerSession[]>;
  /** Every open session, in the order of account and name. */
  listSessions(page: { after?: SessionCursor; limit: number }): Promise<LedgerSession[]>;
  /** Takes no more commands, and resolves when the last one is answered. */
  close(): Promise<void>;
};

/** What is counted of the ledger's batches. Must neither wait nor throw. */
export type LedgerMeter = {
  /** One batch was tried: how many commands it took, and how long it took. */
  batch(commands: number, seconds: number): void;
  /** A batch was undone because another process had changed one of its rows, and is tried again. */
  raceLost(): void;
};

export function createLedger(options: {
  store: Store;
  clock: Clock;
  limits?: LaneLimits;
  log?: Log;
  meter?: LedgerMeter;
  /** Told of each batch that changed something, once it is durable. Must neither wait nor throw. */
  changed?: (changes: readonly AccountChange[]) => void;
}): Ledger {
  const { store, clock, limits = DEFAULT_LIMITS, log = silentLog } = options;
  const pool = openHotPool(store, { log, connections: limits.batchesInFlight + READING_AHEAD });
  const context: BatchContext = {
    pool,
    clock,
    memory: createMemory(limits.accountsRemembered),
    planAge: { batches: 0 },
    openings: createOpenings(store.parts),
  };
  const lanes = createLanes(
    store.parts,
    async (part, commands) => {
      const { settled, changes } = await runUntilAlone(context, part, commands, options.meter);
      if (changes.length > 0) options.changed?.(changes);
      return settled;
    },
    limits,
  );
  // What was remembered before may be the newer.
  const seen = (account: Account): void => {
    if (context.memory.recall(account.id) === undefined)
      context.memory.remember(account, NEVER_PROVED);
  };
  const readAccount = createAccountReader(store, seen); // who looks at a balance often gives or charges next
  const ahead = createAhead({
    isRemembered: (accountId) => context.memory.recall(accountId) !== undefined,
    read: createAccountReader({ pool, parts: store.parts }, seen, READING_AHEAD),
    most: limits.commandsWaiting,
  });
  let isClosing = false;
  const execute: Ledger['execute'] = (command) => {
    try {
      checkCommand(command);
    } catch (error) {
      return Promise.reject(error);
    }
    if (isClosing) return Promise.reject(closing());
    const part = partOf(command.accountId, store.parts);
    // The lane answers every command with the answer of its own kind; see AnswerByName.
    return ahead.submit(command, () => lanes.submit(part, command)) as Promise<
      Result<AnswerTo<typeof command>, LedgerRefusal>
    >;
  };
  const sweeper = createSweeper(store, clock, execute, log);
  return {
    execute,
    async openAccount(accountId) {
      await store.pool.query(
        `insert into account (part, account_id, opened_at)
         values ($1, $2, to_timestamp($3::float8 / 1000)) on conflict do nothing`,
        [partOf(accountId, store.parts), accountId, clock.now()],
      );
    },
    async balance(accountId) {
      const now = clock.now();
      const account = await readAccount(accountId);
      return account === undefined
        ? refuse({ code: 'account_unknown' })
        : accept(balanceOf(account, now));
    },
    use: (accountId, origins) => readUse(store, accountId, origins),
    sweep: () => sweeper.round(),
    audit: () => auditLedger(store),
    sessionsOf: (accountIds) => sessionsOf(store, accountIds),
    listSessions: (page) => listSessions(store, page),
    async close() {
      isClosing = true;
      await ahead.drained();
      await lanes.drain();
      if (!pool.ended) await pool.end();
    },
  };
}

/** So many statements that read ahead are on their way, each over a connection of its own. */
const READING_AHEAD = 1;

const RACES = 5;

/** Runs a batch, and again, with locks, where another process was faster with one of its rows. */
async function runUntilAlone(
  context: BatchContext,
  part: number,
  commands: readonly Command[],
  meter: LedgerMeter | undefined,
): Promise<BatchDone> {
  for (let race = 1; ; race += 1) {
    const began = performance.now();
    try {
      const run = race === 1 ? runBatch : runBatchLocked;
      return await run(context, part, commands);
    } catch (error) {
      if (!(error instanceof RaceLost)) throw error;
      meter?.raceLost();
      if (race === RACES)
        throw new Fault('busy', error.message, {
          retry: 'safe',
          retryAfterSeconds: 1,
          cause: error,
        });
    } finally {
      meter?.batch(commands.length, (performance.now() - began) / 1_000);
    }
  }
}
