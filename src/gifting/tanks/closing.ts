// What becomes of what a tank has when the carrier closes it, as its policy says: it goes home, to another tank,
// or lapses there.
//
// Each giver has back what is unused of its own gifts, in the buckets that it gave from: that is a share in
// proportion, exactly, because the tank knows each octet's way. So it never outlives what it came from. A giver
// whose policy takes nothing back gets it as a gift that lapses when the tank's octets would have; and the
// carrier takes back what it put in itself.

import type { PoolClient } from 'pg';
import type { Catalog } from '../../catalog/public.ts';
import type { Store } from '../../db/public.ts';
import {
  DAY,
  HOUR,
  invariant,
  octets,
  partOf,
  type AccountId,
  type Clock,
  type Instant,
} from '../../kernel/public.ts';
import { giftOrigin, type Balance, type Ledger } from '../../ledger/public.ts';
import type { Directory, Line } from '../../subscribers/public.ts';
import { receiptNumber, type Gift } from '../gift.ts';
import { createGifts } from '../gifts.ts';
import type { News } from '../news.ts';
import type { Gifting } from '../offer.ts';
import { readSharedAccount, type SharedAccount } from '../pools/shared-account.ts';

export type TankNews = Extract<
  News,
  { readonly about: 'tank_sent_home' | 'tank_moved' | 'tank_lapses' }
>;

export type TankPorts = {
  /** Has `work` called with the tank at that instant or soon after, also if we fall over meanwhile. */
  schedule(client: PoolClient, tank: AccountId, at: Instant): Promise<void>;
  /** Tells the person on a line. Returns at once and never throws. */
  tell(line: Line, news: TankNews): void;
};

export type TankParts = {
  readonly store: Store;
  readonly ledger: Ledger;
  readonly catalog: Catalog;
  readonly directory: Directory;
  readonly gifting: Gifting;
  readonly clock: Clock;
  readonly ports?: TankPorts;
};

/** Longer than any undo window: what was on its way to a taker has arrived by then, or is back. */
const CLOSES_AFTER = 8 * DAY;
const LOOKS_AGAIN_AFTER = 6 * HOUR;
const GIFTS_A_RUN = 200;
/** A tank whose rest went to another that closes in turn, and so on. */
const TANKS_IN_A_ROW = 10;

/** A gift to a tank, and what is unused of it there. */
type Contribution = {
  readonly gift: Gift;
  readonly octets: number;
  readonly buckets: readonly number[];
};
type ByGiver = Map<AccountId, number>;

/**
 * Moves a tank that is closing on: as much as can go out goes. Doing it again does no more. Answers when to look
 * again; undefined when it is closed.
 */
export async function moveClosing(
  parts: TankParts,
  tank: SharedAccount,
): Promise<Instant | undefined> {
  const { closing, closingAt } = tank;
  if (tank.state !== 'closing' || closing === undefined || closingAt === null) return undefined;
  const isMore = closing.rest === 'lapses' ? false : await sendOut(parts, tank, closing.rest);
  const now = parts.clock.now();
  if (isMore) return now;
  if (now < closingAt + CLOSES_AFTER)
    return Math.min(now + LOOKS_AGAIN_AFTER, closingAt + CLOSES_AFTER);
  await parts.store.kysely
    .updateTable('shared_account')
    .set({ state: 'closed' })
    .where('part', '=', partOf(tank.id, parts.store.parts))
    .where('account_id', '=', tank.id)
    .where('state', '=', 'closing')
    .execute();
  return undefined;
}

/** What lapses with the tank, told to those who gave it. */
export async function tellWhatLapses(parts: TankParts, tank: SharedAccount): Promise<void> {
  const { contributions } = await contributionsTo(parts, tank.id);
  await tellGivers(parts, tank, byGiver(contributions), { about: 'tank_lapses' });
}

/** Whether there is more than one run does. */
async function sendOut(
  parts: TankParts,
  tank: SharedAccount,
  rest: 'to_givers' | { readonly toTank: AccountId },
): Promise<boolean> {
  if (rest !== 'to_givers') {
    const heir = await readSharedAccount(parts.store, rest.toTank);
    if (heir?.kind === 'tank' && heir.state === 'open') {
      await moveTo(parts, tank, heir);
      return false;
    }
  }
  const home: ByGiver = new Map();
  const isMore = await sendHome(parts, tank, home, TANKS_IN_A_ROW);
  await tellGivers(parts, tank, home, { about: 'tank_sent_home' });
  return isMore;
}

