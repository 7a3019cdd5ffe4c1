// Moves a gift on, as far as it can go now. Called by a job at the end of the undo window, again after a
// crash, and by whoever changes a gift: every step is a ledger command with a key of its own, so doing
// one twice does it once, and a gift left half way is finished by the next call.

import { rulesFor, type Catalog, type GiftRules } from '../catalog/public.ts';
import { DAY, invariant, octets, sumOctets, type Clock, type Octets } from '../kernel/public.ts';
import { giftOrigin, type HoldGift, type Ledger, type ReceiveGift } from '../ledger/public.ts';
import type { Directory, Line } from '../subscribers/public.ts';
import { sideThen } from './facts.ts';
import type { Gift, GiftSource } from './gift.ts';
import type { Gifts } from './gifts.ts';
import { latestIn } from './judge.ts';
import { leftAsJudged, settleCommand } from './leaving.ts';
import { withLineage } from './lineage.ts';
import type { GiftingPorts, GiftName } from './ports.ts';
import { receiveOf, uncountsOf } from './rules/commands.ts';
import { expiryRuleOf, needsReceiversLatest } from './rules/expiry.ts';
import { refusalOfReceive, whyNotHave } from './rules/limits.ts';
import { relationOf } from './rules/side.ts';
import { whyNotReceive } from './rules/who.ts';
import { announce, lineOf, sidesOf, tell } from './tell.ts';

export { announce, tell } from './tell.ts';

export type Parts = {
  readonly ledger: Ledger;
  readonly catalog: Catalog;
  readonly directory: Directory;
  readonly gifts: Gifts;
  readonly clock: Clock;
  readonly ports: GiftingPorts;
  readonly timeZone: string;
};

/** The gift as it stands after; undefined when there is none (it was never held). */
export async function advance(parts: Parts, name: GiftName): Promise<Gift | undefined> {
  return advanceGift(parts, await parts.gifts.find(name.giver, name.giftId));
}

/** The same for a gift in hand, as it stood a moment ago. */
export async function advanceGift(
  parts: Parts,
  found: Gift | undefined,
): Promise<Gift | undefined> {
  let gift = found;
  // Each round moves the gift one state on. There are fewer rounds than states.
  for (let round = 0; round < 8 && gift !== undefined; round += 1) {
    const next = await step(parts, gift);
    if (next === gift) return gift;
    gift = next;
  }
  return gift;
}

async function step(parts: Parts, gift: Gift): Promise<Gift | undefined> {
  switch (gift.state) {
    case 'asked':
    case 'held':
      return gift.undoUntil <= parts.clock.now() ? leave(parts, gift) : gift;
    case 'in_transit':
      return arrive(parts, gift);
    case 'declining':
      return takeBack(parts, gift);
    default:
      return gift;
  }
}

/** The undo window is over: the octets leave the giver, and how they are to arrive is fixed. */
async function leave(parts: Parts, gift: Gift): Promise<Gift | undefined> {
  const settled = await parts.ledger.execute(settleCommand(gift));
  if (!settled.ok) {
    if (settled.refusal.code === 'hold_unknown') {
      await giveUp(parts, gift);
      return undefined;
    }
    // Undone at the last moment, or not moved on for so long that the hold went home by itself.
    await changed(parts, gift, ['asked', 'held'], {
      state: 'undone',
      endedAt: parts.clock.now(),
    });
    return parts.gifts.find(gift.giver, gift.id);
  }
  // With where each part began, which the ledger does not keep. A gift without a window was never kept as held.
  const known =
    gift.sources.length > 0 || gift.facts === null
      ? gift.sources
      : withLineage(settled.value.parts, sideThen(gift.facts.giver, gift.askedAt, parts.timeZone));
  const sources = settled.value.parts.map((part): GiftSource => ({
    ...known.find(({ bucketNumber }) => bucketNumber === part.bucketNumber),
    ...part,
  }));
  const delivery = leftAsJudged(gift, settled.value.parts)
    ? gift.delivery
    : await decideDelivery(parts, gift, sources);
  const left = await changed(parts, gift, ['asked', 'held'], {
    state: 'in_transit',
    sources,
    delivery,
  });
  return left ?? parts.gifts.find(gift.giver, gift.id);
}

async function decideDelivery(
  parts: Parts,
  gift: Gift,
  sources: readonly GiftSource[],
): Promise<ReceiveGift> {
  const rules = await rulesOf(parts, gift);
  const { giver, receiver } = await sidesOf(parts, gift);
  const latest = needsReceiversLatest(expiryRuleOf(rules, gift.choice))
    ? await parts.ledger.balance(gift.receiver)
    : undefined;
  return receiveOf({
    giftId: gift.id,
    sources,
    giver,
    receiver,
    rules,
    relation: gift.facts?.relation ?? relationOf(giver, receiver, false),
    choice: gift.choice,
    receiversLatest: latest?.ok === true ? latestIn(latest.value) : undefined,
    deliveredAt: gift.undoUntil,
    timeZone: parts.timeZone,
  });
}

