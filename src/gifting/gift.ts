// A gift and its states.
//
//   asked ─▶ held ─▶ in_transit ─▶ delivered ─▶ declining ─▶ declined
//     │        │          │            ▲             │
//     ▼        ▼          ▼            └─────────────┘ (nothing unused was left)
//   (gone)   undone    returned
//
// One without an undo window goes from `asked` to `delivered` where nothing comes between.
//
// From every state the octets either are at home, or come home, or have arrived: `asked`, `held`,
// `in_transit` and `declining` are moved on by a job, or by the sweep, until they are one of the others.

import { createHash } from 'node:crypto';
import { SECOND, type AccountId, type Instant, type Octets } from '../kernel/public.ts';
import type { Way } from '../catalog/public.ts';
import type { GiftPart, HoldGift, ReceiveGift } from '../ledger/public.ts';
import type { GiftFacts } from './facts.ts';
import type { Lineage } from './rules/side.ts';

export const GIFT_STATES = [
  'asked',
  'held',
  'undone',
  'in_transit',
  'delivered',
  'declining',
  'declined',
  'returned',
] as const;
export type GiftState = (typeof GIFT_STATES)[number];

/**
 * One of the giver's octets' sources, with where those octets began, also when they came by gift before;
 * once delivered, with the receiver's bucket it became.
 */
export type GiftSource = GiftPart & { readonly lineage?: Lineage; readonly receivedAs?: number };

export type Gift = {
  readonly id: string;
  readonly key: string;
  readonly giver: AccountId;
  readonly receiver: AccountId;
  readonly octets: Octets;
  readonly way: Way;
  /** Which of the policy's expiry choices, if one was made. */
  readonly choice: string | null;
  readonly feeCents: number;
  readonly state: GiftState;
  readonly policyId: string;
  readonly policyVersion: number;
  /** The giver's billing cycle that it counts in. */
  readonly period: string;
  /** How its octets are held, as it was judged, so that a repeat does the very same. Null before 0.2. */
  readonly hold: HoldGift | null;
  /** What its judge knew. Null before 0.2. */
  readonly facts: GiftFacts | null;
  readonly sources: readonly GiftSource[];
  /** How it is to arrive, fixed when it leaves the giver, so that a repeat does the very same. */
  readonly delivery: ReceiveGift | null;
  readonly askedAt: Instant;
  readonly undoUntil: Instant;
  readonly deliveredAt: Instant | null;
  readonly endedAt: Instant | null;
  /** When the first of its octets lapse. */
  readonly expiresAt: Instant | null;
  readonly returnedOctets: Octets | null;
  /** Why it came back. */
  readonly reason: string | null;
};

/** A gift that cannot be undone leaves at once, in the request that gives it. */
export const hasWindow = ({ askedAt, undoUntil }: Gift): boolean => undoUntil > askedAt;

/**
 * How long after its window the sweep takes a gift for cut off. One that came sooner would find a gift that
 * its request has kept and not yet held, and give it up under the request's hands.
 */
export const SAFETY_NET = 15 * SECOND;

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'; // Crockford's: no letter that reads like a digit

/** `LG-7F3K-92QD`: short enough to read out, made from the gift's id, so that it needs no storing. */
export function receiptNumber(giftId: string): string {
  const bytes = createHash('sha256').update(giftId).digest();
  const letters = [...bytes.subarray(0, 8)].map((byte) => ALPHABET[byte % 32]);
  return `LG-${letters.slice(0, 4).join('')}-${letters.slice(4).join('')}`;
}
