// The Gy door on the whole product: what an SMF hears when octets arrive for a session that it has open.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { testServerUrl } from '../../test/support/store.ts';
import { openStore, silentLog } from '../db/public.ts';
import {
  GyClient,
  readCapturedSession,
  readTree,
  rename,
  valueIn,
  type GyDoor,
  type Message,
} from '../interfaces/gy/public.ts';
import { DAY, octets } from '../kernel/public.ts';
import { seedDemoCarrier } from './demo/carrier.ts';
import { DEMO_GY_NAMES, openGy } from './gy.ts';
import { openLog } from './log.ts';
import { groundOn } from './ground.ts';
import { openProduct, type Product } from './product.ts';

const COMMAND_RE_AUTH = 258;
const LIMIT = { timeout: 20_000 };
const schema = `test_${randomBytes(6).toString('hex')}`;
const captured = readCapturedSession();
let product: Product;
let door: GyDoor;
let client: GyClient;
const asked: Message[] = [];

before(async () => {
  const databaseUrl = await testServerUrl();
  const about = { parts: 2, log: silentLog, maximumConnections: 6, holdsProcess: false };
  const store = await openStore({ databaseUrl, schema, ...about });
  const ground = groundOn(store, openLog('silent'));
  await seedDemoCarrier(ground, { undoWindowSeconds: 1 });
  product = await openProduct(ground, () => undefined);
  door = await openGy(product, { host: '127.0.0.1', port: 0, ...DEMO_GY_NAMES });
  client = await GyClient.connect({
    host: '127.0.0.1',
    port: door.port,
    identity: {
      originHost: 'smf.epc.test',
      originRealm: 'epc.test',
      productName: 'Test SMF',
      vendorId: 0,
      hostIpAddresses: ['127.0.0.1'],
    },
    onRequest: (request) => {
      if (request.command === COMMAND_RE_AUTH) asked.push(request);
      return undefined;
    },
  });
  await client.exchangeCapabilities();
});
after(async () => {
  await client.close();
  await door.close();
  for (const name of [schema, `${schema}_jobs`])
    await product.store.pool.query(`drop schema if exists ${name} cascade`);
  await product.close();
});

let grants = 0;
async function grant(): Promise<void> {
  const line = await product.directory.lineBy('msisdn', '447700900001');
  assert.ok(line !== undefined);
  grants += 1;
  const now = product.clock.now();
  const granted = await product.ledger.execute({
    name: 'grant',
    accountId: line.accountId,
    key: `octets ${grants}`,
    kind: 'pack',
    scope: 'any',
    origin: 'pack:test',
    octets: octets(20_000_000),
    validFrom: now,
    expiresAt: now + DAY,
  });
  assert.ok(granted.ok);
}

const codeIn = (answer: Message): unknown => valueIn(readTree(answer), 'Result-Code');

test(
  'octets that arrive have an open session re-authorised within a second, and it goes on',
  LIMIT,
  async () => {
    const sessionId = 'smf.epc.test;gift;1';
    await grant();
    const opened = await client.request(rename(captured.initial, { sessionId }));
    assert.equal(codeIn(opened), 2001);
    const since = performance.now();
    asked.length = 0;
    await grant();
    while (asked.length === 0 && performance.now() - since < 5_000) await sleep(5);
    const [first] = asked;
    assert.ok(first !== undefined && performance.now() - since < 1_000);
    assert.equal(valueIn(readTree(first), 'Session-Id'), sessionId);
    assert.equal(valueIn(readTree(first), 'Destination-Host'), 'smf.epc.test');
    const update = await client.request(rename(captured.updates[0], { sessionId }));
    assert.equal(codeIn(update), 2001);
  },
);

test('a session that ended is left alone', LIMIT, async () => {
  const sessionId = 'smf.epc.test;gift;1';
  await client.request(rename(captured.updates[1], { sessionId }));
  assert.equal(codeIn(await client.request(rename(captured.final, { sessionId }))), 2001);
  await product.reauthorizer.idle();
  asked.length = 0;
  await grant();
  await product.reauthorizer.idle();
  await sleep(100);
  assert.deepEqual(asked, []);
});
