// Which gifts have arrived since this device last looked. A gift that came while the app was closed
// has its moment too; what came before the first visit has not.

import type { Gift } from '../../api/types.ts';

type Memory = Pick<Storage, 'getItem' | 'setItem'>;

const storedAs = (msisdn: string): string => `largesse.arrivals.${msisdn}`;

/** The received gifts that are news, oldest first. Each is news once. */
export function newArrivals(
  msisdn: string,
  gifts: readonly Gift[],
  memory: Memory = localStorage,
): Gift[] {
  const delivered = gifts
    .filter((gift) => gift.direction === 'received' && gift.deliveredAt !== null)
    .toSorted((left, right) => deliveredAt(left) - deliveredAt(right));
  const latest = delivered.at(-1);
  const seen = recall(memory, msisdn);
  remember(memory, msisdn, Math.max(seen ?? 0, latest === undefined ? 0 : deliveredAt(latest)));
  if (seen === null) return [];
  return delivered.filter((gift) => gift.state === 'delivered' && deliveredAt(gift) > seen);
}

const deliveredAt = (gift: Gift): number => Date.parse(gift.deliveredAt ?? '') || 0;

// Where storage is forbidden, the page's own memory has to do.
const fallback = new Map<string, number>();

function recall(memory: Memory, msisdn: string): number | null {
  try {
    const stored = memory.getItem(storedAs(msisdn));
    return stored === null ? null : Number(stored);
  } catch {
    return fallback.get(msisdn) ?? null;
  }
}

function remember(memory: Memory, msisdn: string, instant: number): void {
  try {
    memory.setItem(storedAs(msisdn), String(instant));
  } catch {
    fallback.set(msisdn, instant);
  }
}
