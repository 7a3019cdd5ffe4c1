// Plays a workload on the real ledger and on the second one, and finds the first answer or balance in
// which they differ.
//
// The real ledger has a whole wave in flight at once. It decides the commands of one account in the
// order in which they were submitted (each part of the store is a lane, first in, first out), and no
// command touches two accounts: so the second ledger, which takes them one by one, must agree on every
// single answer. The clock stands still within a wave.

import { isDeepStrictEqual } from 'node:util';
import { Fault, InvariantBroken, type AccountId, type Instant } from '../../src/kernel/public.ts';
import type { Command, Ledger } from '../../src/ledger/public.ts';
import { createRandom, type Random, type Seed } from '../workload/random.ts';
import { createWorkload } from '../workload/workload.ts';
import { STOPPED, type Answered } from './answered.ts';
import { createOracle, type Oracle } from './oracle.ts';

export type Difference = {
  /** What was compared: a command's answer, or what a line or the whole store has after it. */
  readonly about: 'answer' | 'balance' | 'use' | 'totals';
  /** Counts the commands of the run, from 1. */
  readonly commandNumber: number;
  /** The end of its wave: so many commands play it again. */
  readonly replayCommands: number;
  readonly subject: unknown;
  readonly ledger: unknown;
  readonly oracle: unknown;
};

export type Comparison = {
  readonly accepted: number;
  readonly refused: number;
  /** Commands that asked for what cannot be, and were stopped without a trace. */
  readonly stopped: number;
  /** Accepted ones that had been answered before. */
  readonly repeats: number;
  readonly conserved: boolean;
  readonly difference: Difference | undefined;
};

export type Stage = {
  /** Makes the ledger on this clock. */
  readonly ledgerOn: (clock: { now(): Instant }) => Ledger;
  /** How many rounds a sweep needs to have seen everything. */
  readonly sweepRounds: () => Promise<number>;
};

const FIRST_INSTANT = Date.parse('2026-11-22T12:00:00Z');
const LINES_LOOKED_AT = 12;
const AT_ONCE = 64;

export async function compare(
  stage: Stage,
  options: { seed: Seed; commands: number; lines: number; progress?: (done: number) => void },
): Promise<Comparison> {
  let now = FIRST_INSTANT;
  const ledger = stage.ledgerOn({ now: () => now });
  const oracle = createOracle();
  const workload = createWorkload(options);
  // What is looked at between waves is chance of its own: it must not change what is played.
  const looks = createRandom(options.seed ^ 0x5eed);
  const count = { accepted: 0, refused: 0, stopped: 0, repeats: 0 };
  let done = 0;
  let difference: Difference | undefined;

  for (const accountId of workload.accountIds) oracle.openAccount(accountId);
  await inTurns(workload.accountIds, (accountId) => ledger.openAccount(accountId));
  while (done < options.commands && difference === undefined) {
    const wave = workload.nextWave(now);
    now = wave.at;
    if (wave.sweepsFirst) {
      oracle.sweep(now);
      for (let rounds = await stage.sweepRounds(); rounds > 0; rounds -= 1) await ledger.sweep();
    }
    const commands: Command[] = [];
    const expected: Answered[] = [];
    for (const last = Math.min(wave.commands, options.commands - done); commands.length < last;) {
      const command = workload.next(now);
      const answered = oracle.execute(command, now);
      workload.heard(command, answered, now);
      commands.push(command);
      expected.push(answered);
      count[answered.kind] += 1;
      if (answered.kind !== 'stopped' && answered.repeat === true) count.repeats += 1;
    }
    const answers = await Promise.all(
      commands.map((command) => answerOf(() => ledger.execute(command))),
    );
    difference = firstDifference(commands, answers, expected, done);
    done += commands.length;
    const touched = new Set(commands.map(({ accountId }) => accountId));
    difference ??= await lookAt(sample([...touched], looks), { ledger, oracle, now, done });
    options.progress?.(done);
  }
  difference ??= await lookAt(workload.accountIds, { ledger, oracle, now, done });
  const audit = await ledger.audit();
  const totals = oracle.totals();
  const { inTransit: _, ...audited } = audit.octets;
  const found = { buckets: audit.buckets, octets: audited };
  if (!isDeepStrictEqual(found, totals))
    difference ??= {
      about: 'totals',
      commandNumber: done,
      replayCommands: done,
      subject: 'the whole store',
      ledger: found,
      oracle: totals,
    };
  await ledger.close();
  return { ...count, conserved: audit.conserved, difference };
}

