import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createTestCarrier, GB, type TestCarrier } from '../../test/support/carrier.ts';
import { openTestStore } from '../../test/support/store.ts';
import { createChargingCatalog } from '../catalog/public.ts';
import type { Store } from '../db/public.ts';
import { octets, type Octets } from '../kernel/public.ts';
import { createLedger } from '../ledger/public.ts';
import { createServedLines, LINE_AGE_MILLISECONDS, type Line } from '../subscribers/public.ts';
import { createCharging, createSettings, type Charging, type ChargingRequest } from './public.ts';

let store: Store;
let carrier: TestCarrier;
let charging: Charging;
let now = Date.parse('2026-11-22T12:00:00Z');
const clock = { now: () => now };
const MB = 1_000_000;

const chargingOn = (ledger: TestCarrier['ledger']): Charging =>
  createCharging({
    ledger,
    lines: createServedLines(store, clock),
    settings: createSettings({ read: createChargingCatalog(store, clock).settings, clock }),
    clock,
  });

before(async () => {
  store = await openTestStore();
  carrier = await createTestCarrier(store, clock);
  charging = chargingOn(carrier.ledger);
});
after(async () => {
  assert.equal((await carrier.ledger.audit()).conserved, true);
  await carrier.ledger.close();
  await store.close();
});

let sessions = 0;
function session(line: Line, about: Partial<ChargingRequest> = {}) {
  sessions += 1;
  const sessionId = `smf.test;${sessions}`;
  return (
    requestNumber: number,
    step: ChargingRequest['step'],
    used: number,
    want: Octets | 'any' | 'nothing',
    ratingGroup: number | null = 1,
  ) =>
    charging.charge({
      sessionId,
      requestNumber,
      step,
      subscriber: { imsi: line.imsi, msisdn: line.msisdn },
      services: [{ ratingGroup, usedOctets: octets(used), requestedOctets: want }],
      networkElement: 'smf.test',
      contact: null,
      ...about,
    });
}
const result = (outcome: Awaited<ReturnType<Charging['charge']>>): string => {
  if (!outcome.ok) return outcome.refusal.code;
  const service = outcome.value.services[0];
  return service?.result === 'granted'
    ? `granted ${service.grantedOctets / MB} MB${service.finalUnit === null ? '' : ` ${service.finalUnit.action}`}`
    : (service?.result ?? 'no service');
};

test('a line with plenty is granted an eighth, one near its end ever less, and the last slice is marked', async () => {
  const line = await carrier.line({ gigabytes: 0.02 });
  const say = session(line);
  assert.equal(result(await say(0, 'initial', 0, 'any')), 'granted 2.5 MB');
  assert.equal(result(await say(1, 'update', 2.5 * MB, 'any')), 'granted 2.1875 MB');
  assert.equal(result(await say(2, 'update', 17 * MB, 'any')), 'granted 0.5 MB terminate');
  assert.equal(result(await say(3, 'update', 0.5 * MB, 'any')), 'limit_reached');
  assert.equal(result(await say(4, 'final', 0, 'nothing')), 'settled');
});

test('no more is granted than was asked for', async () => {
  const line = await carrier.line({ gigabytes: 20 });
  assert.equal(result(await session(line)(0, 'initial', 0, octets(3 * MB))), 'granted 3 MB');
});

test('an empty line is told that the limit is reached, and opens no session', async () => {
  const line = await carrier.line();
  const say = session(line);
  assert.equal(result(await say(0, 'initial', 0, 'any')), 'limit_reached');
  assert.equal(result(await say(1, 'update', 0, 'any')), 'session_unknown');
});

test('a repeat is answered alike and charged once, also by another process after a restart', async () => {
  const line = await carrier.line({ gigabytes: 1 });
  const say = session(line);
  await say(0, 'initial', 0, octets(10 * MB));
  const first = await say(1, 'update', 7 * MB, octets(10 * MB));
  assert.deepEqual(await say(1, 'update', 7 * MB, octets(10 * MB)), first);
  const started = charging;
  charging = chargingOn(createLedger({ store, clock }));
  assert.deepEqual(await say(1, 'update', 7 * MB, octets(10 * MB)), first);
  charging = started;
  assert.equal(result(await say(2, 'final', 3 * MB, 'nothing')), 'settled');
  const balance = await carrier.ledger.balance(line.accountId);
  assert.ok(balance.ok);
  assert.equal(balance.value.availableOctets, GB - 10 * MB);
});

