// Work that arrives at a steady rate whether or not the last was answered, as a network's does: shows
// how long an answer takes when the ledger is not at its limit.
//
// Each latency counts from the instant at which the work was due. Were it counted from when it was sent, a
// ledger that stands still would look fast: it would be asked less in the meantime.

import { setTimeout as sleep } from 'node:timers/promises';
import type { Period } from './closed-loop.ts';
import { createLatencyRecorder, type Latency } from './latency.ts';
import type { Client } from './work.ts';

export type Paced = {
  readonly units: number;
  readonly perSecond: number;
  readonly latency: Latency;
};

/** How many units are due `elapsedMilliseconds` after the start. The first is due at once. */
export const dueBy = (ratePerSecond: number, elapsedMilliseconds: number): number =>
  elapsedMilliseconds < 0 ? 0 : Math.floor((elapsedMilliseconds * ratePerSecond) / 1_000) + 1;

/** When a unit is due, counted from 0. */
export const dueAt = (ratePerSecond: number, unit: number): number =>
  (unit * 1_000) / ratePerSecond;

/** A timer's finest step. Work due within it is sent together at its end. */
const TICK_MILLISECONDS = 1;

/** Work that finds every client busy waits for the first one that is free. */
export async function openLoop(
  clients: readonly Client[],
  ratePerSecond: number,
  period: Period,
): Promise<Paced> {
  const recorder = createLatencyRecorder();
  const idle = [...clients];
  const waiting: number[] = [];
  const inFlight = new Set<Promise<void>>();
  const warmUpMilliseconds = period.warmUpSeconds * 1_000;
  const endMilliseconds = warmUpMilliseconds + period.seconds * 1_000;
  const total = Math.round((endMilliseconds * ratePerSecond) / 1_000);
  const began = performance.now();
  const failures: unknown[] = [];

  const serve = async (client: Client, firstDue: number): Promise<void> => {
    for (let due: number | undefined = firstDue; due !== undefined; due = waiting.shift()) {
      await client.work();
      if (due >= warmUpMilliseconds) recorder.record(performance.now() - began - due);
    }
    idle.push(client);
  };
  const send = (due: number): void => {
    const client = idle.pop();
    if (client === undefined) {
      waiting.push(due);
      return;
    }
    const served = serve(client, due)
      .catch((error: unknown) => {
        failures.push(error);
      })
      .finally(() => inFlight.delete(served));
    inFlight.add(served);
  };

  try {
    for (let sent = 0; sent < total && failures.length === 0;) {
      const due = Math.min(total, dueBy(ratePerSecond, performance.now() - began));
      for (; sent < due; sent += 1) send(dueAt(ratePerSecond, sent));
      await sleep(TICK_MILLISECONDS, undefined, period.signal ? { signal: period.signal } : {});
    }
  } catch (error) {
    waiting.length = 0;
    throw error;
  } finally {
    await Promise.all(inFlight);
  }
  if (failures.length > 0) throw failures[0];
  return {
    units: recorder.count,
    perSecond: recorder.count / period.seconds,
    latency: recorder.summary(),
  };
}
