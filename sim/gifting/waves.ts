// Does many things at once, yet so that the same seed ends the same: of two things that concern one line the
// later waits for the earlier, and what concerns different lines cannot matter to each other.

export type Deed = {
  /** The lines that it concerns. */
  readonly lines: readonly number[];
  readonly work: () => Promise<void>;
};

export async function inWaves(deeds: readonly Deed[], atOnce: number): Promise<void> {
  let left = deeds;
  while (left.length > 0) {
    const busy = new Set<number>();
    const wave: Deed[] = [];
    const later: Deed[] = [];
    for (const deed of left) {
      const isFree = wave.length < atOnce && deed.lines.every((line) => !busy.has(line));
      (isFree ? wave : later).push(deed);
      // One that waits keeps its place: nothing of its lines goes before it.
      for (const line of deed.lines) busy.add(line);
    }
    await Promise.all(wave.map(({ work }) => work()));
    left = later;
  }
}
