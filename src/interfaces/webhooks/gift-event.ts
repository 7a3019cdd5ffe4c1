// A gift's change of state as an event.

import type { Gift, GiftState } from '../../gifting/public.ts';
import { newId, type Instant } from '../../kernel/public.ts';
import type { PartnerEvent } from './event.ts';

/** States that a partner need not know of: nothing has been decided, or nothing has arrived yet. */
type Quiet = 'asked' | 'in_transit' | 'declining';

const TYPE_OF: { readonly [State in Exclude<GiftState, Quiet>]: string } = {
  held: 'largesse.gift.held.v1',
  undone: 'largesse.gift.undone.v1',
  delivered: 'largesse.gift.delivered.v1',
  declined: 'largesse.gift.declined.v1',
  returned: 'largesse.gift.returned.v1',
};

const iso = (at: Instant | null): string | null =>
  at === null ? null : new Date(at).toISOString();

/** Undefined for a change that partners are not told of. */
export function giftEvent(gift: Gift, now: Instant): PartnerEvent | undefined {
  if (gift.state === 'asked' || gift.state === 'in_transit' || gift.state === 'declining')
    return undefined;
  return {
    id: newId(now),
    format: 'cloudevents',
    type: TYPE_OF[gift.state],
    subject: `gifts/${gift.id}`,
    at: now,
    data: {
      giftId: gift.id,
      state: gift.state,
      octets: gift.octets,
      // The ids of accounts, as balances have them; no number of a person.
      giverAccountId: gift.giver,
      receiverAccountId: gift.receiver,
      askedAt: iso(gift.askedAt),
      undoUntil: iso(gift.undoUntil),
      deliveredAt: iso(gift.deliveredAt),
      endedAt: iso(gift.endedAt),
      expiresAt: iso(gift.expiresAt),
      returnedOctets: gift.returnedOctets,
      feeCents: gift.feeCents,
      reason: gift.reason,
      policy: { id: gift.policyId, version: gift.policyVersion },
    },
  };
}
