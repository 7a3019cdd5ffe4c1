// Opens a link, and takes a share of it. Of two who take the last one at once, one has it: both wait for the
// link's own row.

import { transact } from '../../db/public.ts';
import {
  accept,
  invariant,
  refuse,
  type Instant,
  type Octets,
  type Result,
} from '../../kernel/public.ts';
import { isPin, maskedName, type Line } from '../../subscribers/public.ts';
import { advance, announce } from '../advance.ts';
import { gatherAsk } from '../ask.ts';
import { isBlockedBy } from '../contacts/blocks.ts';
import { factsOf } from '../facts.ts';
import { receiptNumber, type Gift } from '../gift.ts';
import { judgeReceiver, type Ask } from '../judge.ts';
import { relationTo } from '../messages/messages.ts';
import type { Side } from '../rules/side.ts';
import type { GiftRefusal } from '../refusal.ts';
import { LINK_LIMITS, type Link, type LinkRefusal, type Share } from './link.ts';
import { rulesOfLink } from './make.ts';
import type { WaysParts } from './parts.ts';
import { changeLink, findLink, linkAt, lockLink, setShare, sharesOf } from './rows.ts';

/** What whoever opens a link is shown before taking anything. */
export type OpenedLink = {
  readonly link: Link;
  readonly giver: Line;
  readonly sharesLeft: number;
  readonly needsPin: boolean;
  /** Null when there is none, and while it is hidden: of a stranger it is shown once it is asked for. */
  readonly message: string | null;
  readonly hasMessage: boolean;
  /** When what one takes now would lapse, or why one cannot take it. */
  readonly foreseen: Result<{ readonly expiresAt: Instant; readonly octets: Octets }, GiftRefusal>;
  /** What this line took of it before. */
  readonly giftId: string | null;
};

type Found = { readonly link: Link; readonly shares: readonly Share[]; readonly giver: Line };

/** Refuses, in this order: too_many_attempts, address_unknown, link_is_own, link_over. */
export async function openLink(
  parts: WaysParts,
  opener: Line,
  token: string,
): Promise<Result<OpenedLink, LinkRefusal>> {
  const found = await find(parts, opener, token);
  if (!found.ok) return found;
  const { link, shares, giver } = found.value;
  const mine = shares.find(({ claimer }) => claimer === opener.accountId);
  const over = mine === undefined ? whyOver(parts, found.value) : undefined;
  if (over !== undefined) return refuse(over);
  const share = mine ?? shares.find(({ state }) => state === 'held');
  invariant(share !== undefined, 'a link that is open has a share left');
  const judged = await judgeClaim(parts, link, share, opener);
  const isStranger = (await relationTo(parts.directory, opener, giver)) === 'stranger';
  return accept({
    link,
    giver,
    sharesLeft: shares.filter(({ state }) => state === 'held').length,
    needsPin: link.pinHash !== null,
    message: isStranger ? null : link.message,
    hasMessage: link.message !== null,
    foreseen: judged.ok
      ? accept({ expiresAt: judged.value.expiresAt, octets: link.octetsEach })
      : refuse(judged.refusal),
    giftId: mine?.giftId ?? null,
  });
}

/**
 * Takes a share. Taking again answers with the gift of the first time. Refuses, in this order:
 * too_many_attempts, address_unknown (also when the link is for another number), link_is_own, link_over,
 * pin_needed, pin_locked, pin_wrong, and then as judgeReceiver does.
 */
