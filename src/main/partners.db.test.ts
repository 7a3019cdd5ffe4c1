// The partner port as the server opens it: over sockets, with the job queue making deliveries.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, before, test } from 'node:test';
import pino from 'pino';
import { openTestStore } from '../../test/support/store.ts';
import { createPartners } from '../interfaces/oauth/public.ts';
import { octets } from '../kernel/public.ts';
import { seedDemoCarrier } from './demo/carrier.ts';
import { LOOPBACK, openPartners, type OpenPartners } from './partners.ts';
import { groundOn, type Ground } from './ground.ts';
import { openProduct, type Product } from './product.ts';

const received: { type: string; data: { giftId?: string } }[] = [];
/** The first message is refused, so that the queue must come again. */
let refusals = 1;
const listener = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk: Buffer) => (body += chunk.toString()));
  request.on('end', () => {
    if (refusals > 0) {
      refusals -= 1;
      response.writeHead(503).end();
      return;
    }
    received.push(JSON.parse(body) as (typeof received)[number]);
    response.writeHead(204).end();
  });
});

let ground: Ground;
let product: Product;
let partners: OpenPartners;
let root: string;

before(async () => {
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const store = await openTestStore();
  ground = groundOn(store, pino({ level: 'silent' }));
  assert.ok((await seedDemoCarrier(ground, { undoWindowSeconds: 0 })).ok);
  product = await openProduct(ground, () => undefined);
  const place = { host: '127.0.0.1', port: 0, innerNetworks: LOOPBACK };
  partners = await openPartners(product, place);
  root = `http://127.0.0.1:${partners.port}`;
});
after(async () => {
  await partners.close();
  await product.changes.close();
  await ground.store.pool.query(`drop schema ${ground.store.schema}_jobs cascade`);
  await ground.close();
  listener.close();
});

async function tokenFor(clientId: string): Promise<string> {
  const added = await createPartners(ground.store, ground.clock).add({
    clientId,
    name: clientId,
    scopes: ['events:manage', 'balance:read', 'balance:write'],
    requestsAMinute: 1_000,
  });
  assert.ok(added.ok);
  const answer = await fetch(`${root}/oauth2/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${clientId}:${added.value.secret}`)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  assert.equal(answer.status, 200);
  return ((await answer.json()) as { access_token: string }).access_token;
}

test('a subscriber that was away hears of a gift when it is back, by the job queue', async () => {
  const token = await tokenFor('bss');
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    'idempotency-key': 'first',
  };
  const url = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/`;
  const subscribed = await fetch(`${root}/webhooks/v1/subscriptions`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ url, types: ['largesse.gift.delivered.v1'] }),
  });
  assert.equal(subscribed.status, 201, await subscribed.text());
  const giver = await ground.directory.lineBy('msisdn', '16135550101');
  assert.ok(giver);
  const given = await product.gifting.give({
    giver: giver.accountId,
    toMsisdn: '+16135550111',
    octets: octets(1_000_000_000),
    key: 'gift',
  });
  assert.ok(given.ok, JSON.stringify(given));
  for (let tries = 0; tries < 100 && received.length === 0; tries += 1) await sleep(100);
  assert.equal(refusals, 0);
  assert.deepEqual(
    received.map(({ type, data }) => [type, data.giftId]),
    [['largesse.gift.delivered.v1', given.value.id]],
  );
});

test('each door describes itself to whoever asks', async () => {
  for (const base of [
    '/tmf-api/prepayBalanceManagement/v4',
    '/device-data-volume/v0.2',
    '/webhooks/v1',
  ]) {
    const answer = await fetch(`${root}${base}/openapi.json`);
    assert.equal(answer.status, 200);
    assert.match(((await answer.json()) as { openapi: string }).openapi, /^3\./);
  }
});
