// What the 5G doors take and say, checked against the published files of TS 32.291 and TS 29.594: in
// examples, and in sessions that are generated from our own shapes.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { referenceIn, type NchfClientAnswer } from '../../src/interfaces/nchf/public.ts';
import type { Line } from '../../src/subscribers/public.ts';
import {
  openNchfScene,
  openNetworkFunction,
  pduSession,
  unit,
  type NchfScene,
  type NetworkFunction,
} from '../support/nchf.ts';
import { arbitraryOf } from './arbitrary.ts';
import { chargingDataRequest, oneTimeEvent, spendingLimitContext } from './nchf-shapes.ts';
import { missing, readPublished, type Published } from './published.ts';

const CHARGING_FILE = 'nchf-convergedcharging.Rel-17.bundled.yaml';
const LIMITS_FILE = 'nchf-spendinglimitcontrol.Rel-17.bundled.yaml';
const skip = missing(CHARGING_FILE) || missing(LIMITS_FILE);
const RUNS = 300;

let scene: NchfScene;
let network: NetworkFunction;
let charging: Published;
let limits: Published;
let lines: readonly Line[];

before(async () => {
  if (skip !== false) return;
  charging = readPublished(CHARGING_FILE);
  limits = readPublished(LIMITS_FILE);
  scene = await openNchfScene();
  network = await openNetworkFunction();
  lines = [
    await scene.carrier.line({ gigabytes: 5_000 }),
    await scene.carrier.line({ gigabytes: 0.01 }),
    await scene.carrier.line(),
    await scene.carrier.line({ gigabytes: 1, status: 'suspended' }),
    await scene.carrier.line({ gigabytes: 1, status: 'closed' }),
  ];
});
after(async () => {
  if (skip !== false) return;
  assert.equal((await scene.carrier.ledger.audit()).conserved, true);
  await network.close();
  await scene.close();
});

/** It says that it was sent before, which a generated one was not. */
const isRepeated = (body: object): boolean =>
  'retransmissionIndicator' in body && body.retransmissionIndicator === true;

const PATHS = {
  create: '/chargingdata',
  update: '/chargingdata/{ChargingDataRef}/update',
  release: '/chargingdata/{ChargingDataRef}/release',
} as const;

function checkCharged(operation: keyof typeof PATHS, answer: NchfClientAnswer): void {
  const { status, headers, text, body } = answer;
  assert.ok(charging.knows(PATHS[operation], 'post', status), `${operation} ${status}`);
  assert.ok(status < 500, `${operation} ${text}`);
  if (status >= 400) {
    assert.equal(headers['content-type'], 'application/problem+json');
    charging.check('ProblemDetails', body);
    assert.equal(body['status'], status);
    return;
  }
  assert.equal(status, { create: 201, update: 200, release: 204 }[operation]);
  if (operation === 'release') assert.equal(text, '');
  else {
    assert.equal(headers['content-type'], 'application/json');
    charging.check('ChargingDataResponse', body);
  }
}

const anyLine = fc.nat({ max: 5 }).map((index) => ({ index }));
const request = arbitraryOf(chargingDataRequest);

/** A request as it goes out: checked to be what the published file calls one. */
function asked(index: number, sequence: number, body: object): object {
  const line = lines[index];
  const whole = {
    ...body,
    subscriberIdentifier: line === undefined ? 'imsi-999990000000000' : `imsi-${line.imsi}`,
    invocationSequenceNumber: sequence,
    notifyUri: `${network.root}/notify`,
  };
  charging.check('ChargingDataRequest', whole);
  return whole;
}

