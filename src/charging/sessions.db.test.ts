// Sessions as networks run them: several services, several at once, and those that are given up.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createChargingWorld, MB, said, type ChargingWorld } from '../../test/support/charging.ts';
import { DAY, HOUR, MINUTE, octets, SECOND } from '../kernel/public.ts';
import { REPORT_MARGIN } from './charging.ts';
import { DEFAULT_QUOTA } from './quota.ts';

let world: ChargingWorld;
before(async () => {
  world = await createChargingWorld();
});
after(() => world.close());

test('an initial request without services opens a session, whose services come with updates', async () => {
  const line = await world.carrier.line({ gigabytes: 0.08 });
  const say = world.session(line);
  const opened = await say(0, 'initial', {});
  assert.ok(opened.ok);
  assert.deepEqual(opened.value.services, []);
  assert.equal(said(await say(1, 'update', { 1: [0, 'any'] })), 'granted 10 MB');
  assert.equal(
    said(await say(2, 'update', { 1: [10 * MB, 'any'], 9: [0, 4 * MB] })),
    'granted 8.75 MB, granted 4 MB',
  );
  assert.equal(
    said(await say(3, 'final', { 1: [MB, 'nothing'], 9: [MB, 'nothing'] })),
    'settled, settled',
  );
  assert.equal(await world.available(line), 68 * MB);
});

test('a service that an update does not name keeps its grant', async () => {
  const line = await world.carrier.line({ gigabytes: 0.08 });
  const say = world.session(line);
  await say(0, 'initial', { 1: [0, 10 * MB], 9: [0, 5 * MB] });
  await say(1, 'update', { 9: [5 * MB, 'nothing'] });
  assert.equal(await world.available(line), 65 * MB);
  await say(2, 'final', {});
  assert.equal(await world.available(line), 75 * MB);
});

test('sessions that share a line are granted shares divided by how many they are', async () => {
  const line = await world.carrier.line({ gigabytes: 0.64 });
  const grants: string[] = [];
  for (let device = 0; device < 3; device += 1)
    grants.push(said(await world.session(line)(0, 'initial', { 1: [0, 'any'] })));
  assert.deepEqual(grants, ['granted 80 MB', 'granted 35 MB', 'granted 21.875 MB']);
});

test('a session that sleeps without octets does not make the slices of another smaller', async () => {
  const line = await world.carrier.line({ gigabytes: 0.64 });
  const tablet = world.session(line);
  const phone = world.session(line);
  await tablet(0, 'initial', { 1: [0, 'any'] });
  await tablet(1, 'update', { 1: [0, 'nothing'] });
  assert.equal(said(await phone(0, 'initial', { 1: [0, 'any'] })), 'granted 40 MB');
  world.pass(10 * MINUTE);
  assert.equal(said(await phone(1, 'update', { 1: [0, 'any'] })), 'granted 80 MB');
});

test('a session that the network gave up is closed when validity and margin have passed, and its hold goes back', async () => {
  const line = await world.carrier.line({ gigabytes: 0.8 });
  const say = world.session(line);
  assert.equal(said(await say(0, 'initial', { 1: [0, 'any'] })), 'granted 100 MB');
  world.pass(DEFAULT_QUOTA.validitySeconds * SECOND + REPORT_MARGIN - SECOND);
  await world.carrier.ledger.sweep();
  assert.equal(await world.available(line), 700 * MB);
  world.pass(SECOND);
  await world.carrier.ledger.sweep();
  assert.equal(await world.available(line), 800 * MB);
  // The last report may come late: it is charged for a day, and then the session is closed.
  assert.equal(said(await say(1, 'update', { 1: [60 * MB, 'nothing'] })), 'settled');
  assert.equal(await world.available(line), 740 * MB);
  world.pass(HOUR + 10 * MINUTE);
  await world.carrier.ledger.sweep();
  world.pass(DAY);
  await world.carrier.ledger.sweep();
  assert.equal(said(await say(2, 'update', { 1: [0, 'any'] })), 'session_unknown');
  assert.deepEqual(await world.carrier.ledger.sessionsOf([line.accountId]), []);
});

test('a line that ends lets its element through at most what it lets through of one smallest slice', async () => {
  // The worst that is called normal: each slice is exceeded by all of itself before the element stops.
  for (const gigabytes of [0.001, 0.0094, 0.05, 0.3]) {
    const line = await world.carrier.line({ gigabytes });
    let overrun = 0;
    const charging = world.chargingOn(world.carrier.ledger, {
      overrun: (beyond) => {
        overrun += beyond;
      },
    });
    let used = 0;
    for (let requestNumber = 0; requestNumber < 300; requestNumber += 1) {
      const answer = await charging.charge({
        sessionId: `overrun ${gigabytes}`,
        requestNumber,
        step: requestNumber === 0 ? 'initial' : 'update',
        subscriber: { imsi: line.imsi },
        services: [{ ratingGroup: 1, usedOctets: octets(used), requestedOctets: 'any' }],
        networkElement: 'smf.test',
        contact: null,
      });
      assert.ok(answer.ok);
      const service = answer.value.services[0];
      if (service?.result !== 'granted') break;
      used = 2 * service.grantedOctets;
    }
    assert.ok(overrun > 0, 'the element did let through more');
    assert.ok(overrun <= MB, `${overrun} octets were let through unpaid`);
    assert.equal(await world.available(line), 0);
  }
});