export async function claimLink(
  parts: WaysParts,
  claimer: Line,
  { token, pin }: { readonly token: string; readonly pin?: string | undefined },
): Promise<Result<Gift, LinkRefusal>> {
  const found = await find(parts, claimer, token);
  if (!found.ok) return found;
  const { link, shares, giver } = found.value;
  const mine = shares.find((share) => share.claimer === claimer.accountId);
  if (mine !== undefined) return accept(await deliver(parts, link, mine));
  const over = whyOver(parts, found.value);
  if (over !== undefined) return refuse(over);
  const locked = await whyNotByPin(parts, link, claimer, pin);
  if (locked !== undefined) return refuse(locked);
  const share = shares.find(({ state }) => state === 'held');
  invariant(share !== undefined, 'a link that is open has a share left');
  const judged = await judgeClaim(parts, link, share, claimer);
  if (!judged.ok) return judged;
  const taken = await take(parts, link, claimer, judged.value.ask);
  if (!taken.ok) return taken;
  const gift = await deliver(parts, link, taken.value);
  if (link.message !== null)
    await parts.messages.put(claimer, {
      subjectId: gift.id,
      subject: 'gift',
      sender: giver,
      text: link.message,
    });
  parts.ports.tell(giver, {
    about: 'link_claimed',
    octets: link.octetsEach,
    other: maskedName(claimer.name),
    receipt: receiptNumber(gift.id),
  });
  return accept(gift);
}

async function find(
  parts: WaysParts,
  opener: Line,
  token: string,
): Promise<Result<Found, LinkRefusal>> {
  const { store, tokens, directory } = parts;
  const opened = await tokens.open('link', token, opener.accountId, async (subject, hash) => {
    const name = { giver: subject.accountId, linkId: subject.subjectId };
    const [link, giver] = await Promise.all([findLink(store, name), directory.line(name.giver)]);
    const isShutOut = await isBlockedBy(store, name.giver, opener);
    if (link === undefined || giver === undefined || isShutOut) return undefined;
    if (link.tokenHash !== hash) return undefined;
    const isBound = link.boundMsisdn !== null && link.boundMsisdn !== opener.msisdn;
    if (isBound && giver.accountId !== opener.accountId) return undefined;
    return { link, giver, shares: await sharesOf(store, name) };
  });
  if (!opened.ok) return opened;
  return opened.value.giver.accountId === opener.accountId
    ? refuse({ code: 'link_is_own' })
    : opened;
}

function whyOver({ clock }: WaysParts, { link, giver, shares }: Found): LinkRefusal | undefined {
  if (link.reason !== null) return { code: 'link_over', why: link.reason };
  if (clock.now() >= link.expiresAt) return { code: 'link_over', why: 'expired' };
  // The last one may have gone between the reading of the link and of its shares.
  if (shares.every(({ state }) => state === 'claimed'))
    return { code: 'link_over', why: 'all_claimed' };
  // A line that is suspended gives nothing, also what it had set aside before.
  if (giver.status !== 'active' || link.state !== 'open')
    return { code: 'link_over', why: 'cancelled' };
  // Or they are on their way home.
  if (!shares.some(({ state }) => state === 'held')) return { code: 'link_over', why: 'cancelled' };
  return undefined;
}

/** A try is counted before it is looked at, so that many at once are no more than there may be. */
async function whyNotByPin(
  { store }: WaysParts,
  link: Link,
  claimer: Line,
  pin: string | undefined,
): Promise<LinkRefusal | undefined> {
  if (link.pinHash === null) return undefined;
  if (pin === undefined) return { code: 'pin_needed' };
  const name = { giver: link.giver, linkId: link.id };
  const mine = { ...linkAt(name, store.parts), claimer_account_id: claimer.accountId };
  const count = (by: 1 | -1) =>
    transact(store, async ({ kysely }) => {
      const place = { kysely, parts: store.parts };
      const locked = await lockLink(place, name);
      const row = await kysely
        .selectFrom('gift_link_try')
        .select('tries')
        .where((is) => is.and(mine))
        .executeTakeFirst();
      const tries = row?.tries ?? 0;
      const all = locked?.pinTries ?? 0;
      if (by === 1 && (tries >= LINK_LIMITS.pinTriesALine || all >= LINK_LIMITS.pinTries))
        return undefined;
      await kysely
        .insertInto('gift_link_try')
        .values({ ...mine, tries: 1 })
        .onConflict((conflict) =>
          conflict
            .columns(['part', 'account_id', 'link_id', 'claimer_account_id'])
            .doUpdateSet({ tries: tries + by }),
        )
        .execute();
      await kysely
        .updateTable('gift_link')
        .set({ pin_tries: all + by })
        .where((is) => is.and(linkAt(name, store.parts)))
        .execute();
      return Math.min(LINK_LIMITS.pinTriesALine - tries, LINK_LIMITS.pinTries - all) - by;
    });
  const triesLeft = await count(1);
  if (triesLeft === undefined) return { code: 'pin_locked' };
  if (!(await isPin(pin, link.pinHash))) return { code: 'pin_wrong', triesLeft };
  await count(-1);
  return undefined;
}