test('generated sessions: every request is as published, and so is every answer', { skip }, () =>
  fc.assert(
    fc.asyncProperty(
      anyLine,
      request,
      fc.array(request, { maxLength: 3 }),
      request,
      async ({ index }, begin, updates, end) => {
        const made = await scene.client.create(asked(index, 0, begin));
        checkCharged('create', made);
        // What the published file allows is read; only what it asks for may be refused.
        if (made.status === 400 && !isRepeated(begin))
          assert.equal(made.body.cause, 'CHARGING_FAILED');
        const reference = made.status === 201 ? referenceIn(made) : 'none';
        for (const [at, body] of updates.entries()) {
          const update = asked(index, at + 1, body);
          const first = await scene.client.update(reference, update);
          checkCharged('update', first);
          const again = await scene.client.update(reference, update);
          assert.deepEqual([again.status, again.text], [first.status, first.text]);
        }
        checkCharged(
          'release',
          await scene.client.release(reference, asked(index, updates.length + 1, end)),
        );
      },
    ),
    { numRuns: RUNS },
  ),
);

test('generated one-time events are answered as published', { skip }, () =>
  fc.assert(
    fc.asyncProperty(
      anyLine,
      request,
      arbitraryOf(oneTimeEvent),
      async ({ index }, begin, event) => {
        checkCharged('create', await scene.client.create(asked(index, 0, { ...begin, ...event })));
      },
    ),
    { numRuns: RUNS },
  ),
);

test('generated subscriptions are answered as published', { skip }, () =>
  fc.assert(
    fc.asyncProperty(anyLine, arbitraryOf(spendingLimitContext), async ({ index }, context) => {
      const line = lines[index];
      const body = {
        ...context,
        supi: line === undefined ? 'imsi-999990000000000' : `imsi-${line.imsi}`,
        notifUri: `${network.root}/pcf`,
      };
      limits.check('SpendingLimitContext', body);
      const made = await scene.client.subscribe(body);
      assert.ok(limits.knows('/subscriptions', 'post', made.status));
      limits.check(made.status === 201 ? 'SpendingLimitStatus' : 'ProblemDetails', made.body);
      if (made.status !== 201) return;
      const one = '/subscriptions/{subscriptionId}';
      const modified = await scene.client.modify(referenceIn(made), body);
      assert.ok(limits.knows(one, 'put', modified.status));
      limits.check(
        modified.status === 200 ? 'SpendingLimitStatus' : 'ProblemDetails',
        modified.body,
      );
      assert.equal((await scene.client.unsubscribe(referenceIn(made))).status, 204);
    }),
    { numRuns: 100 },
  ),
);

test(
  'examples: a session as an SMF has it, and what the network is told of it',
  { skip },
  async () => {
    const line = await scene.carrier.line({ gigabytes: 20 });
    const begin = {
      ...pduSession(line, `${network.root}/told`),
      supportedFeatures: '5',
      multipleUnitUsage: [unit(1, { ask: 'any' }), unit(9, { ask: 1_000 }), unit(77, { ask: 5 })],
    };
    charging.check('ChargingDataRequest', begin);
    const made = await scene.client.create(begin);
    checkCharged('create', made);
    const [session] = await scene.carrier.ledger.sessionsOf([line.accountId]);
    assert.ok(session?.contact != null);
    const open = { sessionId: session.session, contact: session.contact };
    network.told.length = 0;
    await scene.door.sessions.reauthorize(open);
    await scene.door.sessions.abort(open);
    assert.equal(network.told.length, 2);
    for (const { body } of network.told) charging.check('ChargingNotifyRequest', body);
  },
);

test('examples: what a subscriber is told of a counter, and of its end', { skip }, async () => {
  const line = await scene.carrier.line();
  const made = await scene.client.subscribe({
    supi: `imsi-${line.imsi}`,
    notifUri: `${network.root}/pcf`,
    notifId: 'n',
  });
  assert.equal(made.status, 201);
  network.told.length = 0;
  await scene.carrier.grant(line, 20);
  for (let tries = 0; network.told.length === 0 && tries < 400; tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 10));
  assert.equal(network.told[0]?.path, '/pcf/notify');
  limits.check('SpendingLimitStatus', network.told[0]?.body);
  await scene.carrier.directory.setStatus(line.accountId, 'closed');
  await scene.door.lookOver();
  const left = network.told.find(({ path }) => path === '/pcf/terminate');
  limits.check('SubscriptionTerminationInfo', left?.body);
});
