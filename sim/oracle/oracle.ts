// The second ledger: naive, in memory, one command after the other. It is written from the rules in
// words, shares no code with the first, and is trusted because everybody can read it: where the two
// differ, one of them is wrong.

import type { AccountId } from '../../src/kernel/public.ts';
import type { Command, Grant } from '../../src/ledger/public.ts';
import { accepted, refused, STOPPED, type Answered } from './answered.ts';
import {
  Impossible,
  inOrder,
  newLine,
  octets,
  openNotebook,
  PLACES,
  sum,
  type Bucket,
  type Line,
  type Notebook,
} from './book.ts';
import { charge } from './charge.ts';
import { endHold, holdGift, receiveGift, returnGift, withdrawGift } from './gift.ts';
import { lapseWhatIsDue } from './lapse.ts';
import { openBucket } from './open-bucket.ts';
import { withdraw } from './withdraw.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
/** How long a finished session answers repeats, and how long a gift's end and a key are known. */
const KEPT = { session: 15 * MINUTE, gift: 30 * DAY, key: 30 * DAY };

export type Oracle = {
  openAccount(accountId: AccountId): void;
  execute(command: Command, now: number): Answered;
  /** As `Ledger.balance` answers. */
  balance(accountId: AccountId, now: number): Answered;
  /** Where the octets that the line ever had came from. */
  origins(accountId: AccountId): string[];
  /** As `Ledger.use` answers for all of them, in their order. */
  use(accountId: AccountId): Answered;
  /** Lapses all that is due, and forgets what was over long enough ago. */
  sweep(now: number): void;
  /** Sums over all lines, as `Ledger.audit` shows them. */
  totals(): { readonly buckets: number; readonly octets: { readonly [place: string]: string } };
};

export function createOracle(): Oracle {
  const lines = new Map<AccountId, Line>();
  return {
    openAccount(accountId) {
      if (!lines.has(accountId)) lines.set(accountId, newLine());
    },
    execute(command, now) {
      return stoppedIfImpossible(() => {
        checkFigures(command);
        const line = lines.get(command.accountId);
        if (line === undefined) return refused({ code: 'account_unknown' });
        return execute(line, command, now);
      });
    },
    balance(accountId, now) {
      const line = lines.get(accountId);
      if (line === undefined) return refused({ code: 'account_unknown' });
      return stoppedIfImpossible(() => accepted(balanceOf(line, now)));
    },
    origins(accountId) {
      const line = lines.get(accountId);
      return line === undefined ? [] : [...byOrigin(line).keys()];
    },
    use(accountId) {
      const line = lines.get(accountId);
      return stoppedIfImpossible(() => accepted(line === undefined ? [] : useOf(line)));
    },
    sweep(now) {
      for (const line of lines.values()) sweep(line, now);
    },
    totals: () => totalsOf([...lines.values()]),
  };
}

/** Whatever is called octets, however deep, must be octets; and every word must be whole text. */
function checkFigures(command: object): void {
  for (const [name, value] of Object.entries(command) as [string, unknown][]) {
    if (typeof value === 'number' && /octets$/i.test(name)) octets(value);
    if (typeof value === 'string' && (value.includes('\0') || !value.isWellFormed()))
      throw new Impossible(`the word ${JSON.stringify(value)}`);
    if (typeof value === 'object' && value !== null) checkFigures(value);
  }
}

function execute(line: Line, command: Command, now: number): Answered {
  if ('key' in command) {
    const before = line.keys.get(command.key);
    if (before !== undefined)
      return JSON.stringify(before.command) === JSON.stringify(command)
        ? { ...before.told, repeat: true }
        : refused({ code: 'key_reused', key: command.key });
  }
  const notebook = openNotebook();
  const answered = stoppedIfImpossible(() => {
    lapseWhatIsDue(line, notebook, now);
    return decide(line, command, notebook, now);
  });
  if (answered.kind === 'stopped') notebook.takeBack();
  else tidy(line);
  const isRemembered = answered.kind === 'accepted' || command.name !== 'withdraw_gift';
  if ('key' in command && answered.kind !== 'stopped' && isRemembered)
    line.keys.set(command.key, { command, told: answered, at: now });
  return answered;
}

