// One batch of commands of one part of the store: find what the commands can touch, decide them, write what
// changed, where it still is as it was found.
//
// One commit, and so one flush to disk, answers the whole batch: this is where the ledger's speed is.
//
// Accounts are decided at first on what is remembered of them, or quickly read. An account whose outcome
// the write would not prove is decided again on all that can be known of it: what it remembers of keys, and
// holds that have ended. Another process may still be faster with one of the rows. Then nothing is written,
// and the batch is done again with its accounts locked.

import type { Pool } from 'pg';
import { asFault, sqlStateOf, transact, transactAlone } from '../db/public.ts';
import { invariant, refuse, type AccountId, type Clock } from '../kernel/public.ts';
import { holdOf, sessionHoldId, type Account } from './account.ts';
import { changeOf, type AccountChange } from './change.ts';
import type { Command } from './command.ts';
import { giftHoldId } from './lapse.ts';
import type { Memory, Remembered } from './memory.ts';
import {
  doubt,
  NEVER_PROVED,
  noteWritten,
  noticeOthers,
  provedAsOf,
  type PartOpenings,
} from './openings.ts';
import { rowsOf, type Proof } from './rows.ts';
import { lockAccounts } from './statements/lock-accounts.ts';
import { readAccounts } from './statements/read-accounts.ts';
import { readNamedHolds } from './statements/read-holds.ts';
import { readKeys, type KeyRow } from './statements/read-keys.ts';
import {
  NOT_AS_READ,
  OPENED_ELSEWHERE,
  writeBatch,
  type PlanAge,
} from './statements/write-batch.ts';
import { NOTHING_KNOWN, takeTurn, type Known, type Settled, type Turn } from './turn.ts';

export type BatchContext = {
  readonly pool: Pool;
  readonly clock: Clock;
  readonly memory: Memory;
  readonly planAge: PlanAge;
  /** Of each part. */
  readonly openings: readonly PartOpenings[];
};

export type BatchDone = {
  readonly settled: readonly Settled[];
  readonly changes: readonly AccountChange[];
};

/** Another process was faster with the same session, key or bucket: nothing was done. */
export class RaceLost extends Error {
  override readonly name = 'RaceLost';
}

type Database = Pick<Pool, 'query'>;

/** One account of a batch: what is asked of it, what was found of it, and what came of that. */
type Visit = {
  readonly accountId: AccountId;
  readonly commands: Command[];
  /** Where in the batch each of them stands. */
  readonly places: number[];
  remembered: Remembered | undefined;
  /** None where there is no such account. */
  turn: Turn | undefined;
};

/** As if nobody else wrote: without a lock. */
export async function runBatch(
  context: BatchContext,
  part: number,
  commands: readonly Command[],
): Promise<BatchDone> {
  const visits = visitsOf(commands);
  const openings = openingsOf(context, part);
  try {
    await takeTurns(context, part, visits);
    await transactAlone(context.pool, (database) => write(context, database, part, visits));
    return done(context, commands, visits, provedAsOf(openings));
  } catch (error) {
    context.memory.forget(visits.map(idOf));
    doubt(openings);
    throw error;
  }
}

/** With every account locked, and read under the lock. */
export async function runBatchLocked(
  context: BatchContext,
  part: number,
  commands: readonly Command[],
): Promise<BatchDone> {
  const visits = visitsOf(commands);
  await transact(context, async ({ client }) => {
    await lockAccounts(client, part, visits.map(idOf));
    await decideThoroughly(context, client, part, visits);
    const rows = rowsOf(turnsOf(visits), context.clock.now(), 'none');
    if (rows !== undefined)
      await writeBatch(client, { part, openings: null }, rows, context.planAge);
  });
  return done(context, commands, visits, NEVER_PROVED);
}

async function takeTurns(
  context: BatchContext,
  part: number,
  visits: readonly Visit[],
): Promise<void> {
  const doubtful: Visit[] = [];
  const unread: AccountId[] = [];
  for (const visit of visits) {
    visit.remembered = context.memory.recall(visit.accountId);
    if (visit.remembered === undefined) unread.push(visit.accountId);
  }
  const found = new Map<AccountId, Account>();
  if (unread.length > 0)
    for (const account of await reading(readAccounts(context.pool, part, unread, [])))
      found.set(account.id, account);
  const now = context.clock.now();
  for (const visit of visits) {
    const account = visit.remembered ?? found.get(visit.accountId);
    if (account === undefined || visit.commands.some(namesBuckets)) doubtful.push(visit);
    else {
      visit.turn = takeTurn(account, visit.commands, now, NOTHING_KNOWN);
      if (visit.turn.doubtful) doubtful.push(visit);
    }
  }
  if (doubtful.length > 0) await reading(decideThoroughly(context, context.pool, part, doubtful));
}

/** On all that can be known: accounts as they are, keys, holds that have ended. */
async function decideThoroughly(
  { clock }: BatchContext,
  database: Database,
  part: number,
  visits: readonly Visit[],
): Promise<void> {
  const commands = visits.flatMap((visit) => visit.commands);
  const accountIds = visits.map(idOf);
  const numbers = commands.flatMap(bucketNumbersNamed);
  const accounts = await readAccounts(database, part, accountIds, numbers);
  const accountOf = new Map(accounts.map((account) => [account.id, account]));
  const ended = await readEndedHolds(database, part, commands, accountOf);
  const keys = commands.flatMap((command) => ('key' in command ? [command.key] : []));
  const known: readonly KeyRow[] =
    keys.length > 0 ? await readKeys(database, part, accountIds, keys) : [];
  const knownOf = Map.groupBy(known, (row) => row.account_id);
  // Read last: a clock read before could be older than what others have written.
  const now = clock.now();
  for (const visit of visits) {
    const account = accountOf.get(visit.accountId);
    visit.turn = undefined;
    if (account === undefined) continue;
    const holds = ended.get(account.id);
    const whole =
      holds === undefined
        ? account
        : { ...account, holds: [...account.holds, ...holds.map(({ hold }) => hold)] };
    const keysOf: Known = new Map((knownOf.get(account.id) ?? []).map((row) => [row.key, row]));
    visit.turn = takeTurn(whole, visit.commands, now, keysOf);
  }
}

