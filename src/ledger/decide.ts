// The ledger's judgement, whole and pure: an account, a command and an instant give an answer with its
// postings, or a refusal. No I/O, no clock, no randomness, so that it can be played against itself.

import { unreachable, type Instant } from '../kernel/public.ts';
import type { Account } from './account.ts';
import type { Command, Grant } from './command.ts';
import { decideCharge } from './decide-charge.ts';
import {
  decideHoldGift,
  decideReceiveGift,
  decideReleaseGift,
  decideReturnGift,
  decideSettleGift,
  decideWithdrawGift,
} from './decide-gift.ts';
import {
  answered,
  applied,
  decided,
  joined,
  NOTHING_CHANGED,
  openedBucket,
  type Changed,
  type Decision,
} from './decision.ts';
import { decideWithdraw } from './decide-withdraw.ts';
import { lapse } from './lapse.ts';
import { issue, postingsOf, startMovement } from './movement.ts';

export type Judgement = { readonly decision: Decision; readonly changed: Changed };

/**
 * Lapses what is due, then decides. What lapsed stays lapsed when the command is refused, so `changed`
 * may hold postings even then.
 */
export function decide(account: Account, command: Command, now: Instant): Judgement {
  const lapsed = lapse(account, now);
  const current = lapsed === NOTHING_CHANGED ? account : applied(account, lapsed);
  const decision = decideOn(current, command, now);
  if (!decision.ok || decision.changed === NOTHING_CHANGED) return { decision, changed: lapsed };
  const changed = lapsed === NOTHING_CHANGED ? decision.changed : joined(lapsed, decision.changed);
  return { decision, changed };
}

function decideOn(account: Account, command: Command, now: Instant): Decision {
  switch (command.name) {
    case 'charge':
      return decideCharge(account, command, now);
    case 'grant':
      return decideGrant(account, command, now);
    case 'hold_gift':
      return decideHoldGift(account, command, now);
    case 'release_gift':
      return decideReleaseGift(account, command, now);
    case 'settle_gift':
      return decideSettleGift(account, command, now);
    case 'receive_gift':
      return decideReceiveGift(account, command, now);
    case 'withdraw_gift':
      return decideWithdrawGift(account, command, now);
    case 'return_gift':
      return decideReturnGift(account, command, now);
    case 'withdraw':
      return decideWithdraw(account, command, now);
    case 'lapse':
      return answered({ lapsed: true });
    default:
      return unreachable(command);
  }
}

/** Refuses, in this order: nothing_to_move, already_expired. */
function decideGrant(account: Account, command: Grant, now: Instant): Decision {
  if (command.octets === 0) return { ok: false, refusal: { code: 'nothing_to_move' } };
  if (command.expiresAt <= now || command.expiresAt <= command.validFrom)
    return { ok: false, refusal: { code: 'already_expired' } };
  const bucket = openedBucket(account.nextBucketNumber, command);
  const movement = startMovement(account.buckets);
  issue(movement, bucket.number, command.octets);
  return decided(
    { bucketNumber: bucket.number },
    {
      postings: postingsOf(movement, {
        reason: 'grant',
        reference: command.origin,
        at: now,
      }),
      opened: [bucket],
    },
  );
}
