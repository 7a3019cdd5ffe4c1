// A catalog that remembers. What is sold and by which rules changes some times a week and is read some times
// a gift, so it is read again after a quarter of a second: that long may a policy take to come into force.
// One version of a policy never changes, and is remembered for good.

import type { Clock, Instant } from '../kernel/public.ts';
import type { Catalog, Plan } from './catalog.ts';
import type { GiftPolicy } from './gift-policy.ts';

export const CATALOG_AGE_MILLISECONDS = 250;
const VERSIONS_KEPT = 1_000;

export function rememberCatalog(catalog: Catalog, clock: Clock): Catalog {
  const versions = new Map<string, Promise<GiftPolicy>>();
  const plans = remembered<readonly Plan[]>(clock, () => catalog.plans());
  const policies = remembered<readonly GiftPolicy[]>(clock, (at) => catalog.giftPoliciesAt(at));
  return {
    ...catalog,
    plans,
    giftPoliciesAt: (at) =>
      // Only of now: what was in force at another time is asked for seldom.
      Math.abs(at - clock.now()) < CATALOG_AGE_MILLISECONDS
        ? policies()
        : catalog.giftPoliciesAt(at),
    giftPolicy(id, version) {
      const key = JSON.stringify([id, version]);
      const known = versions.get(key);
      if (known !== undefined) return known;
      const read = catalog.giftPolicy(id, version);
      if (versions.size >= VERSIONS_KEPT) versions.clear();
      versions.set(key, read);
      read.catch(() => versions.delete(key));
      return read;
    },
  };
}

/** Those who ask while it is being read wait for the same reading; one that failed is not remembered. */
function remembered<Value>(
  clock: Clock,
  read: (now: Instant) => Promise<Value>,
): () => Promise<Value> {
  let known: { readonly at: Instant; readonly value: Promise<Value> } | undefined;
  return () => {
    const now = clock.now();
    // A clock that was set back makes nothing younger.
    if (known !== undefined && Math.abs(now - known.at) < CATALOG_AGE_MILLISECONDS)
      return known.value;
    const mine = { at: now, value: read(now) };
    known = mine;
    mine.value.catch(() => {
      if (known === mine) known = undefined;
    });
    return mine.value;
  };
}
