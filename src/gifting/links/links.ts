// Gift links, as the doors see them.

import type { Store } from '../../db/public.ts';
import { accept, refuse, type AccountId, type Instant, type Result } from '../../kernel/public.ts';
import type { Line } from '../../subscribers/public.ts';
import type { Gift } from '../gift.ts';
import { claimLink, openLink, type OpenedLink } from './claim.ts';
import { advanceLink, beginClosing, closeLink } from './close.ts';
import { MAKING_AT_MOST, type Link, type LinkName, type LinkRefusal, type Share } from './link.ts';
import { judgeLink, makeLink, newAddress, type LinkAsked, type LinkPreview } from './make.ts';
import type { WaysParts } from './parts.ts';
import { findLink, listLinks, sharesOf } from './rows.ts';

export type LinkSeen = { readonly link: Link; readonly shares: readonly Share[] };

export type Links = {
  /** What a link would be. Nothing is held. Refuses as judgeLink does. */
  preview(asked: LinkAsked): Promise<Result<LinkPreview, LinkRefusal>>;
  /**
   * Sets the octets of every share aside and answers with the secret of the link's address, which is told
   * this once: the same key answers with the link and no secret. Refuses, in this order: pin_malformed,
   * pin_too_simple, what preview refuses, what was not shown, links_full, key_reused.
   */
  make(
    asked: LinkAsked & { readonly key: string },
  ): Promise<Result<{ link: Link; token: string | null }, LinkRefusal>>;
  /** A new address; the one before is good no longer. Refuses, in this order: link_unknown, link_over. */
  newAddress(
    giver: AccountId,
    linkId: string,
  ): Promise<Result<{ link: Link; token: string }, LinkRefusal>>;
  /** What nobody took comes home. Twice is as once. Refuses, in this order: link_unknown. */
  cancel(giver: AccountId, linkId: string): Promise<Result<LinkSeen, LinkRefusal>>;
  /** Refuses, in this order: link_unknown. */
  link(giver: AccountId, linkId: string): Promise<Result<LinkSeen, LinkRefusal>>;
  /** The newest first, at most `limit`, from before the link named. */
  links(
    giver: AccountId,
    page: { limit: number; before?: string | undefined },
  ): Promise<readonly LinkSeen[]>;
  open(opener: Line, token: string): Promise<Result<OpenedLink, LinkRefusal>>;
  claim(
    claimer: Line,
    claim: { readonly token: string; readonly pin?: string | undefined },
  ): Promise<Result<Gift, LinkRefusal>>;
  /** Moves a link on; for the job that `scheduleLink` asked for. */
  advance(link: LinkName): Promise<void>;
};

export function createLinks(parts: WaysParts): Links {
  const { store } = parts;
  const seen = async (link: Link): Promise<LinkSeen> => ({
    link,
    shares: await sharesOf(store, { giver: link.giver, linkId: link.id }),
  });
  return {
    preview: (asked) => judgeLink(parts, asked, true),
    make: (asked) => makeLink(parts, asked),
    async newAddress(giver, linkId) {
      const link = await findLink(store, { giver, linkId });
      if (link === undefined) return refuse({ code: 'link_unknown' });
      if (link.state !== 'open')
        return refuse({ code: 'link_over', why: link.reason ?? 'cancelled' });
      return accept(await newAddress(parts, link));
    },
    async cancel(giver, linkId) {
      const name = { giver, linkId };
      await beginClosing(parts, name, 'cancelled');
      await closeLink(parts, name);
      const link = await findLink(store, name);
      return link === undefined ? refuse({ code: 'link_unknown' }) : accept(await seen(link));
    },
    async link(giver, linkId) {
      const link = await findLink(store, { giver, linkId });
      return link === undefined ? refuse({ code: 'link_unknown' }) : accept(await seen(link));
    },
    links: async (giver, page) => Promise.all((await listLinks(store, giver, page)).map(seen)),
    open: (opener, token) => openLink(parts, opener, token),
    claim: (claimer, claim) => claimLink(parts, claimer, claim),
    async advance(name) {
      await advanceLink(parts, name);
    },
  };
}

/** The links that a job has yet to move on. A store that was restored has them without their jobs. */
export async function unfinishedLinks(
  store: Pick<Store, 'kysely'>,
): Promise<readonly { readonly link: LinkName; readonly dueAt: Instant }[]> {
  const rows = await store.kysely
    .selectFrom('gift_link')
    .select(['account_id', 'link_id', 'state', 'made_at', 'expires_at'])
    .where('state', '<>', 'ended')
    .execute();
  return rows.map((row) => ({
    link: { giver: row.account_id, linkId: row.link_id },
    dueAt: row.state === 'open' ? row.expires_at : row.made_at + MAKING_AT_MOST,
  }));
}
