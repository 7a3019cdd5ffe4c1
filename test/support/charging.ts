// Charging on a test store, with time in the test's hands.

import assert from 'node:assert/strict';
import { createChargingCatalog, type ChargingCatalog } from '../../src/catalog/public.ts';
import {
  createCharging,
  createSettings,
  type Charging,
  type ChargingMeter,
  type ChargingRequest,
  type ServiceAnswer,
  type Settings,
} from '../../src/charging/public.ts';
import type { Store } from '../../src/db/public.ts';
import { octets, SECOND, type Octets } from '../../src/kernel/public.ts';
import type { AccountChange, Ledger } from '../../src/ledger/public.ts';
import { createServedLines, type Line } from '../../src/subscribers/public.ts';
import { createTestCarrier, TEST_POLICY, type TestCarrier } from './carrier.ts';
import { openTestStore } from './store.ts';

export const MB = 1_000_000;

export type Say = (
  requestNumber: number,
  step: ChargingRequest['step'],
  /** Used octets, and wanted ones, by rating group. */
  services: { readonly [ratingGroup: number]: readonly [number, number | 'any' | 'nothing'] },
) => ReturnType<Charging['charge']>;

export type ChargingWorld = {
  readonly store: Store;
  readonly carrier: TestCarrier;
  readonly catalog: ChargingCatalog;
  readonly settings: Settings;
  readonly charging: Charging;
  readonly clock: { now(): number };
  pass(milliseconds: number): void;
  /** Charging as another process would have it. */
  chargingOn(ledger: Ledger, meter?: ChargingMeter): Charging;
  /** A new session of a line; what it says is told to charging. */
  session(line: Line, about?: Partial<ChargingRequest>): Say;
  /** Puts rules, and lets them become known. */
  putRules(planId: string | null, rules: unknown): Promise<void>;
  available(line: Line): Promise<number>;
  /** Audits, and drops the store. */
  close(): Promise<void>;
};

export async function createChargingWorld(
  changed?: (changes: readonly AccountChange[]) => void,
): Promise<ChargingWorld> {
  let now = Date.parse('2026-11-22T12:00:00Z');
  const clock = { now: () => now };
  const store = await openTestStore();
  const carrier = await createTestCarrier(store, clock, TEST_POLICY, changed);
  const catalog = createChargingCatalog(store, clock);
  const settings = createSettings({ read: catalog.settings, clock });
  const lines = createServedLines(store, clock);
  const chargingOn: ChargingWorld['chargingOn'] = (ledger, meter = {}) =>
    createCharging({ ledger, lines, settings, clock, meter });
  const charging = chargingOn(carrier.ledger);
  let sessions = 0;
  return {
    store,
    carrier,
    catalog,
    settings,
    charging,
    chargingOn,
    clock,
    pass(milliseconds) {
      now += milliseconds;
    },
    session(line, about = {}) {
      sessions += 1;
      const sessionId = `smf.test;${sessions}`;
      return (requestNumber, step, services) =>
        charging.charge({
          sessionId,
          requestNumber,
          step,
          subscriber: { imsi: line.imsi },
          services: Object.entries(services).map(([group, [used, want]]) => ({
            ratingGroup: Number(group),
            usedOctets: octets(used),
            requestedOctets: typeof want === 'number' ? octets(want) : want,
          })),
          networkElement: 'smf.test',
          contact: `test ${sessionId}`,
          ...about,
        });
    },
    async putRules(planId, rules) {
      const put = await catalog.putRules(planId, rules);
      assert.ok(put.ok, JSON.stringify(put));
      // The first to ask after some seconds has them read again, and is answered by what was known before.
      const before = await settings.current();
      now += 10 * SECOND;
      while ((await settings.current()) === before) await new Promise(setImmediate);
    },
    async available(line) {
      const balance = await carrier.ledger.balance(line.accountId);
      assert.ok(balance.ok);
      return balance.value.availableOctets;
    },
    async close() {
      const report = await carrier.ledger.audit();
      assert.deepEqual(report.breaks, []);
      await carrier.ledger.close();
      await store.close();
    },
  };
}

/** `granted 5 MB`, `granted 1 MB last redirect`, `limit_reached restrict`, or the refusal's code; by service. */
export function said(outcome: Awaited<ReturnType<Charging['charge']>>): string {
  if (!outcome.ok) return outcome.refusal.code;
  return outcome.value.services.map(saidOf).join(', ');
}

function saidOf(service: ServiceAnswer): string {
  const final = 'finalUnit' in service ? service.finalUnit : null;
  const action = final === null ? '' : ` ${final.action}`;
  return service.result === 'granted'
    ? `granted ${service.grantedOctets / MB} MB${action}`
    : `${service.result}${action}`;
}

export const grantedIn = (outcome: Awaited<ReturnType<Charging['charge']>>): Octets => {
  const service = outcome.ok ? outcome.value.services[0] : undefined;
  return service?.result === 'granted' ? service.grantedOctets : octets(0);
};