/**
 * Nobody was told that this gift is given: whoever asked was cut off before its octets were held. Their
 * hold may still be on its way, and would keep the octets of a gift that is gone. Holding and releasing
 * here uses up its key, and so it finds its work done.
 */
async function giveUp(parts: Parts, gift: Gift): Promise<void> {
  const hold = await holdCommand(parts, gift);
  const held = await parts.ledger.execute(hold);
  if (held.ok)
    await parts.ledger.execute({
      name: 'release_gift',
      accountId: gift.giver,
      // Its own: an undo that came before the hold has used up the key of every other release.
      key: `gift:${gift.id}:give-up`,
      giftId: gift.id,
      uncount: uncountsOf(hold.limit),
    });
  await parts.gifts.forget(gift);
}

/** The octets arrive at the receiver, or come home with the reason why they could not. */
async function arrive(parts: Parts, gift: Gift): Promise<Gift | undefined> {
  const { delivery } = gift;
  invariant(delivery !== null, 'a gift on its way knows how it arrives');
  if (gift.reason !== null) return turnBack(parts, gift, delivery);
  const unable = await whyNotNow(parts, gift);
  if (unable !== undefined) return decideToTurnBack(parts, gift, unable);
  const received = await parts.ledger.execute(delivery);
  if (received.ok) return haveArrived(parts, gift, delivery, received.value.bucketNumbers);
  const { refusal } = received;
  return decideToTurnBack(
    parts,
    gift,
    refusal.code === 'already_expired' ? refusal.code : refusalOfReceive(refusal).code,
  );
}

async function haveArrived(
  parts: Parts,
  gift: Gift,
  delivery: ReceiveGift,
  bucketNumbers: readonly number[],
): Promise<Gift | undefined> {
  const now = parts.clock.now();
  await parts.gifts.linkReceived(gift);
  const sources = gift.sources.map((source, index): GiftSource => {
    const receivedAs = bucketNumbers[index];
    return receivedAs === undefined ? source : { ...source, receivedAs };
  });
  const fee = { giver: gift.giver, giftId: gift.id, cents: gift.feeCents, dueAt: now };
  const arrived = await changed(
    parts,
    gift,
    ['in_transit'],
    {
      state: 'delivered',
      sources,
      deliveredAt: now,
      expiresAt: Math.min(...delivery.parts.map(({ expiresAt }) => expiresAt)),
    },
    // A fee is due when the gift is there, and with the same certainty.
    async (client) => {
      if (fee.cents > 0) await parts.ports.chargeFee?.(client, fee);
    },
  );
  if (arrived !== undefined) {
    await tell(parts, arrived, 'gift_arrived', gift.octets);
    // Of one that could be undone the giver was told when it was given.
    if (gift.undoUntil <= gift.askedAt) await tell(parts, gift, 'gift_delivered', gift.octets);
  }
  return arrived ?? parts.gifts.find(gift.giver, gift.id);
}

/**
 * That a gift turns back is kept before its octets do. Were it cut off in between and asked again whether it
 * may arrive, the answer could be another by then, and it would be here and there.
 */
async function decideToTurnBack(
  parts: Parts,
  gift: Gift,
  reason: string,
): Promise<Gift | undefined> {
  const decided = await parts.gifts.change(gift, ['in_transit'], { reason });
  return decided ?? parts.gifts.find(gift.giver, gift.id);
}

/**
 * Somebody else may be delivering it at this moment, who looked before the receiver's line was closed.
 * Receiving and withdrawing here uses up the key of that delivery, so that whatever it brings is taken along.
 */
async function turnBack(
  parts: Parts,
  gift: Gift,
  delivery: ReceiveGift,
): Promise<Gift | undefined> {
  const received = await parts.ledger.execute(delivery);
  const withdrawn = received.ok ? await withdraw(parts, gift) : undefined;
  if (received.ok && withdrawn?.ok !== true)
    return haveArrived(parts, gift, delivery, received.value.bucketNumbers);
  const back =
    received.ok && withdrawn?.ok === true
      ? withdrawn.value.parts.map((part) => {
          const source = gift.sources[received.value.bucketNumbers.indexOf(part.bucketNumber)];
          invariant(source !== undefined, 'what is taken back came from one of the sources');
          return { bucketNumber: source.bucketNumber, octets: part.octets };
        })
      : gift.sources;
  const returnedOctets = sumOctets(back.map((part) => part.octets));
  await giveHome(parts, gift, 'return', back, returnedOctets === gift.octets);
  const returned = await changed(parts, gift, ['in_transit'], {
    state: 'returned',
    returnedOctets,
    endedAt: parts.clock.now(),
  });
  if (returned !== undefined) await tell(parts, returned, 'gift_returned', returnedOctets);
  return returned ?? parts.gifts.find(gift.giver, gift.id);
}

const withdraw = (parts: Parts, gift: Gift) =>
  parts.ledger.execute({
    name: 'withdraw_gift',
    accountId: gift.receiver,
    key: `gift:${gift.id}:withdraw`,
    giftId: gift.id,
  });

