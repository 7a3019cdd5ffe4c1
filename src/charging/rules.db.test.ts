// Final units, networks abroad, free traffic: what the carrier's data makes of a session.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createChargingWorld, MB, said, type ChargingWorld } from '../../test/support/charging.ts';
import type { Octets } from '../kernel/public.ts';

let world: ChargingWorld;
const FREE = 7;
const PAGE = 'https://app.example/{language}/more?plan={plan}';

before(async () => {
  world = await createChargingWorld();
  const name = { en: 'Own app', fr: 'Notre application' };
  await world.carrier.catalog.putRatingGroup({ ratingGroup: FREE, name, scope: 'free' });
});
after(() => world.close());

test('a line that ends is sent to the page of its language, and opens a session also when empty', async () => {
  await world.putRules(null, { finalUnit: { action: 'redirect', urlTemplate: PAGE } });
  const line = await world.carrier.line({ gigabytes: 0.0008, language: 'fr' });
  const say = world.session(line);
  const first = await say(0, 'initial', { 1: [0, 'any'] });
  assert.equal(said(first), 'granted 0.8 MB redirect');
  assert.ok(first.ok && first.value.services[0]?.result === 'granted');
  assert.deepEqual(first.value.services[0].finalUnit, {
    action: 'redirect',
    url: 'https://app.example/fr/more?plan=giving',
  });
  assert.equal(said(await say(1, 'update', { 1: [0.8 * MB, 'any'] })), 'limit_reached redirect');

  const again = world.session(line);
  assert.equal(said(await again(0, 'initial', { 1: [0, 'any'] })), 'limit_reached redirect');
  assert.equal((await world.carrier.ledger.sessionsOf([line.accountId])).length, 2);
  await world.carrier.grant(line, 0.004);
  // The first session waits as well, and a smallest slice is for both.
  assert.equal(said(await again(1, 'update', { 1: [0, 'any'] })), 'granted 0.5 MB');
});

test('a plan does what its own rules say, and what they leave out as the carrier does', async () => {
  await world.putRules(null, { finalUnit: { action: 'terminate' } });
  await world.putRules('receiving-only', {
    finalUnit: { action: 'restrict', filterIds: ['messages-only'] },
  });
  const restricted = await world.carrier.line({ planId: 'receiving-only' });
  const ended = await world.carrier.line();
  const opened = async (line: typeof ended) =>
    said(await world.session(line)(0, 'initial', { 1: [0, 'any'] }));
  assert.equal(await opened(restricted), 'limit_reached restrict');
  assert.equal(await opened(ended), 'limit_reached');
  assert.deepEqual(await world.carrier.ledger.sessionsOf([ended.accountId]), []);
});

test('in a barred network nothing is served, and what was used until then is paid', async () => {
  await world.putRules('giving', {
    networks: {
      places: [
        { network: '250', is: 'barred' },
        { network: '310', is: 'included' },
      ],
      elsewhere: 'roaming',
    },
  });
  const line = await world.carrier.line({ gigabytes: 0.1 });
  const barred = world.session(line, { servingNetwork: '25001' });
  assert.equal(said(await barred(0, 'initial', { 1: [0, 'any'] })), 'service_denied');
  const say = world.session(line, { sessionId: 'moves' });
  assert.equal(said(await say(0, 'initial', { 1: [0, 10 * MB] })), 'granted 10 MB');
  const moved = world.session(line, { sessionId: 'moves', servingNetwork: '25001' });
  assert.equal(said(await moved(1, 'update', { 1: [4 * MB, 'any'] })), 'service_denied');
  assert.equal(said(await moved(2, 'final', { 1: [MB, 'nothing'] })), 'settled');
  assert.equal(await world.available(line), 95 * MB);
});

test('an included country uses octets for home, another only those for abroad', async () => {
  const line = await world.carrier.line();
  await world.carrier.grant(line, 0.004, { scope: 'domestic' });
  const from = async (servingNetwork: string) =>
    said(await world.session(line, { servingNetwork })(0, 'initial', { 1: [0, 'any'] }));
  assert.equal(await from('310260'), 'granted 1 MB');
  assert.equal(await from('26201'), 'limit_reached');
});

test('a session of free traffic alone opens, goes on and ends, of a line that has nothing', async () => {
  const line = await world.carrier.line();
  let free = 0;
  const charging = world.chargingOn(world.carrier.ledger, {
    free: (used: Octets) => {
      free += used;
    },
  });
  const say = (requestNumber: number, step: 'initial' | 'update' | 'final', used: number) =>
    charging.charge({
      sessionId: 'free',
      requestNumber,
      step,
      subscriber: { imsi: line.imsi },
      services: [{ ratingGroup: FREE, usedOctets: used as Octets, requestedOctets: 'any' }],
      networkElement: 'smf.test',
      contact: null,
    });
  assert.equal(said(await say(0, 'initial', 0)), 'granted 1000 MB');
  const first = await say(1, 'update', 900 * MB);
  assert.equal(said(first), 'granted 1000 MB');
  assert.deepEqual(await say(1, 'update', 900 * MB), first);
  assert.equal(said(await say(2, 'final', 5 * MB)), 'settled');
  assert.equal(said(await say(3, 'update', 0)), 'session_unknown');
  assert.equal(free, 1_805 * MB);
  const balance = await world.carrier.ledger.balance(line.accountId);
  assert.ok(balance.ok);
  assert.deepEqual(balance.value.buckets, []);
});

test('free traffic goes on beside traffic that has ended, and that goes on when octets come', async () => {
  const line = await world.carrier.line({ gigabytes: 0.0005 });
  const say = world.session(line);
  assert.equal(
    said(await say(0, 'initial', { 1: [0, 'any'], [FREE]: [0, 'any'] })),
    'granted 0.5 MB terminate, granted 1000 MB',
  );
  assert.equal(
    said(await say(1, 'update', { 1: [0.5 * MB, 'any'], [FREE]: [MB, 'any'] })),
    'limit_reached, granted 1000 MB',
  );
  await world.carrier.grant(line, 0.016);
  assert.equal(said(await say(2, 'update', { 1: [0, 'any'] })), 'granted 2 MB');
  const empty = world.session(await world.carrier.line());
  assert.equal(
    said(await empty(0, 'initial', { 1: [0, 'any'], [FREE]: [0, 'any'] })),
    'limit_reached, granted 1000 MB',
  );
  assert.equal(said(await empty(1, 'final', { [FREE]: [MB, 'nothing'] })), 'settled');
});

test('an event of free traffic is granted, and leaves no session', async () => {
  const line = await world.carrier.line();
  const say = world.session(line);
  assert.equal(said(await say(0, 'event', { [FREE]: [0, 5 * MB] })), 'granted 5 MB');
  assert.equal(said(await say(1, 'update', { [FREE]: [0, 'any'] })), 'session_unknown');
});

test('a suspended line has no free traffic either', async () => {
  const line = await world.carrier.line({ status: 'suspended' });
  const say = world.session(line);
  assert.equal(said(await say(0, 'initial', { [FREE]: [0, 'any'] })), 'service_denied');
});

test('a rating group that is given a price is served some seconds later, without a restart', async () => {
  const line = await world.carrier.line({ gigabytes: 0.008 });
  const name = { en: 'Video', fr: 'Vidéo' };
  const open = async () => said(await world.session(line)(0, 'initial', { 44: [0, 'any'] }));
  assert.equal(await open(), 'rating_failed');
  await world.carrier.catalog.putRatingGroup({ ratingGroup: 44, name, scope: 'by_location' });
  await world.putRules(null, {});
  assert.equal(await open(), 'granted 1 MB');
});
