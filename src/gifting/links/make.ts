// Makes a link: its shares are judged one after the other, kept, and then set aside at the giver. Whatever
// is cut off on the way is finished by the same key, or brought home by a job.

import { rulesFor } from '../../catalog/public.ts';
import { transact } from '../../db/public.ts';
import {
  accept,
  DAY,
  Fault,
  HOUR,
  newId,
  partOf,
  refuse,
  type AccountId,
  type Instant,
  type Octets,
  type Result,
} from '../../kernel/public.ts';
import { hashPin, parseMsisdn } from '../../subscribers/public.ts';
import { gatherAsk, type Gathered, type GiftWishes } from '../ask.ts';
import { factsOf, sideThen } from '../facts.ts';
import { judge, type Foreseen } from '../judge.ts';
import { withLineage } from '../lineage.ts';
import { MESSAGE_LIMITS, plainText } from '../messages/plain-text.ts';
import { namedHold } from '../rules/commands.ts';
import { claimableUntil } from '../rules/expiry.ts';
import { refusalOfHold } from '../rules/limits.ts';
import { afterHold } from '../together/afterwards.ts';
import { closeLink } from './close.ts';
import {
  LINK_LIMITS,
  MAKING_AT_MOST,
  type Link,
  type LinkName,
  type LinkRefusal,
  type Share,
} from './link.ts';
import type { WaysParts } from './parts.ts';
import {
  changeLink,
  findLink,
  findLinkByKey,
  linkAt,
  lockLink,
  rowOfLink,
  setShare,
  sharesOf,
} from './rows.ts';

export type LinkAsked = Omit<GiftWishes, 'way' | 'receiverName'> & {
  readonly giver: AccountId;
  readonly octetsEach: Octets;
  /** How many may take one each; one unless said. */
  readonly shares?: number;
  /** Only whoever has this number. */
  readonly boundTo?: string;
  readonly pin?: string;
  readonly hours?: number;
  readonly message?: string;
};

export type LinkPreview = {
  readonly each: Foreseen;
  readonly shares: number;
  readonly keepsOctets: Octets;
  readonly expiresAt: Instant;
  readonly feeCents: number;
};

/** The holds outlast the link, so that what was taken at its last moment can still be moved on. */
const HOLD_BEYOND_LINK = 30 * DAY;

type Judged = LinkPreview & {
  readonly ask: Gathered;
  readonly all: readonly Foreseen[];
  readonly boundMsisdn: string | null;
  readonly message: string | null;
};

/**
 * Refuses, in this order: shares_out_of_range, msisdn_invalid, message_too_long, message_not_plain, and
 * then as judge does for each share.
 */
export async function judgeLink(
  parts: WaysParts,
  asked: LinkAsked,
  isPreview: boolean,
): Promise<Result<Judged, LinkRefusal>> {
  const { giver, octetsEach, shares = 1, boundTo, hours, message, pin: _, ...wishes } = asked;
  if (!Number.isInteger(shares) || shares < 1 || shares > LINK_LIMITS.shares)
    return refuse({ code: 'shares_out_of_range', limit: LINK_LIMITS.shares });
  const bound = boundTo === undefined ? undefined : parseMsisdn(boundTo, parts.country);
  if (bound?.ok === false) return refuse(bound.refusal);
  const text = plainText(message ?? '', MESSAGE_LIMITS);
  if (!text.ok) return text;
  const ask = await gatherAsk(parts, {
    giver,
    receiver: undefined,
    octets: octetsEach,
    wishes: { ...wishes, way: 'link' },
    isPreview,
  });
  const all: Foreseen[] = [];
  let side = ask.giver;
  for (let share = 0; share < shares; share += 1) {
    const judged = judge({ ...ask, giver: side });
    if (!judged.ok) return judged;
    all.push(judged.value);
    side = afterHold(side, judged.value);
  }
  const [each] = all as [Foreseen];
  const wanted = Math.min(hours ?? LINK_LIMITS.usualHours, LINK_LIMITS.longestHours);
  const expiresAt = Math.min(
    ask.now + wanted * HOUR,
    claimableUntil(each.rules, ask.now, parts.timeZone) ?? Infinity,
    ...all.map((foreseen) => foreseen.expiresAt),
  );
  return accept({
    ask,
    all,
    each,
    shares,
    boundMsisdn: bound?.value ?? null,
    message: text.value === '' ? null : text.value,
    keepsOctets: side.balance.availableOctets,
    expiresAt,
    feeCents: all.reduce((sum, { feeCents }) => sum + feeCents, 0),
  });
}

