import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { after, before, beforeEach, test } from 'node:test';
import {
  openNchfScene,
  openNetworkFunction,
  type NchfScene,
  type NetworkFunction,
} from '../../../../test/support/nchf.ts';
import { newId, octets } from '../../../kernel/public.ts';
import type { Line } from '../../../subscribers/public.ts';
import { createNchfClient, referenceIn } from '../client.ts';

let scene: NchfScene;
let pcf: NetworkFunction;

before(async () => {
  scene = await openNchfScene({ peers: { answerSeconds: 1 } });
  pcf = await openNetworkFunction();
});
after(async () => {
  await pcf.close();
  await scene.close();
});
beforeEach(() => {
  pcf.told.length = 0;
  pcf.status = 204;
});

const subscription = (line: Line, more: object = {}) => ({
  supi: `imsi-${line.imsi}`,
  notifUri: `${pcf.root}/pcf`,
  ...more,
});

async function until(fact: () => boolean): Promise<void> {
  const deadline = performance.now() + 8_000;
  while (!fact()) {
    if (performance.now() > deadline) throw new Error(`not so in time: ${String(fact)}`);
    await pause(5);
  }
}

/** Uses octets at once, as an event does. */
async function use(line: Line, amount: number): Promise<void> {
  const used = await scene.carrier.ledger.execute({
    name: 'charge',
    accountId: line.accountId,
    session: newId(Date.now()),
    sequence: 0,
    step: 'event',
    slots: [{ slot: 1, scope: 'domestic', usedOctets: octets(amount), wantedOctets: 'nothing' }],
    quota: { smallestOctets: octets(1), largestOctets: octets(1), shareDivisor: 1 },
    holdUntil: Date.now() + 1_000,
  });
  assert.ok(used.ok);
}

const statusesIn = (body: { statusInfos?: { [id: string]: { currentStatus: string } } }) =>
  Object.fromEntries(
    Object.entries(body.statusInfos ?? {}).map(([id, { currentStatus }]) => [id, currentStatus]),
  );

test('a subscriber learns the status of counters, and is told when one changes', async () => {
  const line = await scene.carrier.line({ gigabytes: 20 });
  const made = await scene.client.subscribe(
    subscription(line, { notifId: 'n1', supportedFeatures: '3' }),
  );
  assert.equal(made.status, 201);
  assert.match(
    made.headers.location ?? '',
    /^http:\/\/127\.0\.0\.1:\d+\/nchf-spendinglimitcontrol\/v1\/subscriptions\/[\w-]+$/,
  );
  const first = statusesIn(made.body);
  const [counterId] = Object.keys(first);
  assert.ok(counterId !== undefined);
  assert.equal(made.body['supportedFeatures'], '0');
  await use(line, 20_000_000_000);
  await until(() => pcf.told.length > 0);
  const told = pcf.told[0];
  assert.equal(told?.path, '/pcf/notify');
  const body = told?.body as { supi: string; notifId: string; statusInfos: object };
  assert.deepEqual([body.supi, body.notifId], [`imsi-${line.imsi}`, 'n1']);
  assert.notDeepEqual(statusesIn(body as never)[counterId], first[counterId]);
  pcf.told.length = 0;
  await scene.carrier.grant(line, 20);
  await until(() => pcf.told.length > 0);
  assert.equal(
    statusesIn(pcf.told[0]?.body as never)[counterId],
    first[counterId],
    'lifted at once',
  );
});

