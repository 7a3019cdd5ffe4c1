// Work that many ask for at once, done together: whatever is asked for while one batch is on its way makes up
// the next. On a quiet machine a batch is one item and waits for nobody; the busier it is, the larger batches
// get, and the less each item costs.

import { Fault } from '../kernel/public.ts';
import { sqlStateOf } from './errors.ts';

export type GatherOptions<Item, Answer> = {
  /** What may not share a statement is of different lanes; see `lanesOf`. */
  readonly lanes: number;
  /** So many lanes' batches are on their way at once. One, unless said. */
  readonly atOnce?: number;
  /** Answers in the order of the items. What it throws is thrown to all of them. */
  readonly run: (items: readonly Item[], lane: number) => Promise<readonly Answer[]>;
  readonly itemsInBatch?: number;
  /** Beyond so many a further one is told to come back. */
  readonly most?: number;
};

export type Gather<Item, Answer> = (lane: number, item: Item) => Promise<Answer>;

const ITEMS_IN_BATCH = 250;
const MOST_WAITING = 20_000;

/** A store for one server has at most so many parts (design, "Storage"). */
const PARTS_OF_ONE_SERVER = 8;

/**
 * On one server a statement may be of many parts; on several machines each part's is a statement and a
 * transaction of its own.
 */
export const lanesOf = ({ parts }: { readonly parts: number }): number =>
  parts <= PARTS_OF_ONE_SERVER ? 1 : parts;

type Waiting<Item, Answer> = {
  readonly item: Item;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
};
type Lane<Item, Answer> = {
  readonly lane: number;
  waiting: Waiting<Item, Answer>[];
  busy: boolean;
};

/** The lane of a part is the part itself where there are so many, and the only one else. */
export function createGather<Item, Answer>(
  options: GatherOptions<Item, Answer>,
): Gather<Item, Answer> {
  const { run, atOnce = 1, itemsInBatch = ITEMS_IN_BATCH, most = MOST_WAITING } = options;
  const lanes = Array.from({ length: options.lanes }, (_, lane): Lane<Item, Answer> => ({
    lane,
    waiting: [],
    busy: false,
  }));
  const ready: Lane<Item, Answer>[] = [];
  let running = 0;
  let count = 0;

  const pump = (): void => {
    while (running < atOnce) {
      const next = ready.shift();
      if (next === undefined) return;
      running += 1;
      const batch = next.waiting.splice(0, itemsInBatch);
      count -= batch.length;
      void settle(next.lane, batch).finally(() => {
        running -= 1;
        next.busy = next.waiting.length > 0;
        if (next.busy) ready.push(next);
        pump();
      });
    }
  };
  const settle = async (lane: number, batch: readonly Waiting<Item, Answer>[]): Promise<void> => {
    try {
      const answers = await run(
        batch.map(({ item }) => item),
        lane,
      );
      batch.forEach(({ resolve }, at) => resolve(answers[at] as Answer));
    } catch (error) {
      // What the database refuses is one item's; the others need not suffer for it.
      if (batch.length > 1 && isOfOneRow(error))
        for (const alone of batch) await settle(lane, [alone]);
      else for (const { reject } of batch) reject(error);
    }
  };
  return (part, item) =>
    new Promise((resolve, reject) => {
      const lane = lanes[lanes.length === 1 ? 0 : part];
      if (lane === undefined || count >= most)
        throw new Fault('busy', 'more is waiting than can be done now', {
          retry: 'safe',
          retryAfterSeconds: 1,
        });
      count += 1;
      lane.waiting.push({ item, resolve, reject });
      if (lane.busy) return;
      lane.busy = true;
      ready.push(lane);
      // What came in one packet, or in the same turn of the loop, goes together.
      setImmediate(pump);
    });
}

/** Data that do not fit (SQLSTATE 22) or break a rule of the table (23). */
const isOfOneRow = (error: unknown): boolean => /^2[23]/.test(sqlStateOf(error) ?? '');
