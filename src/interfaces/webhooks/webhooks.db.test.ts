// Events from the change that they tell of to the server of a partner: a real one, that checks signatures.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, test } from 'node:test';
import { transact } from '../../db/public.ts';
import { DAY, newId } from '../../kernel/public.ts';
import { readShapes } from '../../../test/conformance/tmf654-shapes.ts';
import {
  openPartnerScene,
  type Answer,
  type PartnerScene,
} from '../../../test/support/partners.ts';
import { createOutbox } from './public.ts';

type Received = {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};

const received: Received[] = [];
let answers: number[] = [];
const server = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk: Buffer) => (body += chunk.toString()));
  request.on('end', () => {
    received.push({ path: request.url ?? '', headers: request.headers, body });
    const status = answers.shift() ?? 204;
    response.writeHead(status, { location: '/elsewhere' }).end();
  });
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;

let scene: PartnerScene;
let client: Awaited<ReturnType<PartnerScene['client']>>;
before(async () => {
  scene = await openPartnerScene();
});
beforeEach(async () => {
  for (const { clientId } of await scene.partners.list()) await scene.partners.remove(clientId);
  received.length = 0;
  answers = [];
  client = await scene.client();
});
after(async () => {
  server.close();
  await scene.close();
});

const ask = (method: 'GET' | 'POST' | 'DELETE', path: string, how = {}): Promise<Answer> =>
  scene.ask(method, `/webhooks/v1/subscriptions${path}`, { token: client.token, ...how });
const said = ({ status, body }: Answer): string => `${status} ${(body as { code: string }).code}`;
const subscribe = (body: object = { url }, key = 'k'): Promise<Answer> =>
  ask('POST', '', { key, body });
type Made = { id: string; secret: string };
const types = (): unknown[] =>
  received.map(({ body }) => (JSON.parse(body) as { type: string }).type);

async function give(): Promise<string> {
  const giver = await scene.world.carrier.line({ gigabytes: 20 });
  const receiver = await scene.world.carrier.line();
  return (await scene.world.given(giver, receiver, 1)).id;
}

test('a gift is told of from held to delivered, as CloudEvents, signed so that the secret proves it', async () => {
  const { secret } = (await subscribe()).body as Made;
  const giftId = await give();
  await scene.world.windowEnds();
  assert.equal(await scene.deliver(), 0);
  assert.deepEqual(types(), ['largesse.gift.held.v1', 'largesse.gift.delivered.v1']);
  for (const { headers, body } of received) {
    const event = JSON.parse(body) as { id: string; source: string; data: { giftId: string } };
    assert.match(headers['content-type'] ?? '', /^application\/cloudevents\+json/);
    assert.equal(event.id, headers['webhook-id']);
    assert.equal(event.source, 'urn:largesse:test');
    assert.equal(event.data.giftId, giftId);
    const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
    const signed = `${event.id}.${headers['webhook-timestamp'] as string}.${body}`;
    const signature = createHmac('sha256', key).update(signed).digest('base64');
    assert.equal(headers['webhook-signature'], `v1,${signature}`);
    assert.doesNotMatch(body, /1613555\d{4}|Person/, 'no number and no name of a person');
  }
});

const count = async (): Promise<number> =>
  (await scene.world.pool.query<{ n: number }>('select count(*) as n from partner_event')).rows[0]
    ?.n ?? -1;

test('where nobody listens to a type, no event of it is kept', async () => {
  const kept = await count();
  await give();
  assert.equal(await count(), kept);
  await subscribe({ url, types: ['largesse.gift.undone.v1'] });
  await give();
  assert.equal(await count(), kept);
});

test('what is rolled back was never an event', async () => {
  await subscribe();
  const kept = await count();
  const { store } = scene.world;
  const emit = createOutbox({ jobs: `${store.schema}_jobs` });
  const event = {
    id: newId(scene.world.now()),
    format: 'cloudevents',
    type: 'largesse.gift.held.v1',
    subject: 'gifts/none',
    data: {},
    at: scene.world.now(),
  } as const;
  const undone = transact(store, async ({ client: connection }) => {
    await emit(connection, 0, event);
    throw new Error('rolled back');
  });
  await assert.rejects(undone, /rolled back/);
  assert.equal(await count(), kept);
  await transact(store, ({ client: connection }) => emit(connection, 0, event));
  assert.equal(await count(), kept + 1);
  await scene.deliver();
});

test('events are forgotten after thirty days, with their deliveries', async () => {
  await subscribe();
  await give();
  assert.ok((await count()) > 0);
  scene.world.pass(29 * DAY);
  await scene.partnership.forget();
  assert.ok((await count()) > 0);
  scene.world.pass(2 * DAY);
  await scene.partnership.forget();
  assert.equal(await count(), 0);
  const { rowCount } = await scene.world.pool.query('select from event_delivery');
  assert.equal(rowCount, 0);
});

test('an event that is not taken stays waiting, is sent again with the same id, and is given up at last', async () => {
  const { id } = (await subscribe({ url, types: ['largesse.gift.held.v1'] })).body as Made;
  await give();
  answers = [500, 302, 503];
  assert.equal(await scene.deliver(), 1);
  assert.equal(await scene.deliver(), 1, 'a redirect is not followed');
  assert.ok(received.every(({ path }) => path === '/hook'));
  assert.equal(new Set(received.map(({ headers }) => headers['webhook-id'])).size, 1);
  assert.equal(await scene.deliver(true), 0);
  const deliveries = async () =>
    ((await ask('GET', '')).body as { deliveries: object }[])[0]?.deliveries;
  assert.deepEqual(await deliveries(), { waiting: 0, delivered: 0, failed: 1, lastAnswer: '503' });
  const again = await ask('POST', `/${id}/replay`, { body: { onlyFailed: true } });
  assert.deepEqual(again.body, { replayed: 1 });
  assert.equal(await scene.deliver(), 0);
  assert.deepEqual(await deliveries(), { waiting: 0, delivered: 1, failed: 0, lastAnswer: '204' });
});