test('a subscription is modified, ended, and then unknown', async () => {
  const line = await scene.carrier.line({ gigabytes: 20 });
  const made = await scene.client.subscribe(subscription(line));
  const id = referenceIn(made);
  const [counterId] = Object.keys(statusesIn(made.body));
  const expiry = new Date(Date.now() + 60_000).toISOString();
  const modified = await scene.client.modify(
    id,
    subscription(line, { policyCounterIds: [counterId], expiry }),
  );
  assert.deepEqual([modified.status, modified.body['expiry']], [200, expiry]);
  assert.deepEqual(Object.keys(statusesIn(modified.body)), [counterId]);
  assert.equal((await scene.client.unsubscribe(id)).status, 204);
  for (const gone of [
    await scene.client.unsubscribe(id),
    await scene.client.modify(id, subscription(line)),
  ])
    assert.deepEqual([gone.status, gone.body.cause], [404, 'SUBSCRIPTION_NOT_FOUND']);
  await use(line, 20_000_000_000);
  await pause(100);
  assert.deepEqual(pcf.told, []);
});

test('each refusal has its cause', async () => {
  const line = await scene.carrier.line({ gigabytes: 20 });
  for (const [body, status, cause] of [
    [{}, 400, 'MANDATORY_IE_MISSING'],
    [subscription({ ...line, imsi: '999990000000000' }), 400, 'USER_UNKNOWN'],
    [
      subscription(line, { policyCounterIds: ['nobody-counts-this'] }),
      400,
      'UNKNOWN_POLICY_COUNTERS',
    ],
    [subscription(line, { policyCounterIds: [] }), 400, 'OPTIONAL_IE_INCORRECT'],
    [subscription(line, { expiry: '2020-01-01T00:00:00Z' }), 400, 'OPTIONAL_IE_INCORRECT'],
    [subscription(line, { notifUri: 'here' }), 400, 'MANDATORY_IE_INCORRECT'],
  ] as const) {
    const answer = await scene.client.subscribe(body);
    assert.deepEqual([answer.status, answer.body.cause], [status, cause]);
  }
  assert.equal((await scene.client.unsubscribe('zz-0123456789abcdef')).status, 404);
});

test('a change that the subscriber missed is told again, by a process that comes after', async () => {
  const line = await scene.carrier.line({ gigabytes: 20 });
  const first = await scene.another();
  const client = createNchfClient(`http://127.0.0.1:${first.port}`);
  assert.equal((await client.subscribe(subscription(line))).status, 201);
  await client.close();
  pcf.status = 503;
  await use(line, 20_000_000_000);
  await until(() => pcf.told.length > 0);
  await first.close();
  pcf.told.length = 0;
  pcf.status = 204;
  await scene.another();
  await until(() => pcf.told.length > 0);
  assert.equal(pcf.told[0]?.path, '/pcf/notify');
});

test('a subscriber that knows of nothing loses its subscription', async () => {
  const line = await scene.carrier.line({ gigabytes: 20 });
  const id = referenceIn(await scene.client.subscribe(subscription(line)));
  pcf.status = 404;
  await use(line, 20_000_000_000);
  await until(() => pcf.told.length > 0);
  await until(() => pcf.told.length > 0);
  await pause(100);
  assert.equal((await scene.client.unsubscribe(id)).status, 404);
});

test('a line that was closed takes leave of its subscribers, and what has expired is gone', async () => {
  const line = await scene.carrier.line({ gigabytes: 20 });
  const kept = await scene.carrier.line({ gigabytes: 20 });
  const id = referenceIn(await scene.client.subscribe(subscription(line, { notifId: 'n9' })));
  const expiry = new Date(Date.now() + 300).toISOString();
  const shortLived = referenceIn(await scene.client.subscribe(subscription(kept, { expiry })));
  await scene.carrier.directory.setStatus(line.accountId, 'closed');
  await pause(350);
  await scene.door.lookOver();
  assert.deepEqual(
    pcf.told.filter(({ path }) => path === '/pcf/terminate').map(({ body }) => body),
    [{ supi: `imsi-${line.imsi}`, notifId: 'n9', termCause: 'REMOVED_SUBSCRIBER' }],
  );
  assert.equal((await scene.client.unsubscribe(id)).status, 404);
  assert.equal((await scene.client.unsubscribe(shortLived)).status, 404);
});
