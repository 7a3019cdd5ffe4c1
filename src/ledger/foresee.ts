// What a gift would meet, decided on a balance instead of a locked account: the same judgement as the
// real one, so that a preview cannot promise what the gift would then refuse, unless something changed
// in between.

import { octets, refuse, type Result } from '../kernel/public.ts';
import { emptyAccount, type Decision } from './decision.ts';
import type { Account } from './account.ts';
import type { Balance } from './balance.ts';
import type { GiftParts, HoldGift, ReceiveGift } from './command.ts';
import { decideHoldGift, decideReceiveGift } from './decide-gift.ts';
import type { LedgerRefusal } from './refusal.ts';

/** Refuses as hold_gift does. */
export const foreseeHold = (
  balance: Balance,
  command: HoldGift,
): Result<GiftParts, LedgerRefusal> =>
  foreseen(decideHoldGift(accountOf(balance), command, balance.asOf));

/** Refuses as receive_gift does. */
export const foreseeReceive = (
  balance: Balance,
  command: ReceiveGift,
): Result<unknown, LedgerRefusal> =>
  foreseen(decideReceiveGift(accountOf(balance), command, balance.asOf));

const foreseen = <Answer>(decision: Decision): Result<Answer, LedgerRefusal> =>
  decision.ok ? { ok: true, value: decision.answer as Answer } : refuse(decision.refusal);

const accountOf = (balance: Balance): Account => ({
  ...emptyAccount(0),
  tallies: balance.tallies,
  buckets: balance.buckets.map((bucket) =>
    bucket.expiresAt > balance.asOf ? bucket : { ...bucket, available: octets(0) },
  ),
});
