// Clients that each send their next unit of work when the last one is answered: finds the peak.

import { setTimeout as sleep } from 'node:timers/promises';
import { createLatencyRecorder, type Latency } from './latency.ts';
import type { Cost, Meters } from './meters.ts';
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

/** Counts what is answered within the period. Throws what a client throws, once all have stopped. */
export async function closedLoop(
  clients: readonly Client[],
  meters: Meters,
  period: Period,
): Promise<Measured> {
  const recorders = { charge: createLatencyRecorder(), gift: createLatencyRecorder() };
  const both = createLatencyRecorder();
  const failure = new AbortController();
  const state = { stopped: false, measuring: false };

  const run = async (client: Client): Promise<void> => {
    while (!state.stopped) {
      const began = performance.now();
      const unit = await client.work();
      if (!state.measuring) continue;
      const took = performance.now() - began;
      recorders[unit].record(took);
      both.record(took);
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
    const stop = await meters.start();
    const began = performance.now();
    state.measuring = true;
    await sleep(period.seconds * 1_000, undefined, { signal });
    state.measuring = false;
    const seconds = (performance.now() - began) / 1_000;
    const cost = await stop();
    return {
      seconds,
      units: both.count,
      perSecond: both.count / seconds,
      latency: both.summary(),
      latencyOf: {
        charge: recorders.charge.count === 0 ? null : recorders.charge.summary(),
        gift: recorders.gift.count === 0 ? null : recorders.gift.summary(),
      },
      cost,
    };
  } catch (error) {
    throw failure.signal.aborted ? failure.signal.reason : error;
  } finally {
    state.stopped = true;
    await Promise.all(running);
  }
}
