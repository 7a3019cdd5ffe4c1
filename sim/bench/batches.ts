// Collects work into batches the way the ledger's lanes do: by part, one batch of a part in flight at a
// time, as many in flight in all as the ledger has, each of all that has queued meanwhile.

export type BatchLimits = { readonly batchesInFlight: number; readonly commandsInBatch: number };
export type Batches<Item> = {
  /** Resolves when the item's batch is done. */
  submit(part: number, item: Item): Promise<void>;
};

type Waiting<Item> = {
  readonly item: Item;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
};

export function createBatches<Item>(
  parts: number,
  run: (part: number, items: readonly Item[]) => Promise<void>,
  limits: BatchLimits,
): Batches<Item> {
  const lanes = Array.from({ length: parts }, (): Waiting<Item>[] => []);
  const ready: number[] = [];
  const busy = new Set<number>();

  function pump(): void {
    while (busy.size < limits.batchesInFlight) {
      const part = ready.shift();
      const lane = part === undefined ? undefined : lanes[part];
      if (part === undefined || lane === undefined) return;
      busy.add(part);
      void finish(part, lane, lane.splice(0, limits.commandsInBatch));
    }
  }

  async function finish(part: number, lane: unknown[], batch: Waiting<Item>[]): Promise<void> {
    try {
      await run(
        part,
        batch.map(({ item }) => item),
      );
      for (const { resolve } of batch) resolve();
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
    busy.delete(part);
    if (lane.length > 0) ready.push(part);
    pump();
  }

  return {
    submit: (part, item) =>
      new Promise((resolve, reject) => {
        const lane = lanes[part];
        if (lane === undefined) throw new RangeError(`part ${part} exists`);
        lane.push({ item, resolve, reject });
        if (lane.length > 1 || busy.has(part)) return;
        ready.push(part);
        setImmediate(pump);
      }),
  };
}
