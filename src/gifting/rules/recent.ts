// How soon after the last gift, and to how many different lines: limits that need to know the gifts
// themselves, and not only their sums.

import type { GiftRules } from '../../catalog/public.ts';
import { SECOND, type AccountId, type Instant } from '../../kernel/public.ts';
import type { GiftRefusal } from '../refusal.ts';
import { waiting, type History } from './side.ts';

/** Whether the giver's history must be read at all. */
export const needsHistory = ({ giving }: Pick<GiftRules, 'giving'>): boolean =>
  giving.receiversPerCycle !== undefined || giving.secondsBetweenGifts !== undefined;

/** Refuses, in this order: too_soon, receivers_reached. An open gift has no receiver yet. */
export function whyNotAgain(
  history: History,
  receiver: AccountId | undefined,
  { giving }: Pick<GiftRules, 'giving'>,
  now: Instant,
): GiftRefusal | undefined {
  const { secondsBetweenGifts, receiversPerCycle } = giving;
  if (secondsBetweenGifts !== undefined && history.lastAskedAt !== null) {
    const from = history.lastAskedAt + secondsBetweenGifts * SECOND;
    if (now < from)
      return { code: 'too_soon', rule: 'giving.secondsBetweenGifts', ...waiting(from, now) };
  }
  if (receiversPerCycle === undefined) return undefined;
  const isNew = receiver === undefined || !history.receivers.includes(receiver);
  const used = history.receivers.length;
  return isNew && used >= receiversPerCycle
    ? {
        code: 'receivers_reached',
        rule: 'giving.receiversPerCycle',
        limit: receiversPerCycle,
        used,
      }
    : undefined;
}
