// What is agreed between two accounts beyond the policy: a member's cap in its pool. Checked and counted by
// the ledger with the policy's own limits, in the step that sets the octets aside.

import type { TallyLimit } from '../ledger/public.ts';
import type { UnnamedHold } from './rules/commands.ts';

export type GiftTerms = {
  readonly limits?: readonly TallyLimit[];
  /** Only from these buckets of the giver, of those that the policy lets go. */
  readonly fromBuckets?: readonly number[];
};

export function onTerms(hold: UnnamedHold, terms: GiftTerms = {}): UnnamedHold {
  const { limits, fromBuckets } = terms;
  const mayBeFrom = hold.fromBuckets;
  return {
    ...hold,
    ...(limits === undefined ? {} : { limit: [...[hold.limit].flat(), ...limits] }),
    ...(fromBuckets === undefined
      ? {}
      : {
          fromBuckets:
            mayBeFrom === undefined
              ? fromBuckets
              : fromBuckets.filter((number) => mayBeFrom.includes(number)),
        }),
  };
}
