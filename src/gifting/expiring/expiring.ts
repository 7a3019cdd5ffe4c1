// Giving only what is about to lapse, as the doors see it: what lapses at the end of the cycle, what of it
// could go to somebody, and giving that. The gift is one like any other, from those octets only. A rule that
// does so each cycle is a standing gift.

import type { Way } from '../../catalog/public.ts';
import { refuse, type AccountId, type Octets, type Result } from '../../kernel/public.ts';
import type { GiftWishes } from '../ask.ts';
import type { Gift } from '../gift.ts';
import type { Gifting, Preview } from '../offer.ts';
import type { GiftRefusal } from '../refusal.ts';
import type { StandingRefusal } from '../standing/refusal.ts';
import { aimOf, wayInto, type Target } from '../standing/target.ts';
import {
  foreseeLapsing,
  mostLapsing,
  type Lapsing,
  type LapsingGift,
  type LapsingParts,
} from './lapsing.ts';

type Wishes = Pick<GiftWishes, 'choice' | 'guardian' | 'receiverName' | 'confirmed' | 'proofs'>;
type Answer<Value> = Promise<Result<Value, GiftRefusal | StandingRefusal>>;

export type Expiring = {
  /** What of a line's octets lapses at the end of its cycle, and how much of it one gift may have. */
  foresee(giver: AccountId): Promise<Lapsing>;
  /**
   * The most of it that can go there, and what that gift would be. Refuses, in this order: target_unknown,
   * way_not_offered, what the judge says of the smallest gift, nothing_expiring.
   */
  preview(
    giver: AccountId,
    to: Target,
    about?: Wishes & { readonly atMostOctets?: Octets },
  ): Answer<LapsingGift>;
  /**
   * Gives of what lapses, and nothing else; how much was shown before. The same key gives the same gift.
   * Refuses, in this order: target_unknown, and then as giving does.
   */
  give(
    giver: AccountId,
    to: Target,
    about: Wishes & { readonly octets: Octets; readonly key: string },
  ): Answer<Gift>;
};

export function createExpiring(parts: LapsingParts & { readonly gifting: Gifting }): Expiring {
  const { gifting, store } = parts;
  const wayTo = async (giver: AccountId, to: Target): Answer<Way> =>
    'msisdn' in to ? { ok: true, value: 'direct' } : wayInto(store, giver, aimOf(to));
  return {
    foresee: (giver) => foreseeLapsing(parts, giver, 'direct'),
    async preview(giver, to, { atMostOctets, ...wishes } = {}) {
      const way = await wayTo(giver, to);
      if (!way.ok) return way;
      const lapsing = await foreseeLapsing(parts, giver, way.value);
      return mostLapsing(lapsing, way.value, atMostOctets, (octets, lapsingBefore) => {
        const gift = { ...wishes, giver, way: way.value, octets, lapsingBefore };
        return previewTo(gifting, gift, to);
      });
    },
    async give(giver, to, { key, octets, ...wishes }) {
      const way = await wayTo(giver, to);
      if (!way.ok) return way;
      const { cycleEndsAt, lapsingOctets } = await foreseeLapsing(parts, giver, way.value);
      const gift = { ...wishes, giver, way: way.value, octets, key, lapsingBefore: cycleEndsAt };
      const given =
        'msisdn' in to
          ? await gifting.give({ ...gift, toMsisdn: to.msisdn })
          : await gifting.giveBetween({ ...gift, receiver: aimOf(to).receiver });
      if (given.ok || given.refusal.code !== 'balance_too_low') return given;
      return refuse({ code: 'nothing_expiring', lapsingOctets, cycleEndsAt });
    },
  };
}

const previewTo = (
  gifting: Gifting,
  gift: Omit<Parameters<Gifting['previewBetween']>[0], 'receiver'>,
  to: Target,
): Promise<Result<Preview, GiftRefusal>> =>
  'msisdn' in to
    ? gifting.preview({ ...gift, toMsisdn: to.msisdn })
    : gifting.previewBetween({ ...gift, receiver: aimOf(to).receiver });
