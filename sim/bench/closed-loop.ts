// Clients that each send their next unit of work when the last one is answered: finds the peak.

import { setTimeout as sleep } from 'node:timers/promises';
import { createLatencyRecorder, type Latency, type LatencyRecorder } from './latency.ts';
import { NO_COST, sumOfCosts, type Cost, type Meters } from './meters.ts';
import type { Client, Unit } from './work.ts';

export type Measured = {
  readonly seconds: number;
  readonly units: number;
  readonly perSecond: number;
  readonly latency: Latency;
  readonly latencyOf: { readonly [unit in Unit]: Latency | null };
  readonly cost: Cost;
};

export type Period = {
  /** Not counted: connections, prepared plans and compiled code come into being. */
  readonly warmUpSeconds: number;
  readonly seconds: number;
  readonly signal?: AbortSignal;
};

/** What was measured so far: a way of working may be measured in several rounds. */
export type Recording = {
  readonly all: LatencyRecorder;
  readonly of: { readonly [unit in Unit]: LatencyRecorder };
  seconds: number;
  cost: Cost;
};

export const createRecording = (): Recording => ({
  all: createLatencyRecorder(),
  of: { charge: createLatencyRecorder(), gift: createLatencyRecorder() },
  seconds: 0,
  cost: NO_COST,
});

/** Counts what is answered within the period. Throws what a client throws, once all have stopped. */
export async function closedLoop(
  clients: readonly Client[],
  meters: Meters,
  period: Period,
  recording: Recording,
): Promise<void> {
  const failure = new AbortController();
  const state = { stopped: false, measuring: false };

  const run = async (client: Client): Promise<void> => {
    while (!state.stopped) {
      const began = performance.now();
      const unit = await client.work();
      if (!state.measuring) continue;
      const took = performance.now() - began;
      recording.of[unit].record(took);
      recording.all.record(took);
    }
  };
  const running = clients.map((client) =>
    run(client).catch((error: unknown) => {
      state.stopped = true;
      failure.abort(error);
    }),
  );
  const signal = AbortSignal.any([failure.signal, ...(period.signal ? [period.signal] : [])]);
  try {
    await sleep(period.warmUpSeconds * 1_000, undefined, { signal });
    const stop = await meters.start(signal);
    const began = performance.now();
    state.measuring = true;
    await sleep(period.seconds * 1_000, undefined, { signal });
    state.measuring = false;
    recording.seconds += (performance.now() - began) / 1_000;
    recording.cost = sumOfCosts(recording.cost, await stop());
  } catch (error) {
    throw failure.signal.aborted ? failure.signal.reason : error;
  } finally {
    state.stopped = true;
    await Promise.all(running);
  }
}

const summaryOf = (recorder: LatencyRecorder): Latency | null =>
  recorder.count === 0 ? null : recorder.summary();

export function measuredOf({ all, of, seconds, cost }: Recording): Measured {
  return {
    seconds,
    units: all.count,
    perSecond: all.count / seconds,
    latency: all.summary(),
    latencyOf: { charge: summaryOf(of.charge), gift: summaryOf(of.gift) },
    cost,
  };
}
