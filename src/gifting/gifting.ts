// Giving, as the doors see it: preview, give, undo, decline, and what became of each gift.

import type { PoolClient } from 'pg';
import { civilTime, policyFor, rulesFor, type Catalog } from '../catalog/public.ts';
import type { Store } from '../db/public.ts';
import {
  accept,
  Fault,
  invariant,
  newId,
  octets,
  refuse,
  SECOND,
  type AccountId,
  type Clock,
  type Result,
} from '../kernel/public.ts';
import { giftOrigin, type Ledger, type ReceiveGift } from '../ledger/public.ts';
import { parseMsisdn, type Directory, type Line } from '../subscribers/public.ts';
import {
  advance,
  advanceGift,
  announce,
  holdCommand,
  rulesOf,
  tell,
  type Parts,
} from './advance.ts';
import { asKept } from './as-kept.ts';
import { giveAtOnce } from './at-once.ts';
import { gatherAsk, readSide, type Gathered } from './ask.ts';
import { createBlockReader } from './contacts/blocks.ts';
import { factsOf, sideThen } from './facts.ts';
import { hasWindow, SAFETY_NET, type Gift } from './gift.ts';
import { createGifts } from './gifts.ts';
import { allowanceLimits, judge, latestIn, mostGivable, needsOf, type Foreseen } from './judge.ts';
import { withLineage } from './lineage.ts';
import type { GiftingPorts } from './ports.ts';
import type { GiftAsked, GiftBetween, Gifting, Preview } from './offer.ts';
import type { GiftRefusal } from './refusal.ts';
import { namedHold, receiveOf, uncountsOf } from './rules/commands.ts';
import { refusalOfHold } from './rules/limits.ts';
import { needsHistory, whyNotAgain } from './rules/recent.ts';
import { standingOf } from './rules/side.ts';
import { withSharedAccounts } from './pools/shared-account.ts';
import { onTerms, type GiftTerms } from './terms.ts';
import { overdueGifts } from './unfinished.ts';