/** Answers with the secret of its address only the first time. */
export async function makeLink(
  parts: WaysParts,
  { key, ...asked }: LinkAsked & { readonly key: string },
): Promise<Result<{ link: Link; token: string | null }, LinkRefusal>> {
  const { giver } = asked;
  const known = await findLinkByKey(parts.store, giver, key);
  if (known !== undefined) {
    if (!isSame(parts, known, asked)) return refuse({ code: 'key_reused', key });
    return known.state === 'making' ? fill(parts, known) : accept({ link: known, token: null });
  }
  const pinHash = asked.pin === undefined ? undefined : await hashPin(asked.pin);
  if (pinHash?.ok === false) return pinHash;
  const judged = await judgeLink(parts, asked, false);
  if (!judged.ok) return judged;
  const { ask, all, each } = judged.value;
  const now = ask.now;
  const link: Link = {
    id: newId(now),
    key,
    giver,
    octetsEach: asked.octetsEach,
    shares: judged.value.shares,
    boundMsisdn: judged.value.boundMsisdn,
    pinHash: pinHash?.value ?? null,
    tokenHash: null,
    pinTries: 0,
    message: judged.value.message,
    choice: asked.choice ?? null,
    feeCents: each.feeCents,
    policyId: ask.policy.id,
    policyVersion: ask.policy.version,
    period: ask.giver.cycle.startsOn,
    facts: factsOf(ask),
    state: 'making',
    reason: null,
    madeAt: now,
    undoUntil: ask.undoUntil,
    expiresAt: judged.value.expiresAt,
    endedAt: null,
  };
  const shares = all.map((foreseen, index): Share => {
    const giftId = newId(now);
    const hold = namedHold(foreseen.hold, giftId);
    return {
      number: index + 1,
      giftId,
      hold: { ...hold, holdUntil: Math.max(link.expiresAt, link.undoUntil) + HOLD_BEYOND_LINK },
      sources: [],
      state: 'wanted',
      claimer: null,
      claimedAt: null,
    };
  });
  const kept = await keep(parts, link, shares);
  if (!kept.ok) return kept;
  if (kept.value.id === link.id) return fill(parts, link);
  // Somebody else brought the same key a moment before: theirs is the link.
  return isSame(parts, kept.value, asked)
    ? accept({ link: kept.value, token: null })
    : refuse({ code: 'key_reused', key });
}

const keep = (
  { store, ports }: WaysParts,
  link: Link,
  shares: readonly Share[],
): Promise<Result<Link, LinkRefusal>> =>
  transact(store, async ({ client, kysely }) => {
    const { giver } = link;
    const place = { kysely, parts: store.parts };
    const of = { part: partOf(giver, store.parts), account_id: giver };
    await kysely
      .selectFrom('line')
      .select('account_id')
      .where((is) => is.and(of))
      .forUpdate()
      .execute();
    const known = await findLinkByKey(place, giver, link.key);
    if (known !== undefined) return accept(known);
    const open = await kysely
      .selectFrom('gift_link')
      .select('link_id')
      .where((is) => is.and(of))
      .where('state', 'in', ['making', 'open'])
      .limit(LINK_LIMITS.openAtOnce)
      .execute();
    if (open.length >= LINK_LIMITS.openAtOnce)
      return refuse({ code: 'links_full', limit: LINK_LIMITS.openAtOnce } as const);
    await kysely.insertInto('gift_link').values(rowOfLink(link, store.parts)).execute();
    await kysely
      .insertInto('gift_link_share')
      .values(
        shares.map((share) => ({
          ...linkAt({ giver, linkId: link.id }, store.parts),
          share: share.number,
          gift_id: share.giftId,
          hold: JSON.stringify(share.hold),
          sources: '[]',
          state: share.state,
        })),
      )
      .execute();
    await ports.scheduleLink(client, { giver, linkId: link.id }, link.madeAt + MAKING_AT_MOST);
    return accept(link);
  });

