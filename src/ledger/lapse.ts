// What is due by itself. Every command does this first, so that nothing it decides on is stale, and a
// sweep does it for accounts that nobody touches.
//
// A hold whose time is over gives its octets back; a gift's hold ends with that. A session's hold stays
// known for a day, so that a late report of usage is still charged, and ends then. After that, what is
// available in a bucket whose validity is over expires. Octets held for a session when their bucket
// ends may still be used: the network was granted them in time.

import { DAY, type Instant } from '../kernel/public.ts';
import { bucketOf, type Account, type Hold } from './account.ts';
import { applied, joined, NOTHING_CHANGED, type Changed } from './decision.ts';
import { giveBack, move, postingsOf, startMovement, type Movement } from './movement.ts';

const SESSION_KEPT = DAY;

export const giftHoldId = (giftId: string): string => `gift:${giftId}`;
const isGiftHold = (hold: Hold): boolean => hold.id.startsWith('gift:');

const holdIsDue = (hold: Hold, now: Instant): boolean =>
  hold.closedAt === null && hold.expiresAt <= now;

export function lapse(account: Account, now: Instant): Changed {
  let changed = NOTHING_CHANGED;
  let current = account;
  for (const hold of account.holds) {
    if (!holdIsDue(hold, now)) continue;
    const lapsed = lapseHold(current, hold, now);
    current = applied(current, lapsed);
    changed = joined(changed, lapsed);
  }
  const expired = expireBuckets(current, now);
  return expired === NOTHING_CHANGED ? changed : joined(changed, expired);
}

function lapseHold(account: Account, hold: Hold, now: Instant): Changed {
  const movement = startMovement(account.buckets);
  for (const part of hold.parts) {
    const bucket = bucketOf(account, part.bucketNumber);
    if (bucket !== undefined) giveBack(movement, bucket, part.octets, now);
  }
  const ends = isGiftHold(hold) || hold.parts.length === 0;
  return {
    ...NOTHING_CHANGED,
    postings: postingsOf(movement, { reason: 'hold_lapse', reference: hold.id, at: now }),
    holds: [{ ...hold, parts: [], expiresAt: now + SESSION_KEPT, closedAt: ends ? now : null }],
  };
}

function expireBuckets(account: Account, now: Instant): Changed {
  let movement: Movement | undefined;
  for (const bucket of account.buckets)
    if (bucket.expiresAt <= now && bucket.available > 0) {
      movement ??= startMovement(account.buckets);
      move(movement, bucket, 'available', 'expired', bucket.available);
    }
  if (movement === undefined) return NOTHING_CHANGED;
  return {
    ...NOTHING_CHANGED,
    postings: postingsOf(movement, { reason: 'expiry', reference: '', at: now }),
  };
}
