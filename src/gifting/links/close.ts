// Ends a link, and brings home what nobody took. Each step is idempotent, and a job does them again.

import { transact } from '../../db/public.ts';
import { octets } from '../../kernel/public.ts';
import { receiptNumber } from '../gift.ts';
import { uncountsOf } from '../rules/commands.ts';
import { MAKING_AT_MOST, type Link, type LinkName } from './link.ts';
import type { WaysParts } from './parts.ts';
import { changeLink, findLink, linkAt, lockLink, setShare, sharesOf } from './rows.ts';

/** Moves a link on as far as it can go now. Undefined when there is none. */
export async function advanceLink(parts: WaysParts, name: LinkName): Promise<Link | undefined> {
  const { store, clock } = parts;
  const link = await findLink(store, name);
  if (link === undefined) return undefined;
  const now = clock.now();
  if (link.state === 'making' && now >= link.madeAt + MAKING_AT_MOST)
    await changeLink(store, name, 'making', { state: 'closing', reason: 'cancelled' });
  else if (link.state === 'open' && now >= link.expiresAt)
    await beginClosing(parts, name, 'expired');
  await closeLink(parts, name);
  return findLink(store, name);
}

/** From here on nobody can take of it. */
export const beginClosing = (
  { store, clock, ports }: WaysParts,
  name: LinkName,
  reason: 'cancelled' | 'expired',
): Promise<void> =>
  transact(store, async ({ client, kysely }) => {
    const place = { kysely, parts: store.parts };
    if ((await lockLink(place, name))?.state !== 'open') return;
    await changeLink(place, name, 'open', { state: 'closing', reason });
    await ports.scheduleLink(client, name, clock.now());
  });

/** Of a link that is closing. `forgotten`: it was never one, and no row of it stays. */
export async function closeLink(
  parts: WaysParts,
  name: LinkName,
  how?: 'forgotten',
): Promise<void> {
  const { store, ledger, clock } = parts;
  const link = await findLink(store, name);
  if (link?.state !== 'closing') return;
  let home = 0;
  for (const share of await sharesOf(store, name)) {
    if (share.state === 'claimed') continue;
    // A hold that was sent and not yet answered would set octets aside for nobody: doing it here first
    // uses up its key.
    if (share.state === 'wanted') await ledger.execute(share.hold);
    const released = await ledger.execute({
      name: 'release_gift',
      accountId: name.giver,
      key: `gift:${share.giftId}:release`,
      giftId: share.giftId,
      uncount: uncountsOf(share.hold.limit),
    });
    // Refused: it was never held, or went home by itself.
    if (released.ok) home += link.octetsEach;
    await setShare(store, name, share, { state: 'released' });
  }
  if (how === 'forgotten') {
    await forget(parts, name);
    return;
  }
  const ended = await changeLink(store, name, 'closing', { state: 'ended', endedAt: clock.now() });
  if (ended === undefined) return;
  parts.ports.announce([{ accountId: link.giver, giftId: link.id }]);
  const giver = await parts.directory.line(link.giver);
  if (giver !== undefined && home > 0)
    parts.ports.tell(giver, {
      about: 'link_ended',
      octets: octets(home),
      receipt: receiptNumber(link.id),
    });
}

const forget = ({ store }: WaysParts, name: LinkName): Promise<void> =>
  transact(store, async ({ kysely }) => {
    for (const table of ['gift_link_share', 'gift_link'] as const)
      await kysely
        .deleteFrom(table)
        .where((is) => is.and(linkAt(name, store.parts)))
        .execute();
  });