/** In one gift, whose parts keep the expiry and the lineage that they have. */
async function moveTo(parts: TankParts, tank: SharedAccount, heir: SharedAccount): Promise<void> {
  const { contributions, balance } = await contributionsTo(parts, tank.id);
  if (balance.availableOctets === 0) return;
  const moved = await parts.gifting.giveBetween({
    giver: tank.id,
    receiver: heir.id,
    octets: balance.availableOctets,
    way: 'tank',
    key: `closing:${balance.asOf}:${balance.availableOctets}`,
  });
  if (moved.ok && moved.value.state === 'delivered')
    await tellGivers(parts, tank, byGiver(contributions), {
      about: 'tank_moved',
      other: heir.name,
    });
}

async function sendHome(
  parts: TankParts,
  tank: SharedAccount,
  home: ByGiver,
  tanksLeft: number,
): Promise<boolean> {
  const { contributions, balance } = await contributionsTo(parts, tank.id);
  for (const contribution of contributions.slice(0, GIFTS_A_RUN)) {
    const { giver } = contribution.gift;
    const back = await sendBack(parts, tank, contribution, balance.asOf);
    const from = await readSharedAccount(parts.store, giver);
    if (from === undefined) home.set(giver, (home.get(giver) ?? 0) + back);
    // The rest of another tank: it goes on to those who gave there.
    else if (tanksLeft > 0) await sendHome(parts, from, home, tanksLeft - 1);
  }
  const issued = balance.buckets.some(({ kind, available }) => kind !== 'gift' && available > 0);
  if (issued) {
    const taken = await parts.ledger.execute({
      name: 'withdraw',
      accountId: tank.id,
      key: `tank:${tank.id}:closing:${balance.asOf}`,
      reason: 'closing',
      reference: `tank:${tank.id}`,
      octets: 'all',
    });
    invariant(
      taken.ok || taken.refusal.code === 'nothing_to_move',
      'what the carrier put into a tank it can take back',
    );
  }
  return contributions.length > GIFTS_A_RUN;
}

/** Answers how much of a gift is back with its giver. */
async function sendBack(
  { gifting }: TankParts,
  tank: SharedAccount,
  { gift, octets: amount, buckets }: Contribution,
  asOf: Instant,
): Promise<number> {
  if (gift.state !== 'declined') {
    const declined = await gifting.decline(tank.id, gift.id);
    if (declined.ok) return declined.value.returnedOctets ?? 0;
  }
  // Its policy takes nothing back; or it went back before, and some of it came to the tank again since.
  const given = await gifting.giveBetween({
    giver: tank.id,
    receiver: gift.giver,
    octets: octets(amount),
    way: 'tank',
    key: `rest:${gift.id}:${asOf}`,
    terms: { fromBuckets: buckets },
  });
  // A line that can receive nothing leaves it to lapse.
  return given.ok && given.value.state === 'delivered' ? amount : 0;
}

async function contributionsTo(
  { store, ledger }: TankParts,
  tank: AccountId,
): Promise<{ readonly contributions: readonly Contribution[]; readonly balance: Balance }> {
  const answer = await ledger.balance(tank);
  invariant(answer.ok, 'a tank has an account');
  const balance = answer.value;
  const prefix = giftOrigin('');
  const byGift = Map.groupBy(
    balance.buckets.filter(({ available, origin }) => available > 0 && origin.startsWith(prefix)),
    ({ origin }) => origin.slice(prefix.length),
  );
  const gifts =
    byGift.size === 0 ? [] : await createGifts(store).findReceivedAll(tank, [...byGift.keys()]);
  const contributions = gifts.map((gift) => {
    const buckets = byGift.get(gift.id) ?? [];
    return {
      gift,
      octets: buckets.reduce((sum, { available }) => sum + available, 0),
      buckets: buckets.map(({ number }) => number),
    };
  });
  return { contributions, balance };
}

function byGiver(contributions: readonly Contribution[]): ByGiver {
  const givers: ByGiver = new Map();
  for (const { gift, octets: amount } of contributions)
    givers.set(gift.giver, (givers.get(gift.giver) ?? 0) + amount);
  return givers;
}

type Untold<Message> = Message extends unknown
  ? Omit<Message, 'pool' | 'octets' | 'receipt'>
  : never;

/** Of what was another tank's only those are told whom it went home to. */
async function tellGivers(
  { directory, ports, clock }: TankParts,
  tank: SharedAccount,
  givers: ByGiver,
  news: Untold<TankNews>,
): Promise<void> {
  for (const [giver, amount] of givers) {
    const line = amount > 0 ? await directory.line(giver) : undefined;
    if (line === undefined || line.msisdn === '') continue;
    const receipt = receiptNumber(`${tank.id}:${giver}:${news.about}:${clock.now()}`);
    ports?.tell(line, { ...news, pool: tank.name, octets: amount, receipt });
  }
}
