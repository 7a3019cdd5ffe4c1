// Giving, as the doors see it: preview, give, undo, decline, and what became of each gift.

import { cycleAt, type Catalog, type GiftPolicy } from '../catalog/public.ts';
import type { Store } from '../db/public.ts';
import {
  accept,
  Fault,
  invariant,
  newId,
  refuse,
  SECOND,
  type AccountId,
  type Clock,
  type Instant,
  type Octets,
  type Result,
} from '../kernel/public.ts';
import { giftOrigin, type Ledger } from '../ledger/public.ts';
import { parseMsisdn, type Directory, type Line } from '../subscribers/public.ts';
import { advance, announce, type Parts } from './advance.ts';
import type { Gift } from './gift.ts';
import { createGifts } from './gifts.ts';
import {
  holdCommand,
  judge,
  mostGivable,
  refusalOfHold,
  type Foreseen,
  type Side,
} from './judge.ts';
import type { GiftingPorts, GiftName } from './ports.ts';
import type { GiftRefusal } from './refusal.ts';

export type Preview = Foreseen & {
  readonly giver: Side;
  readonly receiver: Line;
  readonly policy: GiftPolicy;
};

/** What a giver may do now: the policy, what of it is used, and the most that one gift may have. */
export type Allowance = {
  readonly policy: GiftPolicy;
  readonly usedCount: number;
  readonly usedOctets: Octets;
  readonly givableOctets: Octets;
};

export type Gifting = {
  allowance(giver: AccountId): Promise<Allowance>;
  /**
   * What a gift would be. Nothing is held. Refuses, in this order: msisdn_invalid, giving_to_oneself,
   * receiver_not_found, and then as judge does.
   */
  preview(gift: {
    giver: AccountId;
    toMsisdn: string;
    octets: Octets;
  }): Promise<Result<Preview, GiftRefusal>>;
  /**
   * Gives: holds the octets, and delivers them when the undo window ends. The same key gives the same
   * gift. Refuses as preview does, then key_reused.
   */
  give(gift: {
    giver: AccountId;
    toMsisdn: string;
    octets: Octets;
    key: string;
  }): Promise<Result<Gift, GiftRefusal>>;
  /** Refuses, in this order: gift_unknown, gift_already_ended, undo_window_over. Twice is as once. */
  undo(giver: AccountId, giftId: string): Promise<Result<Gift, GiftRefusal>>;
  /**
   * Sends back what is unused of a gift received. Refuses, in this order: gift_unknown,
   * gift_not_declinable. Twice is as once.
   */
  decline(receiver: AccountId, giftId: string): Promise<Result<Gift, GiftRefusal>>;
  /** A gift that the account gave or received. */
  gift(account: AccountId, giftId: string): Promise<Result<Gift, GiftRefusal>>;
  /** Gave or received, the newest first; at most `limit`, from before the gift named. */
  gifts(
    account: AccountId,
    page: { limit: number; before?: string | undefined },
  ): Promise<readonly Gift[]>;
  /** Moves a gift on; for the job that `schedule` asked for. */
  advance(gift: GiftName): Promise<void>;
};

