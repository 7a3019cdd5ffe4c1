// Who gives to whom every month must not lead back to where it began: such octets would only run round, and
// use up everybody's limits. Looked for before a standing gift begins, after it has begun (so that of two
// that begin at the same instant at least one sees the other), and before each gift.

import { accept, refuse, type AccountId, type Result } from '../../kernel/public.ts';
import type { StandingRefusal } from './refusal.ts';
import type { StandingGift } from './standing.ts';

export type Edge = Pick<StandingGift, 'id' | 'giver' | 'receiver' | 'madeAt'>;

/** The running standing gifts of these lines to others. */
export type GivenBy = (givers: readonly AccountId[]) => Promise<readonly Edge[]>;

/** Lines looked at before it is called too long. */
export const CHAIN_AT_MOST = 1_000;

/** The way by which what `from` is given comes to `to`, the first step first; empty when it does not. */
export async function wayBack(
  from: AccountId,
  to: AccountId,
  givenBy: GivenBy,
): Promise<Result<readonly Edge[], Extract<StandingRefusal, { code: 'standing_chain_too_long' }>>> {
  const cameBy = new Map<AccountId, Edge | null>([[from, null]]);
  let front: readonly AccountId[] = [from];
  while (front.length > 0) {
    const next: AccountId[] = [];
    for (const edge of await givenBy(front)) {
      if (cameBy.has(edge.receiver)) continue;
      cameBy.set(edge.receiver, edge);
      if (edge.receiver === to) return accept(path(to, cameBy));
      next.push(edge.receiver);
    }
    if (cameBy.size > CHAIN_AT_MOST)
      return refuse({ code: 'standing_chain_too_long', limit: CHAIN_AT_MOST });
    front = next;
  }
  return accept([]);
}

function path(to: AccountId, cameBy: ReadonlyMap<AccountId, Edge | null>): readonly Edge[] {
  const steps: Edge[] = [];
  for (let edge = cameBy.get(to); edge != null; edge = cameBy.get(edge.giver)) steps.unshift(edge);
  return steps;
}

/** The one that was made last, and by its name where two were made at once. */
export const youngest = (edges: readonly Edge[]): Edge | undefined =>
  edges.toSorted((left, right) => right.madeAt - left.madeAt || (left.id < right.id ? 1 : -1))[0];
