// What a policy says for one way of giving: its rules, with what that way changes put in their place.

import type { GiftPolicyBody, Way } from './schema.ts';

/** A policy as it is by one way. */
export type GiftRules = Omit<GiftPolicyBody, 'byWay'> & {
  readonly way: Way;
  /** Added to the names of the tallies that gifts are counted in: empty, or the way's. */
  readonly countedAs: string;
};

/** Undefined when nothing is given by this way. */
export function rulesFor(policy: GiftPolicyBody, way: Way): GiftRules | undefined {
  if (policy.ways !== undefined && !policy.ways.includes(way)) return undefined;
  const { byWay, ...usual } = policy;
  const other = byWay?.[way];
  if (other === undefined) return { ...usual, way, countedAs: '' };
  const { countedApart, giving, receiving, ...sections } = other;
  return {
    ...usual,
    ...sections,
    giving: { ...usual.giving, ...giving },
    receiving: { ...usual.receiving, ...receiving },
    way,
    countedAs: countedApart === true ? `:${way}` : '',
  };
}