export function createGifting(options: {
  store: Store;
  ledger: Ledger;
  catalog: Catalog;
  directory: Directory;
  clock: Clock;
  ports: GiftingPorts;
  /** The carrier's: billing cycles are civil dates in it. */
  timeZone: string;
  /** ISO 3166-1 alpha-2: how a number without a country code is read. */
  country: string;
}): Gifting {
  const { ledger, catalog, directory, clock, ports, timeZone, country } = options;
  const gifts = createGifts(options.store);
  const parts: Parts = { ledger, catalog, directory, gifts, clock, ports, timeZone };

  const preview: Gifting['preview'] = async ({ giver, toMsisdn, octets: asked }) => {
    const msisdn = parseMsisdn(toMsisdn, country);
    if (!msisdn.ok) return refuse(msisdn.refusal);
    const now = clock.now();
    const [from, to, policy] = await Promise.all([
      side(parts, giver, now),
      directory.lineBy('msisdn', msisdn.value),
      catalog.giftPolicyAt(now),
    ]);
    if (to?.accountId === giver) return refuse({ code: 'giving_to_oneself' });
    // A number that nobody has is looked up like one that somebody has, so that both take as long.
    const receiver = await side(parts, to?.accountId ?? giver, now);
    if (to === undefined || !mayBeFoundBy(from.line, to))
      return refuse({ code: 'receiver_not_found' });
    const undoUntil = now + policy.undoWindowSeconds * SECOND;
    const judged = judge({ giver: from, receiver, policy, octets: asked, undoUntil });
    return judged.ok
      ? accept({ ...judged.value, giver: from, receiver: to, policy })
      : refuse(judged.refusal);
  };

  return {
    preview,
    async allowance(giver) {
      const now = clock.now();
      const [from, policy] = await Promise.all([
        side(parts, giver, now),
        catalog.giftPolicyAt(now),
      ]);
      const tally = from.balance.tallies['given'];
      const counted = tally?.period === from.cycle.startsOn ? tally : undefined;
      return {
        policy,
        usedCount: counted?.count ?? 0,
        usedOctets: counted?.octets ?? (0 as Octets),
        givableOctets: mostGivable(from, policy, now + policy.undoWindowSeconds * SECOND),
      };
    },
    async give({ giver, toMsisdn, octets: asked, key }) {
      const known = await gifts.findByKey(giver, key);
      if (known !== undefined) {
        if (!(await isSame(known, toMsisdn, asked))) return refuse({ code: 'key_reused', key });
        if (known.state !== 'asked') return accept(known);
        // The first attempt was cut off before its octets were held: go on where it stopped.
        if (clock.now() < known.undoUntil) return hold(known);
        const moved = await advance(parts, { giver, giftId: known.id });
        if (moved !== undefined) return accept(moved);
      }
      const judged = await preview({ giver, toMsisdn, octets: asked });
      if (!judged.ok) return judged;
      const { policy, receiver, giver: from } = judged.value;
      const now = clock.now();
      const undoUntil = now + policy.undoWindowSeconds * SECOND;
      const id = newId(now);
      const gift = await gifts.insert(
        {
          id,
          key,
          giver,
          receiver: receiver.accountId,
          octets: asked,
          state: 'asked',
          policyId: policy.id,
          policyVersion: policy.version,
          period: from.cycle.startsOn,
          sources: [],
          delivery: null,
          askedAt: now,
          undoUntil,
          deliveredAt: null,
          endedAt: null,
          expiresAt: null,
          returnedOctets: null,
          reason: null,
        },
        (client) => ports.schedule(client, { giver, giftId: id }, undoUntil),
      );
      // Somebody else brought the same key a moment before: theirs is the gift.
      if (gift.id !== id)
        return gift.receiver === receiver.accountId && gift.octets === asked
          ? accept(gift)
          : refuse({ code: 'key_reused', key });
      return hold(gift);
    },
    async undo(giver, giftId) {
      const gift = await gifts.find(giver, giftId);
      if (gift === undefined) return refuse({ code: 'gift_unknown' });
      if (gift.state === 'undone') return accept(gift);
      if (gift.state === 'returned' || gift.state === 'declined')
        return refuse({ code: 'gift_already_ended', state: gift.state });
      const over = refuse({ code: 'undo_window_over', undoUntil: gift.undoUntil } as const);
      if (clock.now() >= gift.undoUntil) return over;
      const released = await ledger.execute({
        name: 'release_gift',
        accountId: giver,
        key: `gift:${giftId}:release`,
        giftId,
        uncount: { tally: 'given', period: gift.period },
      });
      if (!released.ok) return over;
      const undone = await gifts.change(gift, ['asked', 'held'], {
        state: 'undone',
        endedAt: clock.now(),
      });
      if (undone !== undefined) announce(parts, undone);
      return accept(undone ?? (await mustFind(giver, giftId)));
    },
    async decline(receiver, giftId) {
      const gift = await gifts.findReceived(receiver, giftId);
      if (gift === undefined) return refuse({ code: 'gift_unknown' });
      if (gift.state === 'declined') return accept(gift);
      const name = { giver: gift.giver, giftId };
      const [use] = await ledger.use(receiver, [giftOrigin(giftId)]);
      const nothingLeft = use === undefined || use.availableOctets === 0;
      if (gift.state !== 'declining' && (gift.state !== 'delivered' || nothingLeft))
        return refuse({ code: 'gift_not_declinable', state: gift.state });
      await gifts.change(gift, ['delivered'], { state: 'declining' }, (client) =>
        ports.schedule(client, name, clock.now()),
      );
      const after = await advance(parts, name);
      invariant(after !== undefined, 'a gift that was delivered is kept');
      return after.state === 'declined'
        ? accept(after)
        : refuse({ code: 'gift_not_declinable', state: after.state });
    },
    async gift(account, giftId) {
      const gift =
        (await gifts.find(account, giftId)) ?? (await gifts.findReceived(account, giftId));
      return gift === undefined ? refuse({ code: 'gift_unknown' }) : accept(gift);
    },
    gifts: (account, page) => gifts.list(account, page),
    async advance(name) {
      await advance(parts, name);
    },
  };

  /** Sets the octets of a gift aside; doing it again does nothing more. */
  async function hold(gift: Gift): Promise<Result<Gift, GiftRefusal>> {
    const policy = await catalog.giftPolicy(gift.policyId, gift.policyVersion);
    const held = await ledger.execute(holdCommand(gift, policy));
    if (!held.ok) {
      await gifts.forget(gift);
      return refuse(refusalOfHold(held.refusal));
    }
    const kept = await gifts.change(gift, ['asked'], { state: 'held', sources: held.value.parts });
    if (kept !== undefined) announce(parts, kept);
    const name = { giver: gift.giver, giftId: gift.id };
    const after =
      policy.undoWindowSeconds === 0
        ? await advance(parts, name)
        : (kept ?? (await gifts.find(gift.giver, gift.id)));
    if (after !== undefined) return accept(after);
    // The store was away until the undo window was over, and the job has given the gift up.
    throw new Fault('gift_cut_off', 'the gift was cut off before its octets were held', {
      retry: 'same_key_only',
    });
  }

  async function isSame(gift: Gift, toMsisdn: string, asked: Octets): Promise<boolean> {
    const msisdn = parseMsisdn(toMsisdn, country);
    const receiver = await directory.line(gift.receiver);
    return msisdn.ok && receiver?.msisdn === msisdn.value && gift.octets === asked;
  }

  async function mustFind(giver: AccountId, giftId: string): Promise<Gift> {
    const gift = await gifts.find(giver, giftId);
    invariant(gift !== undefined, 'a gift that was held is kept');
    return gift;
  }
}

/** Nobody is found by a stranger unless they chose so; lines of one account holder always are. */
const mayBeFoundBy = (giver: Line, receiver: Line): boolean =>
  receiver.status !== 'closed' &&
  (receiver.findable === 'number' || receiver.holderId === giver.holderId);

async function side(parts: Parts, accountId: AccountId, now: Instant): Promise<Side> {
  const [line, plans, balance] = await Promise.all([
    parts.directory.line(accountId),
    parts.catalog.plans(),
    parts.ledger.balance(accountId),
  ]);
  invariant(line !== undefined && balance.ok, 'a line has an account');
  const plan = plans.find(({ id }) => id === line.planId);
  invariant(plan !== undefined, 'a line is on a plan');
  const cycle = cycleAt(now, line.cycleDay, parts.timeZone);
  return { line, plan, balance: balance.value, cycle };
}
