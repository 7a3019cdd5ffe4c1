// Leaving a pool, and closing one. What is a member's own goes along with it; of a pool that is closed all
// goes home. Both are done by whoever asks and, where that is cut off, by a job: each step finds out by itself
// whether it was done before.

import { accept, DAY, HOUR, octets, type AccountId, type Octets } from '../../kernel/public.ts';
import { giftOrigin } from '../../ledger/public.ts';
import type { PoolMember } from './pool.ts';
import type { PoolParts } from './ports.ts';
import { balanceOf, reckonShares } from './reckon.ts';
import type { SharedAccount } from './shared-account.ts';

/** Longer than any undo window: what was on its way when a pool began to close has arrived by then. */
const CLOSES_AFTER = 8 * DAY;
const LOOKS_AGAIN_AFTER = 6 * HOUR;
const TRIES = 5;

/** Gives a member who is leaving its share, and lets it go. */
export async function finishLeaving(
  parts: PoolParts,
  pool: SharedAccount,
  account: AccountId,
): Promise<void> {
  const { members, clock } = parts;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const member = await members.member(pool.id, account);
    if (member?.state !== 'leaving') break;
    const kept = await giveShare(parts, member);
    if (kept === 'too_little_left') {
      // Somebody drew meanwhile. What is left is reckoned again.
      const share = (
        await reckonShares(parts, pool.id, [account, ...(await others(parts, member))])
      ).get(account);
      await parts.members.alone(pool.id, async ({ change }) => {
        await change(account, {
          shareOctets: tries === TRIES - 2 ? octets(0) : (share ?? octets(0)),
        });
        return accept(undefined);
      });
      continue;
    }
    await members.alone(pool.id, async ({ change, members: now }) => {
      if (now.some((each) => each.account === account && each.state === 'leaving'))
        await change(account, { state: 'left', leftAt: clock.now() });
      return accept(undefined);
    });
  }
  const after = await members.member(pool.id, account);
  if (after?.state === 'left' && after.role !== 'holder') await members.unseat(account, pool.id);
}

const others = async ({ members }: PoolParts, { pool, account }: PoolMember) =>
  (await members.members(pool))
    .filter(({ state }) => state === 'joined' || state === 'leaving')
    .map((each) => each.account)
    .filter((each) => each !== account);

async function giveShare(
  { gifting }: PoolParts,
  { pool, account, shareOctets, joinedAt }: PoolMember,
): Promise<'done' | 'too_little_left'> {
  const share = shareOctets ?? octets(0);
  if (share === 0) return 'done';
  const given = await gifting.giveBetween({
    giver: pool,
    receiver: account,
    octets: share,
    way: 'family',
    key: `share:${account}:${joinedAt ?? 0}:${share}`,
  });
  if (given.ok) return 'done';
  // A line that can receive nothing leaves without: what was its own stays with the others.
  return given.refusal.code === 'balance_too_low' ? 'too_little_left' : 'done';
}

/**
 * Moves a pool that is being closed on: every member gets its share, and what is left or still comes goes
 * back to whoever gave it. Answers when to look again; undefined when it is closed.
 */
export async function moveClosing(
  parts: PoolParts,
  pool: SharedAccount,
): Promise<number | undefined> {
  if (pool.state !== 'closing') return undefined;
  const { members, clock } = parts;
  for (const member of await members.members(pool.id))
    if (member.state === 'leaving') await finishLeaving(parts, pool, member.account);
  const left = await sendHome(parts, pool);
  const isOver = clock.now() >= (pool.closingAt ?? 0) + CLOSES_AFTER;
  if (left > 0 || !isOver) return clock.now() + LOOKS_AGAIN_AFTER;
  await members.alone(pool.id, async ({ setState }) => {
    await setState('closed', pool.closingAt ?? clock.now());
    return accept(undefined);
  });
  for (const { account } of await members.members(pool.id)) await members.unseat(account, pool.id);
  return undefined;
}

/** Sends each contribution's rest back into the buckets it came from. Answers what is left even then. */
async function sendHome(parts: PoolParts, pool: SharedAccount): Promise<Octets> {
  const { gifting } = parts;
  const before = await balanceOf(parts, pool.id);
  const prefix = giftOrigin('');
  const gifts = new Set(
    before.buckets
      .filter(({ available, origin }) => available > 0 && origin.startsWith(prefix))
      .map(({ origin }) => origin.slice(prefix.length)),
  );
  for (const giftId of gifts) await gifting.decline(pool.id, giftId);
  const after = await balanceOf(parts, pool.id);
  if (after.availableOctets === 0 || pool.holder === null) return sum(after);
  // The policy takes nothing back, so the holder gets it, for all.
  await gifting.giveBetween({
    giver: pool.id,
    receiver: pool.holder,
    octets: after.availableOctets,
    way: 'family',
    key: `rest:${after.asOf}:${after.availableOctets}`,
  });
  return sum(await balanceOf(parts, pool.id));
}

const sum = ({
  availableOctets,
  heldOctets,
}: {
  availableOctets: number;
  heldOctets: number;
}): Octets => octets(availableOctets + heldOctets);
