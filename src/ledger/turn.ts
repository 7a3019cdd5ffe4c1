// The commands of one account in a batch, decided in the order in which they came.

import { InvariantBroken, refuse, type Instant } from '../kernel/public.ts';
import type { Account, Posting } from './account.ts';
import type { ChargeAnswer, Command, Outcome } from './command.ts';
import { decide } from './decide.ts';
import { applied, NOTHING_CHANGED } from './decision.ts';
import { digestOf } from './digest.ts';
import { kept } from './keeping.ts';
import { and } from './short-list.ts';
import type { KeyRow } from './statements/read-keys.ts';

/** A command's outcome, or the bug that stopped it alone. */
export type Settled = Outcome | InvariantBroken;

/** What was known of an account's keys, by key. */
export type Known = ReadonlyMap<string, Pick<KeyRow, 'digest' | 'outcome'>>;
export const NOTHING_KNOWN: Known = new Map();

export type Turn = {
  readonly read: Account;
  account: Account;
  settled: readonly Settled[];
  postings: readonly Posting[];
  readonly newKeys: KeyRow[];
  /** Whether what it decided counts octets that it does not move, which then must not move meanwhile. */
  reliesOnAll: boolean;
  /**
   * Whether something came out that writing will not prove: a refusal, an answer without a change, a
   * shortage. It is then decided again on all that can be known.
   */
  doubtful: boolean;
};

export function takeTurn(
  account: Account,
  commands: readonly Command[],
  now: Instant,
  known: Known,
): Turn {
  const turn: Turn = {
    read: account,
    account,
    settled: [],
    postings: [],
    newKeys: [],
    reliesOnAll: false,
    doubtful: false,
  };
  turn.settled = commands.map((command) => {
    try {
      return repeated(command, known, turn) ?? settle(turn, command, now);
    } catch (error) {
      if (!(error instanceof InvariantBroken)) throw error;
      turn.doubtful = true;
      return error;
    }
  });
  turn.account = kept(account, turn.account);
  return turn;
}

function settle(turn: Turn, command: Command, now: Instant): Outcome {
  const { decision, changed } = decide(turn.account, command, now);
  if (changed === NOTHING_CHANGED) turn.doubtful = true;
  else {
    turn.account = applied(turn.account, changed);
    turn.postings = and(turn.postings, changed.postings);
  }
  if (!decision.ok || fallsShort(command, decision.answer)) turn.doubtful = true;
  if (command.name === 'hold_gift') turn.reliesOnAll = true;
  const outcome: Outcome = decision.ok
    ? { ok: true, value: decision.answer as never }
    : refuse(decision.refusal);
  // A withdrawal that found nothing unused may find something later; nobody acted on its refusal.
  if ('key' in command && (decision.ok || command.name !== 'withdraw_gift')) {
    const { accountId, key } = command;
    turn.newKeys.push({ account_id: accountId, key, digest: digestOf(command), outcome });
  }
  return outcome;
}

/**
 * The remembered outcome of a command whose key was used before. Refusals are remembered as well: a gift
 * that was refused and went home must not be taken by a late repeat.
 */
function repeated(command: Command, known: Known, { newKeys }: Turn): Outcome | undefined {
  if (!('key' in command)) return undefined;
  const before = known.get(command.key) ?? newKeys.find(({ key }) => key === command.key);
  if (before === undefined) return undefined;
  return before.digest === digestOf(command)
    ? before.outcome
    : refuse({ code: 'key_reused', key: command.key });
}

/** Whether a charge found the account's end: more may have come than is remembered. */
function fallsShort(command: Command, answer: unknown): boolean {
  if (command.name !== 'charge') return false;
  const { slots } = answer as ChargeAnswer;
  return slots.some(
    ({ grantedOctets, last, overrunOctets }, at) =>
      last ||
      overrunOctets > 0 ||
      (grantedOctets === 0 && command.slots[at]?.wantedOctets !== 'nothing'),
  );
}