/** The holds that commands name and that are not among the open ones, by account and name. */
async function readEndedHolds(
  database: Database,
  part: number,
  commands: readonly Command[],
  accountOf: ReadonlyMap<AccountId, Account>,
) {
  const accountIds: AccountId[] = [];
  const holdIds: string[] = [];
  for (const command of commands) {
    const id = holdIdNamed(command);
    if (id === undefined) continue;
    const account = accountOf.get(command.accountId);
    if (account !== undefined && holdOf(account, id) !== undefined) continue;
    accountIds.push(command.accountId);
    holdIds.push(id);
  }
  const found = holdIds.length > 0 ? await readNamedHolds(database, part, accountIds, holdIds) : [];
  return Map.groupBy(found, ({ accountId }) => accountId);
}

/** With proof that all was as it had been found. Throws RaceLost where it was not. */
async function write(
  context: BatchContext,
  database: Database,
  part: number,
  visits: readonly Visit[],
): Promise<void> {
  const openings = openingsOf(context, part);
  const known = openings.wary > 0 ? undefined : openings.known;
  const proof: Proof = known === undefined ? 'each' : { asOf: openings.asOf };
  const rows = rowsOf(turnsOf(visits), context.clock.now(), proof);
  if (rows === undefined) return;
  try {
    const place = { part, openings: known ?? null };
    const count = await writeBatch(database, place, rows, context.planAge);
    noteWritten(openings, rows.openedBuckets.length, count);
  } catch (error) {
    const sqlState = sqlStateOf(error);
    if (sqlState === OPENED_ELSEWHERE) {
      // The accounts of this batch may still be as they were read: look at each of them.
      noticeOthers(openings);
      return write(context, database, part, visits);
    }
    if (sqlState !== NOT_AS_READ) throw error;
    throw new RaceLost('another process changed the same rows meanwhile', { cause: error });
  }
}

function openingsOf({ openings }: BatchContext, part: number): PartOpenings {
  const ofPart = openings[part];
  invariant(ofPart !== undefined, 'every part has its count of openings');
  return ofPart;
}

/** After the commit: what came of each command, and of each account. */
function done(
  context: BatchContext,
  commands: readonly Command[],
  visits: readonly Visit[],
  asOf: number,
): BatchDone {
  const now = context.clock.now();
  const changes: AccountChange[] = [];
  const settled = Array.from(commands, (): Settled => ACCOUNT_UNKNOWN);
  for (const { turn, places, remembered } of visits) {
    if (turn === undefined) continue;
    const { account, read, postings } = turn;
    context.memory.remember(
      account.tallies === read.tallies && account.nextBucketNumber === read.nextBucketNumber
        ? account
        : { ...account, version: read.version + 1 },
      asOf,
      remembered,
    );
    if (postings.length > 0) changes.push(changeOf(account, postings, now));
    turn.settled.forEach((outcome, at) => {
      const place = places[at];
      if (place !== undefined) settled[place] = outcome;
    });
  }
  return { settled, changes };
}

const ACCOUNT_UNKNOWN: Settled = refuse({ code: 'account_unknown' });

/** What was only read leaves nothing behind when it fails. */
async function reading<Value>(work: Promise<Value>): Promise<Value> {
  try {
    return await work;
  } catch (error) {
    throw asFault(error);
  }
}

/** In the order of the accounts, which is that of the locks. */
function visitsOf(commands: readonly Command[]): readonly Visit[] {
  const placed = commands.map((command, place) => ({ command, place }));
  // The commands of one account stay in the order in which they came.
  placed.sort((left, right) => left.command.accountId - right.command.accountId);
  const visits: Visit[] = [];
  for (const { command, place } of placed) {
    const { accountId } = command;
    const last = visits.at(-1);
    if (last?.accountId === accountId) {
      last.commands.push(command);
      last.places.push(place);
    } else
      visits.push({
        accountId,
        commands: [command],
        places: [place],
        remembered: undefined,
        turn: undefined,
      });
  }
  return visits;
}

const idOf = ({ accountId }: Visit): AccountId => accountId;

const turnsOf = (visits: readonly Visit[]): Turn[] => visits.flatMap(({ turn }) => turn ?? []);

/** Whether it may touch buckets with nothing in them, which only a reading by number finds. */
const namesBuckets = (command: Command): boolean => command.name === 'return_gift';

const bucketNumbersNamed = (command: Command): number[] =>
  command.name === 'return_gift' ? command.parts.map(({ bucketNumber }) => bucketNumber) : [];

function holdIdNamed(command: Command): string | undefined {
  switch (command.name) {
    case 'charge':
      return sessionHoldId(command.session);
    case 'hold_gift':
    case 'release_gift':
    case 'settle_gift':
      return giftHoldId(command.giftId);
    default:
      return undefined;
  }
}
