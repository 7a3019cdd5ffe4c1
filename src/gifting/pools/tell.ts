// Who is told what of a pool, and when.

import { accept, octets, type AccountId } from '../../kernel/public.ts';
import { maskedName, type Line } from '../../subscribers/public.ts';
import { receiptNumber } from '../gift.ts';
import type { Drawn } from './draw.ts';
import type { PoolNews } from './pool.ts';
import type { PoolParts } from './ports.ts';
import { balanceOf, readPut } from './reckon.ts';
import type { SharedAccount } from './shared-account.ts';

type Named = Pick<SharedAccount, 'id' | 'name'>;

export function tellLine(
  { clock, ports }: PoolParts,
  line: Line,
  pool: Named,
  news: PoolNews,
): void {
  const receipt = receiptNumber(`${pool.id}:${line.accountId}:${news.about}:${clock.now()}`);
  ports.tell(line, { ...news, pool: pool.name, receipt });
}

export async function tellMember(
  parts: PoolParts,
  account: AccountId,
  pool: Named,
  news: PoolNews,
): Promise<void> {
  const line = await parts.directory.line(account);
  if (line !== undefined) tellLine(parts, line, pool, news);
}

/** Tells the holder what a member did; nothing of what it did itself. */
export async function tellHolder(
  parts: PoolParts,
  holder: Line,
  pool: Named,
  member: AccountId,
  news: { about: 'pool_joined' | 'pool_cap_reached' } | { about: 'pool_left'; octets: number },
): Promise<void> {
  if (member === holder.accountId) return;
  const line = await parts.directory.line(member);
  if (line !== undefined) tellLine(parts, holder, pool, { ...news, other: maskedName(line.name) });
}

/**
 * Tells the holder when so much of what the pool had is used, once for each of the policy's percentages. What
 * is put in makes the used part smaller, and the alerts due again.
 */
export async function tellIfLow(
  parts: PoolParts,
  { pool, holder, rules }: Pick<Drawn, 'pool' | 'holder' | 'rules'>,
): Promise<void> {
  const [put, { availableOctets, heldOctets }] = await Promise.all([
    readPut(parts, pool.id),
    balanceOf(parts, pool.id),
  ]);
  const had = put.reduce((sum, each) => sum + each.octets, 0);
  const left = octets(availableOctets + heldOctets);
  const usedPercent = had === 0 ? 100 : Math.max(0, Math.floor(((had - left) / had) * 100));
  const crossed = Math.max(0, ...rules.alertsAtPercent.filter((percent) => percent <= usedPercent));
  if (crossed === pool.alertedPercent) return;
  const first = await parts.members.alone(pool.id, async ({ alerted }) =>
    accept(await alerted(crossed)),
  );
  if (first?.ok === true && first.value)
    tellLine(parts, holder, pool, { about: 'pool_low', octets: left });
}
