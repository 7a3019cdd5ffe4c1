// What the bench's own clients cost, which is not the ledger's.

import { setImmediate as turn } from 'node:timers/promises';
import type { Executes } from './ledger-client.ts';
import type { Lines } from './lines.ts';
import { QUOTA_OCTETS, RATING_GROUP } from './sessions.ts';
import { ledgerWay, type Ground } from './ways.ts';
import { nothingAcknowledged } from './work.ts';

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
  const apart = { ...ground, acknowledged: nothingAcknowledged() };
  const { clients } = ledgerWay(apart, nobody, lines, 'nobody');
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
