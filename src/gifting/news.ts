// What gifting tells people: each piece of news with its facts, and to whom it goes. Names in it are masked.
// Whoever brings it to them (by SMS, say) goes by this table too.

import type { Instant } from '../kernel/public.ts';

type NewsFacts = {
  readonly giftId: string;
  readonly octets: number;
  /** The other side, masked. */
  readonly other: string;
  /** By which people name the action when they call care. */
  readonly receipt: string;
  readonly undoUntil: Instant;
  readonly expiresAt: Instant;
  /** A refusal's code. */
  readonly reason: string;
  readonly url: string;
  readonly pool: string;
  readonly pack: string;
  /** Six digits, good for a few minutes. */
  readonly code: string;
};

const GIFT = ['giftId', 'octets', 'other', 'receipt'] as const;
const BETWEEN_TWO = ['octets', 'other', 'receipt'] as const;
const POOL = ['pool', 'other', 'receipt'] as const;

export const NEWS = {
  gift_given: [...GIFT, 'undoUntil'], // giver, while it can be undone
  gift_delivered: GIFT, // giver, of a gift that could not be undone
  gift_arrived: [...GIFT, 'expiresAt'], // receiver
  gift_undone: GIFT, // giver: the receiver never knew
  gift_declined: GIFT, // giver
  gift_sent_back: GIFT, // receiver, who declined
  gift_returned: [...GIFT, 'reason'], // giver
  gift_expires_soon: [...GIFT, 'expiresAt'], // receiver; the octets are what is left of it
  request_made: BETWEEN_TWO, // whoever is asked
  request_answered: BETWEEN_TWO, // whoever asked
  request_declined: BETWEEN_TWO, // whoever asked
  link_made: ['octets', 'url', 'expiresAt', 'receipt'], // giver
  link_claimed: BETWEEN_TWO, // giver
  link_ended: ['octets', 'receipt'], // giver; the octets are what nobody claimed
  standing_gift_asked: BETWEEN_TWO, // receiver, who may agree
  standing_gift_agreed: BETWEEN_TWO, // giver
  lapsing_gift_asked: BETWEEN_TWO, // receiver, who may agree; the octets are the most each time
  lapsing_gift_agreed: BETWEEN_TWO, // giver
  standing_gift_paused: [...BETWEEN_TWO, 'reason'], // both
  standing_gift_ended: BETWEEN_TWO, // both
  pool_joined: POOL, // holder and members
  pool_left: [...POOL, 'octets'], // holder and members; the octets are what left with them
  pool_capped: ['pool', 'octets', 'receipt'], // the member
  pool_paused: ['pool', 'receipt'], // the member
  pool_resumed: ['pool', 'receipt'], // the member
  pool_invited: POOL, // whoever is invited, and a minor's guardian
  pool_slowed: ['pool', 'receipt'], // the member
  pool_closed: ['pool', 'receipt'], // the members
  pool_cap_reached: POOL, // holder
  pool_low: ['pool', 'octets', 'receipt'], // holder; the octets are what is left
  tank_sent_home: ['pool', 'octets', 'receipt'], // giver; the octets of its gifts to the tank that are back
  tank_moved: ['pool', 'octets', 'other', 'receipt'], // giver; what is left of them is in that other tank
  tank_lapses: ['pool', 'octets', 'receipt'], // giver; what is left of them is used by nobody any more
  pack_offered: ['pack', 'octets', 'other', 'expiresAt', 'receipt'], // receiver, who may accept until then
  pack_bought: ['pack', 'octets', 'expiresAt', 'receipt'], // buyer, for itself
  pack_refunded: ['pack', 'octets', 'other', 'receipt'], // buyer
  gift_code: ['code', 'octets', 'other'], // giver, who confirms this gift by it and no other
  amount_code: ['code', 'octets'], // giver, of a gift to nobody yet or to several
  pin_code: ['code'], // the line's person, who sets or unlocks a PIN
  consent_asked: BETWEEN_TWO, // guardian; the other is the minor
  consent_given: BETWEEN_TWO, // the minor; the other is the guardian
  consent_refused: BETWEEN_TWO, // the minor
  pack_received: ['pack', 'octets', 'other', 'expiresAt', 'receipt'], // receiver
} as const satisfies { readonly [about: string]: readonly (keyof NewsFacts)[] };

export type News = {
  readonly [About in keyof typeof NEWS]: { readonly about: About } & Pick<
    NewsFacts,
    (typeof NEWS)[About][number]
  >;
}[keyof typeof NEWS];
