// A command as it will come back from the gift's row. The ledger tells a repeat by its JSON, so whoever sends a
// command before reading it back must send the very same: PostgreSQL keeps the keys of a jsonb object by length,
// then by their octets, and no key without a value.

/** The same value with its keys in the order of jsonb. Keys are plain ASCII. */
export function asKept<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map(asKept) as Value;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value)
    .filter(([, each]) => each !== undefined)
    .toSorted(([left], [right]) => left.length - right.length || (left < right ? -1 : 1));
  return Object.fromEntries(entries.map(([key, each]) => [key, asKept(each)])) as Value;
}
