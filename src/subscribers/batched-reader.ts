// Reads in batches: whatever is asked for while one read is on its way is read by the next. What is answered
// was read after it was asked for, so nobody sees less than by reading alone.

import { Fault } from '../kernel/public.ts';

const MOST_AT_ONCE = 500;

type Waiting<Value> = {
  readonly resolve: (value: Value | undefined) => void;
  readonly reject: (error: unknown) => void;
};

/**
 * Reads by key, all of a part that were asked for meanwhile at once: many askers at the price of few. Throws
 * a Fault `busy` when more than `most` wait.
 */
export function createReader<Key, Value>(
  parts: number,
  read: (part: number, keys: readonly Key[]) => Promise<ReadonlyMap<Key, Value>>,
  most: number,
): (part: number, key: Key) => Promise<Value | undefined> {
  const lanes = Array.from({ length: parts }, () => ({
    reading: false,
    waiting: new Map<Key, Waiting<Value>[]>(),
  }));
  let count = 0;

  const pump = async (part: number): Promise<void> => {
    const lane = lanes[part];
    if (lane === undefined || lane.reading) return;
    lane.reading = true;
    while (lane.waiting.size > 0) {
      const batch = [...lane.waiting].slice(0, MOST_AT_ONCE);
      for (const [key, askers] of batch) {
        lane.waiting.delete(key);
        count -= askers.length;
      }
      try {
        const found = await read(
          part,
          batch.map(([key]) => key),
        );
        for (const [key, askers] of batch)
          for (const { resolve } of askers) resolve(found.get(key));
      } catch (error) {
        for (const [, askers] of batch) for (const { reject } of askers) reject(error);
      }
    }
    lane.reading = false;
  };
  return (part, key) =>
    new Promise((resolve, reject) => {
      if (count >= most)
        throw new Fault('busy', 'too many lines are being looked up', {
          retry: 'safe',
          retryAfterSeconds: 1,
        });
      count += 1;
      const lane = lanes[part];
      const askers = lane?.waiting.get(key);
      if (askers === undefined) lane?.waiting.set(key, [{ resolve, reject }]);
      else askers.push({ resolve, reject });
      // The next turn of the loop, so that requests which came in one packet are one read.
      setImmediate(() => void pump(part));
    });
}