type Found = Result<Gathered & { readonly receiverLine: Line }, GiftRefusal>;

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
  const { ledger, catalog, clock, ports, timeZone, country } = options;
  const directory = withSharedAccounts(options.directory, options.store);
  const blockedBy = createBlockReader(options.store);
  const gifts = createGifts(options.store, ports);
  const parts: Parts = { ledger, catalog, directory, gifts, clock, ports, timeZone };

  /** What is asked for, with all that its judge is told. */
  const gather = async (
    { giver, toMsisdn, octets: asked, ...wishes }: GiftAsked,
    isPreview: boolean,
  ): Promise<Found> => {
    const msisdn = parseMsisdn(toMsisdn, country);
    if (!msisdn.ok) return refuse(msisdn.refusal);
    const to = await directory.lineBy('msisdn', msisdn.value);
    if (to?.accountId === giver) return refuse({ code: 'giving_to_oneself' });
    // A number that nobody has is looked up like one that somebody has, so that both take as long.
    const receiver = to?.accountId ?? giver;
    const [ask, isBlocked] = await Promise.all([
      gatherAsk(parts, { giver, receiver, octets: asked, wishes, isPreview }),
      blockedBy(receiver),
    ]);
    if (to === undefined || isBlocked(ask.giverLine) || !mayBeFoundBy(ask.giverLine, to))
      return refuse({ code: 'receiver_not_found' });
    return accept({ ...ask, receiverLine: to });
  };

  /** The same between accounts. */
  const gatherBetween = async (
    { giver, receiver, octets: asked, ...wishes }: Omit<GiftBetween, 'terms'>,
    isPreview: boolean,
  ): Promise<Found> => {
    if (receiver === giver) return refuse({ code: 'giving_to_oneself' });
    const ask = await gatherAsk(parts, { giver, receiver, octets: asked, wishes, isPreview });
    const { receiverLine } = ask;
    invariant(receiverLine !== undefined, 'a receiver that is known has a line');
    return accept({ ...ask, receiverLine });
  };

  const giveOnce = async (
    asked: Pick<GiftAsked, 'giver'> & { readonly key: string; readonly terms?: GiftTerms },
    isSame: (gift: Gift) => Promise<boolean> | boolean,
    gatherIt: () => Promise<Found>,
  ): Promise<Result<Gift, GiftRefusal>> => {
    const { giver, key } = asked;
    // Most keys are new, so what a new gift is judged by is read meanwhile.
    const gathering = gatherIt();
    gathering.catch(() => undefined);
    const known = await gifts.findByKey(giver, key);
    if (known !== undefined) {
      if (!(await isSame(known))) return refuse({ code: 'key_reused', key });
      if (known.state !== 'asked') return accept(known);
      // The first attempt was cut off before its octets were held: go on where it stopped.
      if (clock.now() < known.undoUntil) return hold(known);
      const moved = await advance(parts, { giver, giftId: known.id });
      if (moved !== undefined) return accept(moved);
    }
    // What was given up before may have changed what it is judged by.
    const gathered = await (known === undefined ? gathering : gatherIt());
    if (!gathered.ok) return gathered;
    const ask = gathered.value;
    const judged = judge(ask);
    if (!judged.ok) return judged;
    const { policy, undoUntil, receiverLine } = ask;
    const { rules } = judged.value;
    const id = newId(ask.now);
    const isAtOnce = undoUntil <= ask.now;
    const wanted: Gift = {
      id,
      key,
      giver,
      receiver: receiverLine.accountId,
      octets: ask.octets,
      way: ask.way,
      choice: ask.choice ?? null,
      feeCents: judged.value.feeCents,
      state: 'asked',
      policyId: policy.id,
      policyVersion: policy.version,
      period: ask.giver.cycle.startsOn,
      hold: asKept(namedHold(onTerms(judged.value.hold, asked.terms), id)),
      facts: factsOf(ask),
      // One that leaves in this request is kept with how it arrives: cut off, it is done the very same way.
      sources: isAtOnce ? withLineage(judged.value.sources, ask.giver) : [],
      delivery: isAtOnce ? arrivalAsJudged(ask, judged.value, id) : null,
      askedAt: ask.now,
      undoUntil,
      deliveredAt: null,
      endedAt: null,
      expiresAt: null,
      returnedOctets: null,
      reason: null,
    };
    // The sweep finds one without a window that was cut off, so that none of the others pays for a job.
    const schedule = isAtOnce
      ? undefined
      : (client: PoolClient): Promise<void> =>
          ports.schedule(client, { giver, giftId: id }, undoUntil);
    const kept = needsHistory(rules)
      ? await gifts.insertChecked(wanted, ask.giver.cycle, schedule, (history) =>
          whyNotAgain(history, receiverLine.accountId, rules, ask.now),
        )
      : accept(await gifts.insert(wanted, schedule));
    if (!kept.ok) return kept;
    const gift = kept.value;
    // Somebody else brought the same key a moment before: theirs is the gift.
    if (gift.id !== id)
      return (await isSame(gift)) ? accept(gift) : refuse({ code: 'key_reused', key });
    if (!isAtOnce) return hold(gift);
    const given = await giveAtOnce(parts, gift, { giver: ask.giverLine, receiver: receiverLine });
    if (!given.ok) return given;
    return given.value === undefined ? cutOff() : accept(given.value);
  };

  const arrivalAsJudged = (
    ask: Gathered & { readonly receiverLine: Line },
    { rules, sources }: Foreseen,
    giftId: string,
  ): ReceiveGift =>
    asKept(
      receiveOf({
        giftId,
        sources,
        giver: ask.giverLine,
        receiver: ask.receiverLine,
        rules,
        relation: ask.relation,
        choice: ask.choice ?? null,
        receiversLatest: ask.receiver && latestIn(ask.receiver.balance),
        deliveredAt: ask.undoUntil,
        timeZone,
      }),
    );

  return {
    give: (asked) =>
      giveOnce(
        asked,
        async (gift) => isSameGift(gift, asked) && (await isTo(gift, asked.toMsisdn)),
        () => gather(asked, false),
      ),
    giveBetween: (asked) =>
      giveOnce(
        asked,
        (gift) => isSameGift(gift, asked) && gift.receiver === asked.receiver,
        () => gatherBetween(asked, false),
      ),
    givenBefore: (giver, key) => gifts.findByKey(giver, key),
    preview: async (asked) => previewOf(await gather(asked, true)),
    previewBetween: async (asked) => previewOf(await gatherBetween(asked, true)),
    async needsBetween(asked) {
      const found = await gatherBetween(asked, true);
      return found.ok ? needsOf(found.value) : [];
    },
    async allowance(giver) {
      const now = clock.now();
      const [from, policies] = await Promise.all([
        readSide(parts, giver, now),
        catalog.giftPoliciesAt(now),
      ]);
      const policy = policyFor(policies, {
        planId: from.line.planId,
        brand: standingOf(from.line).brand,
      });
      const tally = from.balance.tallies['given'];
      const counted = tally?.period === from.cycle.startsOn ? tally : undefined;
      const undoUntil = now + policy.undoWindowSeconds * SECOND;
      const ask = { giver: from, policy, way: 'direct', now, timeZone, undoUntil } as const;
      const rules = rulesFor(policy, 'direct');
      const periods = { cycle: from.cycle.startsOn, day: civilTime(now, timeZone).date };
      return {
        policy,
        usedCount: counted?.count ?? 0,
        usedOctets: counted?.octets ?? octets(0),
        givableOctets: mostGivable(ask),
        limits: rules === undefined ? [] : allowanceLimits(from, rules, periods),
      };
    },
    async undo(giver, giftId) {
      const gift = await gifts.find(giver, giftId);
      if (gift === undefined) return refuse({ code: 'gift_unknown' });
      if (gift.state === 'undone') return accept(gift);
      if (gift.state === 'returned' || gift.state === 'declined')
        return refuse({ code: 'gift_already_ended', state: gift.state });
      const over = refuse({ code: 'undo_window_over', undoUntil: gift.undoUntil } as const);
      if (clock.now() >= gift.undoUntil) return over;
      // Not known to be held: its hold may still be on its way, and would find the release done already.
      if (gift.state === 'asked' && !(await ledger.execute(await holdCommand(parts, gift))).ok) {
        await gifts.forget(gift);
        return refuse({ code: 'gift_unknown' });
      }
      const released = await ledger.execute({
        name: 'release_gift',
        accountId: giver,
        key: `gift:${giftId}:release`,
        giftId,
        uncount: uncountsOf((await holdCommand(parts, gift)).limit),
      });
      if (!released.ok) return over;
      const undone = await gifts.change(gift, ['asked', 'held'], {
        state: 'undone',
        endedAt: clock.now(),
      });
      if (undone !== undefined) {
        announce(parts, undone);
        await tell(parts, undone, 'gift_undone', undone.octets);
      }
      return accept(undone ?? (await mustFind(giver, giftId)));
    },
    async decline(receiver, giftId) {
      const gift = await gifts.findReceived(receiver, giftId);
      if (gift === undefined) return refuse({ code: 'gift_unknown' });
      if (gift.state === 'declined') return accept(gift);
      if ((await rulesOf(parts, gift)).declining === 'never')
        return refuse({ code: 'declining_not_offered', rule: 'declining' });
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
    async sweep() {
      const overdue = await overdueGifts(options.store, clock.now() - SAFETY_NET);
      // All are tried; one that cannot be moved on now keeps no other from it.
      const tried = await Promise.allSettled(overdue.map((name) => advance(parts, name)));
      const failed = tried.find(({ status }) => status === 'rejected');
      if (failed?.status === 'rejected') throw failed.reason;
      return overdue.length;
    },
  };

  /** Sets the octets of a gift aside; doing it again does nothing more. */
  async function hold(gift: Gift): Promise<Result<Gift, GiftRefusal>> {
    const command = await holdCommand(parts, gift);
    const held = await ledger.execute(command);
    if (!held.ok) {
      await gifts.forget(gift);
      return refuse(refusalOfHold(held.refusal));
    }
    const sources =
      gift.facts === null
        ? held.value.parts
        : withLineage(held.value.parts, sideThen(gift.facts.giver, gift.askedAt, timeZone));
    const after = hasWindow(gift)
      ? await keepHeld(gift, sources)
      : await advanceGift(parts, { ...gift, sources });
    return after === undefined ? cutOff() : accept(after);
  }

  async function keepHeld(gift: Gift, sources: Gift['sources']): Promise<Gift | undefined> {
    const kept = await gifts.change(gift, ['asked'], { state: 'held', sources });
    if (kept === undefined) return gifts.find(gift.giver, gift.id);
    announce(parts, kept);
    await tell(parts, kept, 'gift_given', kept.octets);
    return kept;
  }

  async function isTo(gift: Gift, toMsisdn: string): Promise<boolean> {
    const msisdn = parseMsisdn(toMsisdn, country);
    const receiver = await directory.line(gift.receiver);
    return msisdn.ok && receiver?.msisdn === msisdn.value;
  }

  async function mustFind(giver: AccountId, giftId: string): Promise<Gift> {
    const gift = await gifts.find(giver, giftId);
    invariant(gift !== undefined, 'a gift that was held is kept');
    return gift;
  }
}

/** The store was away until the undo window was over, and the job has given the gift up. */
function cutOff(): never {
  throw new Fault('gift_cut_off', 'the gift was cut off before its octets were held', {
    retry: 'same_key_only',
  });
}

const previewOf = (found: Found): Result<Preview, GiftRefusal> => {
  if (!found.ok) return found;
  const { giver, receiverLine, policy } = found.value;
  const judged = judge(found.value);
  return judged.ok
    ? accept({ ...judged.value, giver, receiver: receiverLine, policy })
    : refuse(judged.refusal);
};

/** Whether a key that comes again asks for what it asked for before; to whom is seen to apart. */
const isSameGift = (gift: Gift, asked: Pick<GiftBetween, 'octets' | 'way' | 'choice'>): boolean =>
  gift.octets === asked.octets &&
  gift.way === (asked.way ?? 'direct') &&
  gift.choice === (asked.choice ?? null);

/** Nobody is found by a stranger unless they chose so; lines of one account holder always are. */
export const mayBeFoundBy = (giver: Line, receiver: Line): boolean =>
  receiver.status !== 'closed' &&
  (receiver.findable === 'number' || receiver.holderId === giver.holderId);
