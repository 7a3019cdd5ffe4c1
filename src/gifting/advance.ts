// Moves a gift on, as far as it can go now. Called by a job at the end of the undo window, again after a
// crash, and by whoever changes a gift: every step is a ledger command with a key of its own, so doing
// one twice does it once, and a gift left half way is finished by the next call.

import type { Catalog } from '../catalog/public.ts';
import { cycleAt } from '../catalog/public.ts';
import { invariant, octets, sumOctets, type Clock, type Octets } from '../kernel/public.ts';
import type { Ledger } from '../ledger/public.ts';
import { maskedName, type Directory, type Line } from '../subscribers/public.ts';
import type { Gift, GiftSource } from './gift.ts';
import type { Gifts } from './gifts.ts';
import { holdCommand, receiveCommand, refusalOfReceive, whyNotReceive } from './judge.ts';
import type { GiftingPorts, GiftName } from './ports.ts';

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
  let gift = await parts.gifts.find(name.giver, name.giftId);
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
  const settled = await parts.ledger.execute({
    name: 'settle_gift',
    accountId: gift.giver,
    key: `gift:${gift.id}:settle`,
    giftId: gift.id,
  });
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
  const sources = settled.value.parts;
  const policy = await parts.catalog.giftPolicy(gift.policyId, gift.policyVersion);
  const receiver = await lineOf(parts, gift.receiver);
  const cycle = cycleAt(gift.undoUntil, receiver.cycleDay, parts.timeZone);
  const delivery = receiveCommand({
    giftId: gift.id,
    sources,
    receiver: { line: receiver, cycle },
    policy,
    deliveredAt: gift.undoUntil,
  });
  await changed(parts, gift, ['asked', 'held'], { state: 'in_transit', sources, delivery });
  return parts.gifts.find(gift.giver, gift.id);
}

/**
 * Nobody was told that this gift is given: whoever asked was cut off before its octets were held. Their
 * hold may still be on its way, and would keep the octets of a gift that is gone. Holding and releasing
 * here uses up its key, and so it finds its work done.
 */
async function giveUp(parts: Parts, gift: Gift): Promise<void> {
  const policy = await parts.catalog.giftPolicy(gift.policyId, gift.policyVersion);
  const held = await parts.ledger.execute(holdCommand(gift, policy));
  if (held.ok)
    await parts.ledger.execute({
      name: 'release_gift',
      accountId: gift.giver,
      key: `gift:${gift.id}:release`,
      giftId: gift.id,
      uncount: { tally: 'given', period: gift.period },
    });
  await parts.gifts.forget(gift);
}

/** The octets arrive at the receiver, or come home with the reason why they could not. */
async function arrive(parts: Parts, gift: Gift): Promise<Gift | undefined> {
  const { delivery } = gift;
  invariant(delivery !== null, 'a gift on its way knows how it arrives');
  const receiver = await lineOf(parts, gift.receiver);
  const plan = (await parts.catalog.plans()).find(({ id }) => id === receiver.planId);
  invariant(plan !== undefined, 'a line is on a plan');
  const unable = whyNotReceive({ line: receiver, plan });
  const received = unable === undefined ? await parts.ledger.execute(delivery) : undefined;
  if (received?.ok === true) {
    const now = parts.clock.now();
    await parts.gifts.linkReceived(gift);
    const sources = gift.sources.map((source, index): GiftSource => {
      const receivedAs = received.value.bucketNumbers[index];
      return receivedAs === undefined ? source : { ...source, receivedAs };
    });
    const arrived = await changed(parts, gift, ['in_transit'], {
      state: 'delivered',
      sources,
      deliveredAt: now,
      expiresAt: Math.min(...delivery.parts.map(({ expiresAt }) => expiresAt)),
    });
    if (arrived !== undefined) await tell(parts, gift, 'gift_arrived', gift.octets);
    return arrived ?? parts.gifts.find(gift.giver, gift.id);
  }
  const reason =
    unable?.code ??
    (received?.refusal.code === 'already_expired'
      ? 'already_expired'
      : received === undefined
        ? 'line_cannot_receive'
        : refusalOfReceive(received.refusal).code);
  await giveHome(parts, gift, 'return', gift.sources, true);
  const returned = await changed(parts, gift, ['in_transit'], {
    state: 'returned',
    reason,
    returnedOctets: gift.octets,
    endedAt: parts.clock.now(),
  });
  if (returned !== undefined) await tell(parts, gift, 'gift_returned', gift.octets);
  return returned ?? parts.gifts.find(gift.giver, gift.id);
}

/** The receiver declined: what is unused of it goes back into the buckets that it came from. */
async function takeBack(parts: Parts, gift: Gift): Promise<Gift | undefined> {
  const withdrawn = await parts.ledger.execute({
    name: 'withdraw_gift',
    accountId: gift.receiver,
    key: `gift:${gift.id}:withdraw`,
    giftId: gift.id,
  });
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
  if (declined !== undefined) await tell(parts, gift, 'gift_declined', returned);
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
    uncount: whole ? { tally: 'given', period: gift.period } : null,
  });
  invariant(returned.ok, 'octets that left a giver can come home');
}

async function changed(
  parts: Parts,
  gift: Gift,
  from: Parameters<Gifts['change']>[1],
  to: Partial<Gift>,
): Promise<Gift | undefined> {
  const after = await parts.gifts.change(gift, from, to);
  if (after !== undefined) announce(parts, after);
  return after;
}

export const announce = ({ ports }: Parts, gift: Gift): void =>
  ports.announce([
    { accountId: gift.giver, giftId: gift.id },
    { accountId: gift.receiver, giftId: gift.id },
  ]);

async function tell(
  parts: Parts,
  gift: Gift,
  about: 'gift_arrived' | 'gift_returned' | 'gift_declined',
  amount: Octets,
): Promise<void> {
  const [giver, receiver] = await Promise.all([
    lineOf(parts, gift.giver),
    lineOf(parts, gift.receiver),
  ]);
  const [to, other] = about === 'gift_arrived' ? [receiver, giver] : [giver, receiver];
  parts.ports.tell(to, { about, octets: amount, other: maskedName(other.name) });
}

async function lineOf(parts: Parts, accountId: number): Promise<Line> {
  const line = await parts.directory.line(accountId);
  invariant(line !== undefined, 'both sides of a gift are lines');
  return line;
}
