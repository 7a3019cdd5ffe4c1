// Measures the three ways of working on one store: the ledger, the bare limit, the plain way. After each,
// the audit must find every octet, and every octet that was acknowledged as used or given.

import { setImmediate as turn } from 'node:timers/promises';
import type { PoolClient } from 'pg';
import { openHotPool, silentLog, type Store } from '../../src/db/public.ts';
import { systemClock } from '../../src/kernel/public.ts';
import type { Ledger } from '../../src/ledger/public.ts';
import { DEFAULT_LIMITS } from '../../src/ledger/lanes.ts';
import { createRandom } from '../workload/random.ts';
import { createBaselineClient } from './baseline-client.ts';
import { createBatches } from './batches.ts';
import { PLAIN_CONNECTIONS } from './bench-store.ts';
import { closedLoop, type Measured, type Period } from './closed-loop.ts';
import { createLedgerClient, type Executes } from './ledger-client.ts';
import { createLimitClients } from './limit-client.ts';
import { writeRows, type Rows } from './limit-statement.ts';
import type { Lines } from './lines.ts';
import { createMeters } from './meters.ts';
import { openLoop, type Paced } from './open-loop.ts';
import { QUOTA_OCTETS, RATING_GROUP } from './sessions.ts';
import type { Acknowledged, Client, Mix } from './work.ts';

export type Ground = {
  readonly store: Store;
  readonly mix: Mix;
  readonly clients: number;
  readonly period: Period;
  /** Of all ways together. */
  readonly acknowledged: Acknowledged;
};

export function ledgerClients(
  ground: Ground,
  ledger: Executes,
  lines: Lines,
  name: string,
): Client[] {
  return Array.from({ length: ground.clients }, (_, number) =>
    createLedgerClient({
      ledger,
      lines,
      mix: ground.mix,
      random: createRandom(number),
      clock: systemClock,
      acknowledged: ground.acknowledged,
      name,
      number,
    }),
  );
}

export async function measureLedger(ground: Ground, clients: readonly Client[]): Promise<Measured> {
  return closedLoop(clients, await createMeters(ground.store.pool), ground.period);
}

/** The same clients, at half of the peak. */
export const measureHalfRate = (
  ground: Ground,
  clients: readonly Client[],
  peakPerSecond: number,
): Promise<Paced> => openLoop(clients, peakPerSecond / 2, { ...ground.period, warmUpSeconds: 0.5 });

export async function measureLimit(ground: Ground, lines: Lines): Promise<Measured> {
  const { store, mix, acknowledged } = ground;
  const pool = openHotPool(store, {
    log: silentLog,
    connections: DEFAULT_LIMITS.batchesInFlight,
  });
  try {
    const batches = createBatches<Rows>(
      store.parts,
      (part, rows) => writeRows(pool, part, rows, systemClock.now()),
      DEFAULT_LIMITS,
    );
    const clients = createLimitClients({
      batches,
      lines,
      mix,
      random: createRandom(1),
      acknowledged,
      clock: systemClock,
      clients: ground.clients,
    });
    return await closedLoop(clients, await createMeters(store.pool), ground.period);
  } finally {
    await pool.end();
  }
}

export async function measureBaseline(ground: Ground, lines: Lines): Promise<Measured> {
  const { store, mix, acknowledged } = ground;
  const meters = await createMeters(store.pool);
  const connections: PoolClient[] = [];
  try {
    for (let count = 0; count < PLAIN_CONNECTIONS; count += 1)
      connections.push(await store.pool.connect());
    const clients = connections.map((client, number) =>
      createBaselineClient({
        client,
        lines,
        mix,
        random: createRandom(number),
        clock: systemClock,
        acknowledged,
        number,
      }),
    );
    return await closedLoop(clients, meters, ground.period);
  } finally {
    for (const client of connections) client.release(true);
  }
}

const CALIBRATION_SECONDS = 0.5;
const TURN_COMMANDS = 500;

/** What the clients themselves cost, in microseconds of processor a unit: they ask nobody, and are answered. */
export async function measureGenerator(ground: Ground, lines: Lines): Promise<number> {
  const answers = {
    charge: { slots: [{ slot: RATING_GROUP, grantedOctets: QUOTA_OCTETS, last: false }] },
    settle_gift: { parts: [] },
  };
  const waiting: (() => void)[] = [];
  const execute = (command: { name: string }) =>
    new Promise((resolve) => {
      const value = command.name === 'charge' ? answers.charge : answers.settle_gift;
      waiting.push(() => resolve({ ok: true, value }));
    });
  const nobody = { execute } as unknown as Executes;
  const apart = { charges: 0, gifts: 0, usedOctets: 0, givenOctets: 0 };
  const clients = ledgerClients({ ...ground, acknowledged: apart }, nobody, lines, 'nobody');
  const state = { stopped: false, units: 0 };
  const running = clients.map(async (client) => {
    while (!state.stopped) {
      await client.work();
      state.units += 1;
    }
  });
  const before = process.cpuUsage();
  const end = performance.now() + CALIBRATION_SECONDS * 1_000;
  while (!state.stopped || waiting.length > 0) {
    state.stopped ||= performance.now() >= end;
    for (const answer of waiting.splice(0, TURN_COMMANDS)) answer();
    await turn();
  }
  const { user, system } = process.cpuUsage(before);
  await Promise.all(running);
  return (user + system) / state.units;
}

export type Proof = {
  readonly conserved: boolean;
  /** Whether the store says of used and given octets what was acknowledged. */
  readonly accounted: boolean;
  readonly breaks: readonly string[];
};

export async function prove(ledger: Ledger, acknowledged: Acknowledged): Promise<Proof> {
  const { conserved, octets, breaks } = await ledger.audit();
  return {
    conserved,
    accounted:
      octets.used === String(acknowledged.usedOctets) &&
      octets.given === String(acknowledged.givenOctets) &&
      octets.overrun === '0' &&
      octets.inTransit === '0',
    breaks: breaks.map(
      ({ rule, accountId, subject }) =>
        `${rule}: account ${accountId ?? 'unknown'}, ${subject ?? ''}`,
    ),
  };
}
