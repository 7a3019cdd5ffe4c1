// What of the product is measured and traced, and how: the parts are wrapped where they are joined, so
// that none of them knows of metrics or traces, and nothing is paid where nobody looks.

import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Pool } from 'pg';
import type { Charging, ChargingRequest } from '../charging/public.ts';
import { Fault } from '../kernel/public.ts';
import type { Ledger } from '../ledger/public.ts';
import { createMetrics, openTracing, type Metrics, type Tracing } from '../observe/public.ts';
import { observeRequests, type Initialized } from './observe-app.ts';

export type Observation = {
  readonly metrics: Metrics;
  readonly tracing: Tracing | undefined;
  close(): Promise<void>;
};

/** Traces only where an endpoint for them is named. */
export async function openObservation(options: {
  readonly endpoint: string | undefined;
  readonly version: string;
}): Promise<Observation> {
  const { endpoint, version } = options;
  const tracing = endpoint === undefined ? undefined : await openTracing({ endpoint, version });
  return {
    metrics: createMetrics(),
    tracing,
    // A collector that is away shall not keep the process.
    close: async () => tracing?.close().catch(() => undefined),
  };
}

/** The ledger, with every command counted and timed, and traced where traces are wanted. */
export function observeLedger(ledger: Ledger, { metrics, tracing }: Observation): Ledger {
  let inFlight = 0;
  metrics.watch(
    'largesse_ledger_commands_in_flight',
    { help: 'Commands that wait for their batch, or are in it' },
    () => [{ value: inFlight }],
  );
  const measured: Ledger['execute'] = (command) => {
    const began = performance.now();
    const ended = (outcome: string): void => {
      inFlight -= 1;
      metrics.ledger.answered(command.name, outcome, (performance.now() - began) / 1_000);
    };
    inFlight += 1;
    const answer = ledger.execute(command);
    answer.then(
      (answered) => ended(answered.ok ? 'done' : answered.refusal.code),
      (thrown: unknown) => ended(codeOf(thrown)),
    );
    return answer;
  };
  if (tracing === undefined) return { ...ledger, execute: measured };
  return {
    ...ledger,
    execute: (command) =>
      tracing.during(
        {
          name: `ledger ${command.name}`,
          outcome: (answered) => ({
            'largesse.outcome': answered.ok ? 'done' : answered.refusal.code,
          }),
        },
        () => measured(command),
      ),
  };
}

/** Charging as one door is given it: each request is a span of its door, with the core's within it. */
export function observeCharging(
  charging: Charging,
  door: 'gy' | 'nchf',
  { tracing }: Observation,
): Charging {
  if (tracing === undefined) return charging;
  return {
    hasEnough: (subscriber, amount) =>
      tracing.during({ name: `${door} check balance`, atDoor: true }, () =>
        charging.hasEnough(subscriber, amount),
      ),
    charge: (request) =>
      tracing.during(
        {
          name: `${door} ${request.step}`,
          atDoor: true,
          attributes: attributesOf(request),
          outcome: (answered) => ({
            'largesse.outcome': answered.ok
              ? answered.value.services.map(({ result }) => result)
              : [answered.refusal.code],
          }),
        },
        () => tracing.during({ name: 'charging' }, () => charging.charge(request)),
      ),
  };
}

/** Nothing of it says who the subscriber is. */
const attributesOf = (request: ChargingRequest) => ({
  'largesse.network_element': request.networkElement,
  'largesse.request_number': request.requestNumber,
  'largesse.rating_groups': request.services.map(({ ratingGroup }) => ratingGroup ?? -1),
});

const codeOf = (thrown: unknown): string => (thrown instanceof Fault ? thrown.code : 'bug');

/** Connections to PostgreSQL: how many there are, how many are idle, and who waits for one. */
export function watchPool(metrics: Metrics, pool: Pool): void {
  metrics.watch(
    'largesse_pool_connections',
    { help: 'Connections to PostgreSQL, without the ledger’s own', labels: ['state'] },
    () => [
      { labels: { state: 'busy' }, value: pool.totalCount - pool.idleCount },
      { labels: { state: 'idle' }, value: pool.idleCount },
    ],
  );
  metrics.watch('largesse_pool_waiting', { help: 'Whoever waits for such a connection' }, () => [
    { value: pool.waitingCount },
  ]);
}

/** Measures and traces the requests of every app that is made while `work` runs. */
export async function observingApps<Value>(
  observation: Observation,
  work: () => Promise<Value>,
): Promise<Value> {
  const made = (message: unknown): void =>
    observeRequests((message as Initialized).fastify, observation);
  subscribe('fastify.initialization', made);
  try {
    return await work();
  } finally {
    unsubscribe('fastify.initialization', made);
  }
}
