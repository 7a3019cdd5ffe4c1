// What a judge is told: both sides of a gift as they stand, what they are to each other, and what the
// giver gave of late. Plain data, so that it can be kept with the gift and judged again.

import type { Cycle, Plan } from '../../catalog/public.ts';
import { SECOND, type AccountId, type Instant } from '../../kernel/public.ts';
import type { Balance, Bucket } from '../../ledger/public.ts';
import {
  USUAL_STANDING,
  type HolderKind,
  type Line,
  type Standing,
} from '../../subscribers/public.ts';

/** Where octets that came by gift began: the bucket of who gave them first, and how often they were given. */
export type Lineage = {
  /** How many gifts brought them here: 1 for a gift of somebody's own plan. */
  readonly generation: number;
  readonly firstGiver: AccountId;
  readonly firstOrigin: string;
  readonly firstKind: Bucket['kind'];
};

/** Of a line, what no rule asks for is left out: a name or a number is nothing to judge by. */
export type JudgedLine = Pick<
  Line,
  'accountId' | 'holderId' | 'planId' | 'status' | 'cycleDay' | 'activatedAt' | 'standing'
>;
export type JudgedPlan = Pick<Plan, 'id' | 'octetsPerCycle' | 'mayGive' | 'mayReceive'>;

/** One side of a gift, as it stands now. */
export type Side = {
  readonly line: JudgedLine;
  readonly plan: JudgedPlan;
  readonly balance: Balance;
  readonly cycle: Cycle;
  /** A person's unless the account is known to be a business's. */
  readonly holderKind?: HolderKind;
  /** By bucket number, of the buckets that came by gift. */
  readonly lineage?: { readonly [bucketNumber: string]: Lineage };
};

/** From the nearest to the farthest. */
export const RELATIONS = ['same_holder', 'family', 'contact', 'stranger'] as const;
export type Relation = (typeof RELATIONS)[number];
export const isFamily = (relation: Relation): boolean =>
  relation === 'same_holder' || relation === 'family';

/** What the giver gave in the cycle that runs, but for what was undone or came back. */
export type History = {
  readonly receivers: readonly AccountId[];
  readonly lastAskedAt: Instant | null;
};
export const NO_HISTORY: History = { receivers: [], lastAskedAt: null };

/** All of a line's standing, what was not said of it as usual. */
export const standingOf = (line: Pick<JudgedLine, 'standing'>): Standing => ({
  ...USUAL_STANDING,
  ...line.standing,
});

/** What two lines are to each other; `isContact` says whether the giver has saved the receiver. */
export function relationOf(giver: JudgedLine, receiver: JudgedLine, isContact: boolean): Relation {
  if (giver.holderId === receiver.holderId) return 'same_holder';
  const { familyId } = standingOf(giver);
  if (familyId !== null && familyId === standingOf(receiver).familyId) return 'family';
  return isContact ? 'contact' : 'stranger';
}

export const waiting = (until: Instant, now: Instant) => ({
  until,
  waitSeconds: Math.max(0, Math.ceil((until - now) / SECOND)),
});
