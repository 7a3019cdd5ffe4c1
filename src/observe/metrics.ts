// The metrics of one process, in Prometheus's text format. Names and labels are part of what Largesse
// promises: docs/operating/observe.md lists them, and dashboards stand on them.

import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { messageMeter } from './message-metrics.ts';
import type {
  AppMeter,
  ChargingMeter,
  DoorMeter,
  LedgerMeter,
  MessageMeter,
  TellingMeter,
} from './meters.ts';

export type Sample = { readonly labels?: Readonly<Record<string, string>>; readonly value: number };

export type Metrics = {
  readonly gy: DoorMeter;
  readonly nchf: DoorMeter;
  readonly app: AppMeter;
  readonly ledger: LedgerMeter;
  readonly charging: ChargingMeter;
  readonly telling: TellingMeter;
  readonly messages: MessageMeter;
  /**
   * A number that somebody else knows, read at each scrape. Where reading it fails, or takes longer than
   * its scrape may, the number is left out rather than made up.
   */
  watch(
    name: string,
    about: { readonly help: string; readonly labels?: readonly string[] },
    read: () => readonly Sample[],
  ): void;
  /** What a scrape is answered. */
  text(): Promise<{ readonly contentType: string; readonly body: string }>;
};

/** Around a millisecond the network feels nothing; at ten seconds (Tx) it gives up. */
const DOOR_BUCKETS = [
  0.000_5, 0.001, 0.002, 0.003, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
];
/** From commit to a session told; a second is what a person is promised. */
const TELLING_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 15, 60];
const BATCH_SIZE_BUCKETS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000];

/** Labels come from outside at times; beyond so many of one kind they are no longer told apart. */
const MOST_LABELS = 64;

export function createMetrics(options: { readonly ofProcess?: boolean } = {}): Metrics {
  const registry = new Registry();
  const registers = [registry];
  if (options.ofProcess !== false) collectDefaultMetrics({ register: registry });
  return {
    gy: doorMeter(registry, 'gy'),
    nchf: doorMeter(registry, 'nchf'),
    app: appMeter(registry),
    ledger: ledgerMeter(registry),
    charging: chargingMeter(registry),
    telling: tellingMeter(registry),
    messages: messageMeter(registry, boundedLabels()),
    watch(name, { help, labels = [] }, read) {
      const gauge = new Gauge({
        name,
        help,
        labelNames: [...labels],
        registers,
        collect() {
          gauge.reset();
          for (const sample of readOr(read)) gauge.set(sample.labels ?? {}, sample.value);
        },
      });
    },
    text: async () => ({ contentType: registry.contentType, body: await registry.metrics() }),
  };
}

function readOr(read: () => readonly Sample[]): readonly Sample[] {
  try {
    return read();
  } catch {
    return [];
  }
}

function doorMeter(registry: Registry, door: 'gy' | 'nchf'): DoorMeter {
  const registers = [registry];
  const labelNames = ['command', 'result'];
  const answered = new Histogram({
    name: `largesse_${door}_answer_seconds`,
    help: `Requests that the ${door} door answered, from their last octet to their answer`,
    labelNames,
    buckets: DOOR_BUCKETS,
    registers,
  });
  const asked = new Histogram({
    name: `largesse_${door}_ask_seconds`,
    help: `Requests that the ${door} door made of its own accord, from sending to their answer`,
    labelNames,
    buckets: DOOR_BUCKETS,
    registers,
  });
  const commands = boundedLabels();
  const results = boundedLabels();
  return {
    answered: (command, result, seconds) =>
      answered.observe({ command: commands(command), result: results(String(result)) }, seconds),
    asked: (command, result, seconds) =>
      asked.observe({ command: commands(command), result: results(result) }, seconds),
  };
}

function appMeter(registry: Registry): AppMeter {
  const answered = new Histogram({
    name: 'largesse_app_answer_seconds',
    help: 'Requests that the app door answered, by route',
    labelNames: ['route', 'method', 'status'],
    buckets: DOOR_BUCKETS,
    registers: [registry],
  });
  const bounded = boundedLabels();
  return {
    answered: (route, method, status, seconds) =>
      answered.observe({ route: bounded(route), method, status }, seconds),
  };
}

function ledgerMeter(registry: Registry): LedgerMeter {
  const registers = [registry];
  const answered = new Histogram({
    name: 'largesse_ledger_command_seconds',
    help: 'Commands that the ledger answered, waiting for their batch included',
    labelNames: ['command', 'outcome'],
    buckets: DOOR_BUCKETS,
    registers,
  });
  const batch = new Histogram({
    name: 'largesse_ledger_batch_seconds',
    help: 'Batches of the ledger: one transaction each',
    buckets: DOOR_BUCKETS,
    registers,
  });
  const commands = new Histogram({
    name: 'largesse_ledger_batch_commands',
    help: 'Commands in one batch of the ledger',
    buckets: BATCH_SIZE_BUCKETS,
    registers,
  });
  const races = new Counter({
    name: 'largesse_ledger_races_lost_total',
    help: 'Batches tried again because another process changed one of their rows meanwhile',
    registers,
  });
  return {
    answered: (command, outcome, seconds) => answered.observe({ command, outcome }, seconds),
    batch(count, seconds) {
      batch.observe(seconds);
      commands.observe(count);
    },
    raceLost: () => races.inc(),
  };
}

function chargingMeter(registry: Registry): ChargingMeter {
  const registers = [registry];
  const free = new Counter({
    name: 'largesse_free_octets_total',
    help: 'Octets used of traffic that costs nothing',
    registers,
  });
  const overrun = new Counter({
    name: 'largesse_overrun_octets_total',
    help: 'Octets that the network let through beyond all that their lines had',
    registers,
  });
  return { free: (octets) => free.inc(octets), overrun: (octets) => overrun.inc(octets) };
}

function tellingMeter(registry: Registry): TellingMeter {
  const told = new Histogram({
    name: 'largesse_reauthorization_seconds',
    help: 'Open sessions told that their line has changed, from the commit of the change',
    labelNames: ['result'],
    buckets: TELLING_BUCKETS,
    registers: [registry],
  });
  return { told: (seconds, result = 'told') => told.observe({ result }, seconds) };
}

/** A metric has a line for each label it ever saw, so what strangers may say is bounded. */
function boundedLabels(): (label: string) => string {
  const seen = new Set<string>();
  return (label) => {
    if (seen.has(label)) return label;
    if (seen.size >= MOST_LABELS) return 'other';
    seen.add(label);
    return label;
  };
}