async function judgeClaim(parts: WaysParts, link: Link, share: Share, claimer: Line) {
  const { policy, rules } = await rulesOfLink(parts, link);
  const gathered = await gatherAsk(parts, {
    giver: link.giver,
    receiver: claimer.accountId,
    octets: link.octetsEach,
    wishes: { way: 'link', ...(link.choice === null ? {} : { choice: link.choice }) },
  });
  const { receiver } = gathered;
  invariant(receiver !== undefined, 'who takes a share is known');
  const undoUntil = Math.max(gathered.now, link.undoUntil);
  const ask: Ask & { receiver: Side } = { ...gathered, receiver, policy, undoUntil };
  const judged = judgeReceiver(ask, rules, share.sources);
  return judged.ok ? accept({ ...judged.value, ask }) : judged;
}

const take = (
  parts: WaysParts,
  { giver, id }: Link,
  claimer: Line,
  ask: Ask,
): Promise<Result<Share, LinkRefusal>> =>
  transact(parts.store, async (transaction) => {
    const place = { kysely: transaction.kysely, parts: parts.store.parts };
    const name = { giver, linkId: id };
    const link = await lockLink(place, name);
    invariant(link !== undefined, 'a link that opened is not forgotten');
    const shares = await sharesOf(place, name);
    const mine = shares.find((share) => share.claimer === claimer.accountId);
    if (mine !== undefined) return accept(mine);
    const left = shares.filter(({ state }) => state === 'held');
    const [share] = left;
    if (link.state !== 'open' || share === undefined)
      return refuse({ code: 'link_over', why: link.reason ?? 'all_claimed' } as const);
    await setShare(place, name, share, {
      state: 'claimed',
      claimer: claimer.accountId,
      at: ask.now,
    });
    const gift = giftOf(link, share, claimer, ask);
    await parts.gifts.insertWithin(transaction, gift, (client) =>
      parts.ports.schedule(client, { giver, giftId: gift.id }, gift.undoUntil),
    );
    if (left.length === 1)
      await changeLink(place, name, 'open', {
        state: 'ended',
        reason: 'all_claimed',
        endedAt: ask.now,
      });
    return accept(share);
  });

/** The space keeps its key apart from those that people bring, which have none. */
const giftOf = (link: Link, share: Share, claimer: Line, ask: Ask): Gift => ({
  id: share.giftId,
  key: `link ${share.giftId}`,
  giver: link.giver,
  receiver: claimer.accountId,
  octets: link.octetsEach,
  way: 'link',
  choice: link.choice,
  feeCents: link.feeCents,
  state: 'asked',
  policyId: link.policyId,
  policyVersion: link.policyVersion,
  period: link.period,
  hold: share.hold,
  // What was shown was shown when the link was made.
  facts: {
    ...factsOf(ask),
    giver: link.facts.giver,
    shown: link.facts.shown,
    ...(link.facts.proofs === undefined ? {} : { proofs: link.facts.proofs }),
  },
  sources: share.sources,
  delivery: null,
  askedAt: ask.now,
  undoUntil: ask.undoUntil,
  deliveredAt: null,
  endedAt: null,
  expiresAt: null,
  returnedOctets: null,
  reason: null,
});

/** Its octets are held already: from here it is a gift as any other. */
async function deliver(parts: WaysParts, link: Link, share: Share): Promise<Gift> {
  const name = { giver: link.giver, giftId: share.giftId };
  const held = await parts.gifts.change({ giver: link.giver, id: share.giftId }, ['asked'], {
    state: 'held',
    sources: share.sources,
  });
  if (held !== undefined) announce(parts, held);
  const gift = await advance(parts, name);
  invariant(gift !== undefined, 'a share that was taken is a gift');
  return gift;
}