/** Why a gift cannot arrive as things stand; undefined when it can, or has before and was cut off then. */
async function whyNotNow(parts: Parts, gift: Gift): Promise<string | undefined> {
  const receiver = await lineOf(parts, gift.receiver);
  const plan = (await parts.catalog.plans()).find(({ id }) => id === receiver.planId);
  invariant(plan !== undefined, 'a line is on a plan');
  const unable =
    whyNotReceive({ line: receiver, plan }) ?? (await whyNotHaveNow(parts, gift, receiver));
  if (unable === undefined) return undefined;
  const uses = await parts.ledger.use(gift.receiver, [giftOrigin(gift.id)]);
  return uses.length > 0 ? undefined : unable.code;
}

/** The receiver declined: what is unused of it goes back into the buckets that it came from. */
async function takeBack(parts: Parts, gift: Gift): Promise<Gift | undefined> {
  const withdrawn = await withdraw(parts, gift);
  if (!withdrawn.ok) {
    // All of it was used, or is granted to the network, by the time the decline came.
    await changed(parts, gift, ['declining'], { state: 'delivered' });
    return parts.gifts.find(gift.giver, gift.id);
  }
  const back = withdrawn.value.parts.map((part) => {
    const source = gift.sources.find(({ receivedAs }) => receivedAs === part.bucketNumber);
    invariant(source !== undefined, 'what is taken back came from one of the sources');
    return { bucketNumber: source.bucketNumber, octets: part.octets };
  });
  const returned = sumOctets(back.map((part) => part.octets));
  await giveHome(parts, gift, 'decline', back, returned === gift.octets);
  const declined = await changed(parts, gift, ['declining'], {
    state: 'declined',
    returnedOctets: returned,
    endedAt: parts.clock.now(),
  });
  if (declined !== undefined) {
    await tell(parts, gift, 'gift_declined', returned);
    await tell(parts, gift, 'gift_sent_back', returned);
  }
  return declined ?? parts.gifts.find(gift.giver, gift.id);
}

async function giveHome(
  parts: Parts,
  gift: Gift,
  why: 'return' | 'decline',
  back: readonly { bucketNumber: number; octets: Octets }[],
  whole: boolean,
): Promise<void> {
  const returned = await parts.ledger.execute({
    name: 'return_gift',
    accountId: gift.giver,
    key: `gift:${gift.id}:${why}`,
    giftId: gift.id,
    parts: back.map(({ bucketNumber, octets: amount }) => ({
      bucketNumber,
      octets: octets(amount),
    })),
    uncount: whole ? uncountsOf((await holdCommand(parts, gift)).limit) : null,
  });
  invariant(returned.ok, 'octets that left a giver can come home');
}

/** The rules that a gift was judged by. */
export async function rulesOf(parts: Parts, gift: Gift): Promise<GiftRules> {
  const policy = await parts.catalog.giftPolicy(gift.policyId, gift.policyVersion);
  const rules = rulesFor(policy, gift.way);
  invariant(rules !== undefined, 'a gift was given by a way that its policy offers');
  return rules;
}

/** A line that had room when it was promised a gift may have none when it comes. */
async function whyNotHaveNow(parts: Parts, gift: Gift, receiver: Line) {
  const rules = await rulesOf(parts, gift);
  const { giftsAtOnce, balanceAtMostOctets } = rules.receiving;
  if (giftsAtOnce === undefined && balanceAtMostOctets === undefined) return undefined;
  const balance = await parts.ledger.balance(receiver.accountId);
  invariant(balance.ok, 'a line has an account');
  // Delivered before, and only not yet known to be: what it has is this gift.
  const others = balance.value.buckets.filter(({ origin }) => origin !== giftOrigin(gift.id));
  return others.length < balance.value.buckets.length
    ? undefined
    : whyNotHave({ balance: balance.value }, rules);
}

/** The hold as it was judged. A gift of before that was kept has the one that there was then. */
export async function holdCommand(parts: Parts, gift: Gift): Promise<HoldGift> {
  if (gift.hold !== null) return gift.hold;
  const { giving } = await rulesOf(parts, gift);
  return {
    name: 'hold_gift',
    accountId: gift.giver,
    key: `gift:${gift.id}:hold`,
    giftId: gift.id,
    octets: gift.octets,
    givableKinds: giving.givableKinds,
    floorOctets: octets(giving.floorOctets),
    limit: {
      tally: 'given',
      period: gift.period,
      maximumCount: giving.monthlyCount,
      maximumOctets: octets(giving.monthlyOctets),
    },
    usableUntil: gift.undoUntil,
    holdUntil: gift.undoUntil + 30 * DAY,
  };
}

async function changed(
  parts: Parts,
  gift: Gift,
  from: Parameters<Gifts['change']>[1],
  to: Partial<Gift>,
  also?: Parameters<Gifts['change']>[3],
): Promise<Gift | undefined> {
  const after = await parts.gifts.change(gift, from, to, also);
  if (after !== undefined) announce(parts, after);
  return after;
}