test('a delivery made twice by two workers is sent, and once it is taken never again', async () => {
  await subscribe({ url, types: ['largesse.gift.held.v1'] });
  await give();
  await scene.deliver();
  await scene.deliver();
  assert.equal(received.length, 1);
});

test('each delivery has a job of its own, that the transaction made', async () => {
  await subscribe({ url, types: ['largesse.gift.held.v1'] });
  await give();
  const { store } = scene.world;
  const { rows } = await store.pool.query<{ n: number }>(
    `select count(*) as n from ${store.schema}_jobs.jobs where task_identifier = 'deliver_event'
     and queue_name like 'events:%' and max_attempts = 12`,
  );
  assert.ok((rows[0]?.n ?? 0) > 0);
});

test('a receiver that is gone ends its subscription', async () => {
  await subscribe();
  await give();
  answers = [410];
  assert.equal(await scene.deliver(), 0);
  assert.deepEqual((await ask('GET', '')).body, []);
});

test('the same key subscribes once, another body is refused, and there is a most', async () => {
  const made = await Promise.all([1, 2, 3].map(() => subscribe()));
  assert.equal(new Set(made.map(({ body }) => (body as Made).id)).size, 1);
  assert.equal(said(await subscribe({ url: `${url}/other` })), '409 key_reused');
  for (let number = 1; number < 20; number += 1)
    assert.equal((await subscribe({ url }, `k${number}`)).status, 201);
  assert.equal(said(await subscribe({ url }, 'one-more')), '409 subscriptions_full');
  assert.equal(said(await ask('POST', '', { body: { url } })), '400 idempotency_key_missing');
});

test('nobody sees, ends or replays the subscription of another', async () => {
  const { id } = (await subscribe()).body as Made;
  const other = await scene.client();
  const token = { token: other.token };
  assert.deepEqual((await ask('GET', '', token)).body, []);
  assert.equal(said(await ask('DELETE', `/${id}`, token)), '404 subscription_unknown');
  assert.equal(
    said(await ask('POST', `/${id}/replay`, { ...token, body: {} })),
    '404 subscription_unknown',
  );
  assert.equal((await ask('DELETE', `/${id}`)).status, 204);
  assert.equal(said(await ask('DELETE', `/${id}`)), '404 subscription_unknown');
});

for (const [address, why] of [
  ['not an address', 'malformed'],
  ['ftp://example.com/', 'not_https'],
  ['http://example.com/', 'not_https'],
  ['https://user:secret@example.com/', 'has_credentials'],
  ['https://10.0.0.1/', 'special_address'],
  ['https://169.254.169.254/latest/meta-data', 'special_address'],
  ['https://[::ffff:10.0.0.1]/', 'special_address'],
  ['https://[fd00::1]/', 'special_address'],
  ['https://0x0a000001/', 'special_address'],
  ['https://192.168.1/', 'special_address'],
] as const)
  test(`events are not sent to ${address}`, async () => {
    const refused = await subscribe({ url: address });
    assert.equal(said(refused), '422 url_not_reachable');
    assert.equal((refused.body as { facts: { why: string } }).facts.why, why);
  });

test('a listener of TMF654 is told of actions as the published file has them', async () => {
  const base = '/tmf-api/prepayBalanceManagement/v4';
  const post = (path: string, body: object) =>
    scene.ask('POST', `${base}${path}`, { token: client.token, body });
  assert.equal((await post('/hub', { callback: url })).status, 201);
  const giver = await scene.world.carrier.line({ gigabytes: 20 });
  const receiver = await scene.world.carrier.line();
  const bucket = { id: `${giver.accountId}-1` };
  const partyAccount = { id: giver.holderId };
  const amount = { amount: 1, units: 'GB' };
  const common = { amount, usageType: 'data', bucket };
  await post('/topupBalance', { ...common, partyAccount });
  await post('/adjustBalance', { ...common, amount: { amount: -1, units: 'GB' } });
  // More than the bucket has.
  await post('/adjustBalance', { ...common, amount: { amount: -1_000, units: 'GB' } });
  const transfer = await post('/transferBalance', {
    ...common,
    reason: 'gift',
    channel: { id: 'crm' },
    logicalResource: [{ id: `+${giver.msisdn}` }],
    receiverLogicalResource: { id: `+${receiver.msisdn}` },
    receiverBucket: { id: 'new' },
    receiverBucketUsageType: 'data',
  });
  const { id } = transfer.body as { id: string };
  await scene.ask('DELETE', `${base}/transferBalance/${id}`, { token: client.token });
  assert.equal(await scene.deliver(), 0);
  assert.deepEqual(received.map(({ path }) => path).toSorted(), [
    '/hook/listener/adjustBalanceCreateEvent',
    '/hook/listener/adjustBalanceFailureEvent',
    '/hook/listener/topupBalanceCreateEvent',
    '/hook/listener/transferBalanceCancelEvent',
    '/hook/listener/transferBalanceCreateEvent',
  ]);
  const shapes = readShapes();
  for (const { body } of received) {
    const event = JSON.parse(body) as {
      eventType: string;
      event: { transferBalance?: { status: string } };
    };
    shapes?.checkDefinition(event.eventType, event);
    if (event.eventType === 'TransferBalanceCancelEvent')
      assert.equal(event.event.transferBalance?.status, 'cancelled');
  }
});
