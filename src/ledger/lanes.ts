// Commands wait here for their batch. Each part of the store is a lane: it has at most one batch in
// flight, and that batch is followed by one of all that has queued meanwhile. Only some batches are in
// flight at once, as many as there are processors: while one waits for its flush to disk, another is
// decided, and what waits meanwhile makes the next one larger, which is cheaper by the command.

import { availableParallelism } from 'node:os';
import { Fault, InvariantBroken } from '../kernel/public.ts';
import type { Command, Outcome } from './command.ts';
import type { Settled } from './turn.ts';

export type LaneLimits = {
  readonly batchesInFlight: number;
  readonly commandsInBatch: number;
  /** Beyond this many waiting commands of one part, a further one is told to come back. */
  readonly commandsWaiting: number;
  /** So many accounts stay in memory, at about a kilobyte each. */
  readonly accountsRemembered: number;
};

export const DEFAULT_LIMITS: LaneLimits = {
  batchesInFlight: Math.min(4, Math.max(2, availableParallelism())),
  commandsInBatch: 500,
  commandsWaiting: 10_000,
  accountsRemembered: 20_000,
};

type Waiting = {
  readonly command: Command;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
};
type Lane = { readonly part: number; waiting: Waiting[]; inFlight: boolean };

export type Lanes = {
  submit(part: number, command: Command): Promise<Outcome>;
  /** Resolves when nothing is waiting or in flight any more. Commands after it are refused. */
  drain(): Promise<void>;
};

/** `run` does a batch in one transaction, and throws when nothing of it was done or may have been. */
export function createLanes(
  parts: number,
  run: (part: number, commands: readonly Command[]) => Promise<readonly Settled[]>,
  limits: LaneLimits,
): Lanes {
  const lanes = Array.from({ length: parts }, (_, part): Lane => ({
    part,
    waiting: [],
    inFlight: false,
  }));
  const ready: Lane[] = [];
  let inFlight = 0;
  let draining = false;
  let drained: (() => void) | undefined;

  function pump(): void {
    while (inFlight < limits.batchesInFlight) {
      const lane = ready.shift();
      if (lane === undefined) break;
      inFlight += 1;
      lane.inFlight = true;
      const batch = lane.waiting.splice(0, limits.commandsInBatch);
      void settle(lane.part, batch).finally(() => {
        inFlight -= 1;
        lane.inFlight = false;
        if (lane.waiting.length > 0) ready.push(lane);
        pump();
      });
    }
    if (inFlight === 0 && ready.length === 0) drained?.();
  }

  async function settle(part: number, batch: readonly Waiting[]): Promise<void> {
    try {
      const outcomes = await run(
        part,
        batch.map(({ command }) => command),
      );
      batch.forEach(({ resolve, reject }, index) => {
        const outcome = outcomes[index];
        if (outcome === undefined || outcome instanceof InvariantBroken)
          reject(outcome ?? new InvariantBroken('every command of a batch has an outcome'));
        else resolve(outcome);
      });
    } catch (error) {
      // A row that the database refuses is a bug in one command; the others need not suffer for it.
      if (batch.length > 1 && isCheckViolation(error))
        for (const waiting of batch) await settle(part, [waiting]);
      else for (const { reject } of batch) reject(error);
    }
  }

  return {
    submit(part, command) {
      const lane = lanes[part];
      if (lane === undefined) throw new InvariantBroken(`part ${part} exists`);
      if (draining) return Promise.reject(closing());
      if (lane.waiting.length >= limits.commandsWaiting) return Promise.reject(tooMany());
      return new Promise<Outcome>((resolve, reject) => {
        lane.waiting.push({ command, resolve, reject });
        if (lane.waiting.length === 1 && !lane.inFlight) {
          ready.push(lane);
          // The rest of this turn of the event loop may bring more for the same batch.
          setImmediate(pump);
        }
      });
    },
    async drain() {
      draining = true;
      if (inFlight === 0 && ready.length === 0) return;
      await new Promise<void>((resolve) => {
        drained = resolve;
      });
    },
  };
}

export const closing = (): Fault =>
  new Fault('closing', 'the ledger is closing', { retry: 'safe' });

export const tooMany = (): Fault =>
  new Fault('busy', 'more commands are waiting than the ledger can take', {
    retry: 'safe',
    retryAfterSeconds: 1,
  });

const isCheckViolation = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === '23514';