/** A real answer in the words of the second ledger. A fault is none: the world failed, and it ends here. */
async function answerOf(
  asked: () => Promise<{ ok: true; value: unknown } | { ok: false; refusal: unknown }>,
): Promise<Answered> {
  try {
    const outcome = await asked();
    return outcome.ok
      ? { kind: 'accepted', value: outcome.value }
      : { kind: 'refused', refusal: outcome.refusal };
  } catch (error) {
    if (error instanceof InvariantBroken) return STOPPED;
    // More octets than a number holds: the sum of one line's extreme amounts.
    if (error instanceof Fault && error.code === 'number_not_safe') return STOPPED;
    throw error;
  }
}

/** Whether it was answered before is the second ledger's own remark. */
/** Whether it was told before is the oracle's own knowledge. */
function alike(answer: Answered, expected: Answered): boolean {
  if (expected.kind === 'stopped') return answer.kind === 'stopped';
  const { repeat: _, ...told } = expected;
  return isDeepStrictEqual(answer, told);
}

function firstDifference(
  commands: readonly Command[],
  answers: readonly Answered[],
  expected: readonly Answered[],
  before: number,
): Difference | undefined {
  for (const [index, oracle] of expected.entries()) {
    const ledger = answers[index];
    if (ledger === undefined || !alike(ledger, oracle))
      return {
        about: 'answer',
        commandNumber: before + index + 1,
        replayCommands: before + commands.length,
        subject: commands[index],
        ledger,
        oracle,
      };
  }
  return undefined;
}

type After = { ledger: Ledger; oracle: Oracle; now: Instant; done: number };

async function lookAt(
  accountIds: readonly AccountId[],
  { ledger, oracle, now, done }: After,
): Promise<Difference | undefined> {
  const found = await inTurns(accountIds, async (accountId): Promise<Difference | undefined> => {
    const origins = oracle.origins(accountId);
    const views = [
      [
        'balance',
        await answerOf(() => balanceOf(ledger, accountId)),
        oracle.balance(accountId, now),
      ],
      ['use', await answerOf(() => useOf(ledger, accountId, origins)), oracle.use(accountId)],
    ] as const;
    const view = views.find(([, real, expected]) => !alike(real, expected));
    if (view === undefined) return undefined;
    const [about, real, expected] = view;
    return {
      about,
      commandNumber: done,
      replayCommands: done,
      subject: { accountId },
      ledger: real,
      oracle: expected,
    };
  });
  return found.find((one) => one !== undefined);
}

/** A balance without the ledger's own bookkeeping: what a bucket has, and what it may be used for. */
async function balanceOf(ledger: Ledger, accountId: AccountId) {
  const balance = await ledger.balance(accountId);
  if (!balance.ok) return balance;
  const buckets = balance.value.buckets.map((bucket) => {
    const { number, kind, scope, origin, validFrom, expiresAt } = bucket;
    const { granted, available, held, used, given, expired, withdrawn } = bucket;
    const about = { number, kind, scope, origin, validFrom, expiresAt };
    return { ...about, granted, available, held, used, given, expired, withdrawn };
  });
  return { ok: true, value: { ...balance.value, buckets } } as const;
}

async function useOf(ledger: Ledger, accountId: AccountId, origins: readonly string[]) {
  const uses = await ledger.use(accountId, origins);
  const value = uses.toSorted((left, right) => (left.origin < right.origin ? -1 : 1));
  return { ok: true, value } as const;
}

const sample = (accountIds: readonly AccountId[], random: Random): AccountId[] =>
  accountIds.length <= LINES_LOOKED_AT
    ? [...accountIds]
    : Array.from({ length: LINES_LOOKED_AT }, () => random.pick(accountIds));

/** Some at once, not all: each look at a line takes two connections. */
async function inTurns<Item, Value>(
  items: readonly Item[],
  work: (item: Item) => Promise<Value>,
): Promise<Value[]> {
  const values: Value[] = [];
  for (let start = 0; start < items.length; start += AT_ONCE)
    values.push(...(await Promise.all(items.slice(start, start + AT_ONCE).map(work))));
  return values;
}