/** Sets the octets of every share aside, and opens the link. */
async function fill(
  parts: WaysParts,
  link: Link,
): Promise<Result<{ link: Link; token: string | null }, LinkRefusal>> {
  const { store, ledger, ports } = parts;
  const name: LinkName = { giver: link.giver, linkId: link.id };
  const then = sideThen(link.facts.giver, link.madeAt, parts.timeZone);
  const held: { share: Share; sources: Share['sources'] }[] = [];
  for (const share of await sharesOf(store, name)) {
    const outcome = await ledger.execute(share.hold);
    if (!outcome.ok) {
      // What the ledger refused was never a link.
      await changeLink(store, name, 'making', { state: 'closing', reason: 'cancelled' });
      await closeLink(parts, name, 'forgotten');
      return refuse(refusalOfHold(outcome.refusal));
    }
    held.push({ share, sources: withLineage(outcome.value.parts, then) });
  }
  const earliest = Math.min(
    ...held.flatMap(({ sources }) => sources.map((part) => part.expiresAt)),
  );
  const expiresAt = Math.min(link.expiresAt, earliest);
  const opened = await transact(store, async ({ client, kysely }) => {
    const place = { kysely, parts: store.parts };
    if ((await lockLink(place, name))?.state !== 'making') return undefined;
    for (const { share, sources } of held)
      await setShare(place, name, share, { state: 'held', sources });
    await ports.scheduleLink(client, name, expiresAt);
    return changeLink(place, name, 'making', { state: 'open', expiresAt });
  });
  if (opened === undefined)
    throw new Fault('link_cut_off', 'the link was in the making for too long, and was given up', {
      retry: 'useless',
    });
  return accept(await newAddress(parts, opened));
}

/** A new secret for a link; the address it had before is good no longer. */
export async function newAddress(
  { store, tokens }: WaysParts,
  link: Link,
): Promise<{ link: Link; token: string }> {
  const name = { giver: link.giver, linkId: link.id };
  const { token, hash } = await tokens.issue('link', {
    accountId: link.giver,
    subjectId: link.id,
  });
  await store.kysely
    .updateTable('gift_link')
    .set({ token_hash: hash })
    .where((is) => is.and(linkAt(name, store.parts)))
    .execute();
  if (link.tokenHash !== null) await tokens.revoke(link.tokenHash);
  return { link: (await findLink(store, name)) ?? link, token };
}

/** The PIN is not compared: only its hash is kept. */
function isSame({ country }: WaysParts, link: Link, asked: LinkAsked): boolean {
  const bound = asked.boundTo === undefined ? undefined : parseMsisdn(asked.boundTo, country);
  const text = plainText(asked.message ?? '', MESSAGE_LIMITS);
  return (
    link.octetsEach === asked.octetsEach &&
    link.shares === (asked.shares ?? 1) &&
    link.choice === (asked.choice ?? null) &&
    link.boundMsisdn === (bound?.ok === true ? bound.value : null) &&
    (link.message ?? '') === (text.ok ? text.value : '') &&
    (link.pinHash === null) === (asked.pin === undefined)
  );
}

/** The rules that a link was judged by. */
export async function rulesOfLink({ catalog }: WaysParts, link: Link) {
  const policy = await catalog.giftPolicy(link.policyId, link.policyVersion);
  const rules = rulesFor(policy, 'link');
  if (rules === undefined) throw new Error('a link was made by a way that its policy offers');
  return { policy, rules };
}
