// The carrier takes back octets that it issued. Of what is held nothing is taken: the network was granted it, or
// a gift is on its way with it.

import { octets, sumOctets, type Instant, type Octets } from '../kernel/public.ts';
import type { Account, Bucket } from './account.ts';
import type { Withdraw, WithdrawAnswer } from './command.ts';
import { decided, type Decision } from './decision.ts';
import { move, postingsOf, startMovement } from './movement.ts';
import { consumptionOrder } from './order.ts';

/** What came by gift was issued to somebody else. What begins later may be taken before it does. */
const isTakeable = (bucket: Bucket, { fromBuckets }: Withdraw): boolean =>
  bucket.kind !== 'gift' && (fromBuckets === undefined || fromBuckets.includes(bucket.number));

/**
 * Refuses, in this order: nothing_to_move (also of `all` where nothing is left), balance_too_low. Takes what
 * lapses first, so that the line keeps what it can use for longest.
 */
export function decideWithdraw(account: Account, command: Withdraw, now: Instant): Decision {
  const sources = account.buckets
    .filter((bucket) => isTakeable(bucket, command))
    .toSorted(consumptionOrder);
  const takeable = sumOctets(sources.map(({ available }) => available));
  const asked = command.octets === 'all' ? takeable : command.octets;
  if (asked === 0) return { ok: false, refusal: { code: 'nothing_to_move' } };
  if (takeable < asked)
    return {
      ok: false,
      refusal: {
        code: 'balance_too_low',
        availableOctets: sumOctets(account.buckets.map(({ available }) => available)),
        givableOctets: takeable,
        askedOctets: asked,
      },
    };
  const movement = startMovement(account.buckets);
  const parts: { bucketNumber: number; octets: Octets }[] = [];
  let due: number = asked;
  for (const bucket of sources) {
    const taken = octets(Math.min(due, bucket.available));
    if (taken === 0) continue;
    move(movement, bucket, 'available', 'withdrawn', taken);
    parts.push({ bucketNumber: bucket.number, octets: taken });
    due -= taken;
  }
  return decided({ parts } satisfies WithdrawAnswer, {
    postings: postingsOf(movement, {
      reason: `withdraw_${command.reason}`,
      reference: command.reference,
      at: now,
    }),
  });
}
