// What one policy says differently from another, rule by rule.

import type { GiftPolicyBody } from './schema.ts';

export type PolicyDifference = {
  /** `giving.monthlyCount` */
  readonly rule: string;
  /** Null where the policy has no such rule. */
  readonly before: unknown;
  readonly after: unknown;
};

export function policyDifferences(
  before: GiftPolicyBody,
  after: GiftPolicyBody,
): readonly PolicyDifference[] {
  const [one, other] = [rulesIn(before), rulesIn(after)];
  return [...new Set([...one.keys(), ...other.keys()])]
    .toSorted()
    .map((rule) => ({ rule, before: one.get(rule) ?? null, after: other.get(rule) ?? null }))
    .filter((each) => JSON.stringify(each.before) !== JSON.stringify(each.after));
}

/** Each rule by its path; a list is one rule. */
function rulesIn(value: unknown, path = '', found = new Map<string, unknown>()) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    found.set(path, Array.isArray(value) ? value.map(ordered) : value);
    return found;
  }
  for (const [name, inner] of Object.entries(value))
    rulesIn(inner, path === '' ? name : `${path}.${name}`, found);
  return found;
}

/** An object in a list, its properties in one order: the store gives them back in another. */
const ordered = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(
        Object.entries(value)
          .toSorted(([left], [right]) => (left < right ? -1 : 1))
          .map(([name, inner]) => [name, ordered(inner)]),
      )
    : value;