function decide(line: Line, command: Command, notebook: Notebook, now: number): Answered {
  switch (command.name) {
    case 'grant':
      return grant(line, command, notebook, now);
    case 'charge':
      return charge(line, command, notebook, now);
    case 'hold_gift':
      return holdGift(line, command, notebook, now);
    case 'release_gift':
    case 'settle_gift':
      return endHold(line, command, notebook, now);
    case 'receive_gift':
      return receiveGift(line, command, notebook, now);
    case 'withdraw_gift':
      return withdrawGift(line, command, notebook);
    case 'return_gift':
      return returnGift(line, command, notebook, now);
    case 'withdraw':
      return withdraw(line, command, notebook);
    case 'lapse':
      return accepted({ lapsed: true });
    default:
      throw new Error(`no such command: ${JSON.stringify(command satisfies never)}`);
  }
}

function grant(line: Line, command: Grant, notebook: Notebook, now: number): Answered {
  if (command.octets === 0) return refused({ code: 'nothing_to_move' });
  if (command.expiresAt <= now || command.expiresAt <= command.validFrom)
    return refused({ code: 'already_expired' });
  return accepted({ bucketNumber: openBucket(line, notebook, command) });
}

function stoppedIfImpossible(work: () => Answered): Answered {
  try {
    return work();
  } catch (error) {
    if (error instanceof Impossible) return STOPPED;
    throw error;
  }
}

const isSpent = (bucket: Bucket): boolean => bucket.available === 0 && bucket.held === 0;

function tidy(line: Line): void {
  if (!line.buckets.some(isSpent)) return;
  for (const bucket of line.buckets) if (isSpent(bucket)) line.spent.set(bucket.number, bucket);
  line.buckets = line.buckets.filter((bucket) => !isSpent(bucket));
}

function balanceOf(line: Line, now: number) {
  const shown = inOrder(line.buckets.filter(({ held, expiresAt }) => held > 0 || now < expiresAt));
  const usable = shown.filter((bucket) => bucket.validFrom <= now && now < bucket.expiresAt);
  return {
    asOf: now,
    availableOctets: sum(usable.map((bucket) => bucket.available)),
    heldOctets: sum(shown.map((bucket) => bucket.held)),
    tallies: line.tallies,
    buckets: shown.map((bucket) => ({ ...bucket })),
  };
}

/** Each bucket once: one that was filled again is in both lists until it is spent again. */
const everyBucket = (line: Line): Bucket[] => [
  ...new Set([...line.spent.values(), ...line.buckets]),
];

const byOrigin = (line: Line): Map<string, Bucket[]> =>
  Map.groupBy(everyBucket(line), ({ origin }) => origin);

function useOf(line: Line) {
  return [...byOrigin(line)]
    .map(([origin, buckets]) => ({
      origin,
      grantedOctets: sum(buckets.map((bucket) => bucket.granted)),
      usedOctets: sum(buckets.map((bucket) => bucket.used)),
      availableOctets: sum(buckets.map((bucket) => bucket.available)),
      heldOctets: sum(buckets.map((bucket) => bucket.held)),
    }))
    .toSorted((left, right) => (left.origin < right.origin ? -1 : 1));
}

function sweep(line: Line, now: number): void {
  lapseWhatIsDue(line, openNotebook(), now);
  tidy(line);
  for (const kind of ['session', 'gift'] as const)
    for (const [name, { closedAt }] of line[`${kind}s`])
      if (closedAt !== undefined && closedAt + KEPT[kind] <= now) line[`${kind}s`].delete(name);
  for (const [key, { at }] of line.keys) if (at + KEPT.key < now) line.keys.delete(key);
}

const total = (amounts: readonly number[]): string =>
  String(amounts.reduce((all, amount) => all + BigInt(amount), 0n));

function totalsOf(lines: readonly Line[]) {
  const buckets = lines.flatMap(everyBucket);
  const places = ['granted', ...PLACES] as const;
  return {
    buckets: buckets.length,
    octets: {
      ...Object.fromEntries(
        places.map((place) => [place, total(buckets.map((bucket) => bucket[place]))]),
      ),
      overrun: String(lines.reduce((all, { overrun }) => all + overrun, 0n)),
    },
  };
}
