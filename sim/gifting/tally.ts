// What happened in a run, counted by its name.

export type Tally = {
  add(name: string, count?: number): void;
  /** By name, in the order of the alphabet. */
  all(): { readonly [name: string]: number };
  of(name: string): number;
};

export function createTally(): Tally {
  const counts = new Map<string, number>();
  return {
    add: (name, count = 1) => counts.set(name, (counts.get(name) ?? 0) + count),
    all: () =>
      Object.fromEntries([...counts].toSorted(([left], [right]) => (left < right ? -1 : 1))),
    of: (name) => counts.get(name) ?? 0,
  };
}
