// Links and their shares as they are kept, in their giver's part.

import type { Insertable, Kysely, Selectable } from 'kysely';
import type { Database, Store } from '../../db/public.ts';
import { partOf, type AccountId, type Octets } from '../../kernel/public.ts';
import type { HoldGift } from '../../ledger/public.ts';
import type { GiftFacts } from '../facts.ts';
import type { GiftSource } from '../gift.ts';
import type { Link, LinkName, LinkReason, LinkState, Share } from './link.ts';

export const linkAt = ({ giver, linkId }: LinkName, parts: number) => ({
  part: partOf(giver, parts),
  account_id: giver,
  link_id: linkId,
});

type Place = { readonly kysely: Kysely<Database>; readonly parts: number };

export async function findLink(
  { kysely, parts }: Place,
  name: LinkName,
): Promise<Link | undefined> {
  const row = await kysely
    .selectFrom('gift_link')
    .selectAll()
    .where((is) => is.and(linkAt(name, parts)))
    .executeTakeFirst();
  return row === undefined ? undefined : linkOf(row);
}

/** The same, kept from changing until the transaction ends. */
export async function lockLink(
  { kysely, parts }: Place,
  name: LinkName,
): Promise<Link | undefined> {
  const row = await kysely
    .selectFrom('gift_link')
    .selectAll()
    .where((is) => is.and(linkAt(name, parts)))
    .forUpdate()
    .executeTakeFirst();
  return row === undefined ? undefined : linkOf(row);
}

export async function findLinkByKey(
  { kysely, parts }: Place,
  giver: AccountId,
  key: string,
): Promise<Link | undefined> {
  const row = await kysely
    .selectFrom('gift_link')
    .selectAll()
    .where((is) => is.and({ part: partOf(giver, parts), account_id: giver, key }))
    .executeTakeFirst();
  return row === undefined ? undefined : linkOf(row);
}

export async function sharesOf(
  { kysely, parts }: Place,
  name: LinkName,
): Promise<readonly Share[]> {
  const rows = await kysely
    .selectFrom('gift_link_share')
    .selectAll()
    .where((is) => is.and(linkAt(name, parts)))
    .orderBy('share')
    .execute();
  return rows.map((row) => ({
    number: row.share,
    giftId: row.gift_id,
    hold: row.hold as unknown as HoldGift,
    sources: row.sources as unknown as GiftSource[],
    state: row.state as Share['state'],
    claimer: row.claimer_account_id,
    claimedAt: row.claimed_at,
  }));
}

export async function setShare(
  { kysely, parts }: Place,
  name: LinkName,
  share: Pick<Share, 'number'>,
  to: { state: Share['state']; sources?: readonly GiftSource[]; claimer?: AccountId; at?: number },
): Promise<void> {
  await kysely
    .updateTable('gift_link_share')
    .set({
      state: to.state,
      ...(to.sources === undefined ? {} : { sources: JSON.stringify(to.sources) }),
      ...(to.claimer === undefined ? {} : { claimer_account_id: to.claimer }),
      ...(to.at === undefined ? {} : { claimed_at: new Date(to.at) }),
    })
    .where((is) => is.and({ ...linkAt(name, parts), share: share.number }))
    .execute();
}

/** Undefined where the link is in another state by now. */
export async function changeLink(
  { kysely, parts }: Place,
  name: LinkName,
  from: LinkState,
  to: { state: LinkState; reason?: LinkReason; endedAt?: number; expiresAt?: number },
): Promise<Link | undefined> {
  const row = await kysely
    .updateTable('gift_link')
    .set({
      state: to.state,
      ...(to.reason === undefined ? {} : { reason: to.reason }),
      ...(to.endedAt === undefined ? {} : { ended_at: new Date(to.endedAt) }),
      ...(to.expiresAt === undefined ? {} : { expires_at: new Date(to.expiresAt) }),
    })
    .where((is) => is.and({ ...linkAt(name, parts), state: from }))
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? undefined : linkOf(row);
}

export async function listLinks(
  { kysely, parts }: Pick<Store, 'kysely' | 'parts'>,
  giver: AccountId,
  page: { limit: number; before?: string | undefined },
): Promise<readonly Link[]> {
  let query = kysely
    .selectFrom('gift_link')
    .selectAll()
    .where((is) => is.and({ part: partOf(giver, parts), account_id: giver }))
    .where('state', '<>', 'making');
  if (page.before !== undefined) query = query.where('link_id', '<', page.before);
  const rows = await query.orderBy('link_id', 'desc').limit(page.limit).execute();
  return rows.map(linkOf);
}

export const rowOfLink = (link: Link, parts: number): Insertable<Database['gift_link']> => ({
  ...linkAt({ giver: link.giver, linkId: link.id }, parts),
  key: link.key,
  octets_each: link.octetsEach,
  shares: link.shares,
  bound_msisdn: link.boundMsisdn,
  pin_hash: link.pinHash,
  token_hash: link.tokenHash,
  pin_tries: link.pinTries,
  message: link.message,
  choice: link.choice,
  fee_cents: link.feeCents,
  policy_id: link.policyId,
  policy_version: link.policyVersion,
  period: link.period,
  facts: JSON.stringify(link.facts),
  state: link.state,
  reason: link.reason,
  made_at: new Date(link.madeAt),
  undo_until: new Date(link.undoUntil),
  expires_at: new Date(link.expiresAt),
  ended_at: null,
});

const linkOf = (row: Selectable<Database['gift_link']>): Link => ({
  id: row.link_id,
  key: row.key,
  giver: row.account_id,
  octetsEach: row.octets_each as Octets,
  shares: row.shares,
  boundMsisdn: row.bound_msisdn,
  pinHash: row.pin_hash,
  tokenHash: row.token_hash,
  pinTries: row.pin_tries,
  message: row.message,
  choice: row.choice,
  feeCents: row.fee_cents,
  policyId: row.policy_id,
  policyVersion: row.policy_version,
  period: row.period,
  facts: row.facts as unknown as GiftFacts,
  state: row.state as LinkState,
  reason: row.reason as LinkReason | null,
  madeAt: row.made_at,
  undoUntil: row.undo_until,
  expiresAt: row.expires_at,
  endedAt: row.ended_at,
});