test('a request out of order is refused with the last number', async () => {
  const line = await carrier.line({ gigabytes: 1 });
  const say = session(line);
  await say(0, 'initial', 0, 'any');
  await say(2, 'update', 0, 'any');
  assert.deepEqual(await say(1, 'update', 0, 'any'), {
    ok: false,
    refusal: { code: 'request_out_of_order', lastRequestNumber: 2 },
  });
  assert.equal(result(await say(3, 'initial', 0, 'any')), 'request_out_of_order');
});

test('a stranger, or an IMSI with the number of another line, is unknown', async () => {
  const line = await carrier.line({ gigabytes: 1 });
  const other = await carrier.line({ gigabytes: 1 });
  const named = (subscriber: ChargingRequest['subscriber']) =>
    session(line, { subscriber })(0, 'initial', 0, 'any');
  assert.equal(result(await named({ imsi: '999990000000000' })), 'user_unknown');
  assert.equal(result(await named({ imsi: line.imsi, msisdn: other.msisdn })), 'user_unknown');
  assert.match(result(await named({ msisdn: line.msisdn })), /^granted/);
  assert.equal(result(await named({})), 'user_unknown');
});

test('a suspended line is denied, a closed one rejected, and both pay for what they used', async () => {
  for (const [status, code] of [
    ['suspended', 'service_denied'],
    ['closed', 'authorization_rejected'],
  ] as const) {
    const line = await carrier.line({ gigabytes: 1 });
    const say = session(line);
    await say(0, 'initial', 0, 'any');
    await carrier.directory.setStatus(line.accountId, status);
    now += LINE_AGE_MILLISECONDS;
    assert.equal(result(await say(1, 'update', 5 * MB, 'any')), code);
    assert.equal(result(await session(line)(0, 'initial', 0, 'any')), code);
    assert.equal(result(await say(2, 'final', 2 * MB, 'nothing')), 'settled');
    const balance = await carrier.ledger.balance(line.accountId);
    assert.ok(balance.ok);
    assert.equal(balance.value.availableOctets, GB - 7 * MB);
    assert.equal(balance.value.heldOctets, 0);
  }
});

test('a rating group without a price fails, and the others are served', async () => {
  const line = await carrier.line({ gigabytes: 1 });
  const outcome = await session(line, {
    services: [
      { ratingGroup: 77, usedOctets: octets(0), requestedOctets: 'any' },
      { ratingGroup: null, usedOctets: octets(0), requestedOctets: 'any' },
    ],
  })(0, 'initial', 0, 'any');
  assert.ok(outcome.ok);
  assert.deepEqual(
    outcome.value.services.map((service) => service.result),
    ['rating_failed', 'granted'],
  );
  assert.equal(result(await session(line)(0, 'initial', 0, 'any', 77)), 'rating_failed');
});

test('roaming and hotspot traffic take their own octets first, and never what is bound to another', async () => {
  const line = await carrier.line();
  await carrier.grant(line, 0.004, { scope: 'roaming' });
  await carrier.grant(line, 0.003, { scope: 'hotspot' });
  const abroad = session(line, { servingNetwork: '20801' });
  assert.equal(result(await abroad(0, 'initial', 0, octets(9 * MB))), 'granted 1 MB');
  assert.equal(
    result(await session(line, { servingNetwork: '00101' })(0, 'initial', 0, 'any')),
    'limit_reached',
  );
  // It shares with the first: a smallest slice for two.
  assert.equal(result(await session(line)(0, 'initial', 0, octets(9 * MB), 9)), 'granted 0.5 MB');
});

test('whether there is enough is told without holding anything', async () => {
  const line = await carrier.line({ gigabytes: 1 });
  const ask = (amount: number) => charging.hasEnough({ imsi: line.imsi }, octets(amount));
  assert.deepEqual(await ask(GB), { ok: true, value: true });
  assert.deepEqual(await ask(GB + 1), { ok: true, value: false });
  await carrier.grant(line, 1, { scope: 'roaming' });
  assert.deepEqual(
    await ask(GB + 1),
    { ok: true, value: false },
    'octets for abroad are not for here',
  );
});
