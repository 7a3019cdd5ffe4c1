// Lines that are suspended, closed or given another SIM while both doors have sessions of them open, and
// lines whose devices come in by both: on the real store, with a second process that changes them.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, beforeEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  openNetworkFunction,
  pduSession,
  unit,
  type NetworkFunction,
} from '../../test/support/nchf.ts';
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
import { createNchfClient, type NchfClient, type NchfDoor } from '../interfaces/nchf/public.ts';
import { DAY, octets, partOf, SECOND } from '../kernel/public.ts';
import type { Line } from '../subscribers/public.ts';
import { seedDemoCarrier } from './demo/carrier.ts';
import { DEMO_GY_NAMES, openGy } from './gy.ts';
import { openLog } from './log.ts';
import { openNchf } from './nchf.ts';
import { walkUnserved } from './charging-lines.ts';
import { groundOn } from './ground.ts';
import { openProduct, type Product } from './product.ts';

const RE_AUTH = 258;
const ABORT_SESSION = 274;
/** The line of the captured session. */
const CAPTURED = '447700900001';
const LIMIT = { timeout: 60_000 };
const schema = `test_${randomBytes(6).toString('hex')}`;
const captured = readCapturedSession();
let here: Product;
let there: Product;
let gy: GyDoor;
let nchf: NchfDoor;
let gateway: GyClient;
let smf: NetworkFunction;
let client: NchfClient;
const asked: Message[] = [];

const open = async (): Promise<Product> => {
  const databaseUrl = await testServerUrl();
  const about = { parts: 2, log: silentLog, maximumConnections: 6, holdsProcess: false };
  const ground = groundOn(await openStore({ databaseUrl, schema, ...about }), openLog('silent'));
  await seedDemoCarrier(ground, { undoWindowSeconds: 1 });
  return openProduct(ground, () => undefined);
};

before(async () => {
  here = await open();
  there = await open();
  gy = await openGy(here, { host: '127.0.0.1', port: 0, ...DEMO_GY_NAMES });
  nchf = await openNchf(here, { host: '127.0.0.1', port: 0 });
  smf = await openNetworkFunction();
  client = createNchfClient(`http://127.0.0.1:${nchf.port}`);
  gateway = await GyClient.connect({
    host: '127.0.0.1',
    port: gy.port,
    identity: {
      originHost: 'smf.epc.test',
      originRealm: 'epc.test',
      productName: 'Test SMF',
      vendorId: 0,
      hostIpAddresses: ['127.0.0.1'],
    },
    onRequest: (request) => {
      asked.push(request);
      return undefined;
    },
  });
  await gateway.exchangeCapabilities();
});
after(async () => {
  await client.close();
  await gateway.close();
  await smf.close();
  await gy.close();
  await nchf.close();
  await there.close();
  for (const name of [schema, `${schema}_jobs`])
    await here.store.pool.query(`drop schema if exists ${name} cascade`);
  await here.close();
});
beforeEach(async () => {
  await here.directory.setStatus((await lineOf()).accountId, 'active');
  await sleep(100);
  await here.reauthorizer.idle();
  asked.length = 0;
  smf.told.length = 0;
});

async function lineOf(): Promise<Line> {
  const line = await here.directory.lineBy('msisdn', CAPTURED);
  assert.ok(line !== undefined);
  return line;
}

let grants = 0;
async function grant(line: Line, amount: number): Promise<void> {
  grants += 1;
  const now = here.clock.now();
  const granted = await here.ledger.execute({
    name: 'grant',
    accountId: line.accountId,
    key: `octets ${grants}`,
    kind: 'pack',
    scope: 'any',
    origin: 'pack:test',
    octets: octets(amount),
    validFrom: now,
    expiresAt: now + DAY,
  });
  assert.ok(granted.ok);
  await sleep(100);
  await here.reauthorizer.idle();
}

let sessions = 0;
/** A session by each door. */
async function openBoth(line: Line): Promise<{ sessionId: string; location: string }> {
  sessions += 1;
  const sessionId = `smf.epc.test;lines;${sessions}`;
  const opened = await gateway.request(rename(captured.initial, { sessionId }));
  assert.equal(codeIn(opened), 2001);
  const made = await client.create({
    ...pduSession(line, `${smf.root}/callback`),
    multipleUnitUsage: [unit(1, { ask: 'any' })],
  });
  assert.equal(made.status, 201);
  asked.length = 0;
  smf.told.length = 0;
  return { sessionId, location: String(made.headers['location']) };
}

async function endBoth({ sessionId, location }: { sessionId: string; location: string }) {
  await gateway.request(rename(captured.final, { sessionId }));
  const id = location.split('/').at(-1) ?? '';
  const released = await client.release(id, {
    ...pduSession(await lineOf()),
    invocationSequenceNumber: 9,
  });
  assert.ok([204, 404].includes(released.status), String(released.status));
}

const codeIn = (answer: Message): unknown => valueIn(readTree(answer), 'Result-Code');
const notified = (): unknown[] =>
  smf.told
    .filter(({ path }) => path === '/callback')
    .map(({ body }) => (body as { notificationType: unknown }).notificationType);

/** Waits for both to be told; gives how long it took. */
async function bothTold(command: number, notification: string): Promise<number> {
  const since = performance.now();
  const isTold = () =>
    asked.some((request) => request.command === command) && notified().includes(notification);
  while (!isTold()) {
    const heard = `${asked.map((request) => request.command).join()} and ${notified().join()}`;
    assert.ok(performance.now() - since < 10 * SECOND, `heard ${heard}`);
    await sleep(2);
  }
  return performance.now() - since;
}

for (const status of ['suspended', 'closed'] as const)
  for (const where of ['this process', 'another process'] as const)
    test(
      `a line that is ${status} by ${where} has its sessions ended on both doors within a second`,
      LIMIT,
      async () => {
        const line = await lineOf();
        await grant(line, 5_000_000);
        const both = await openBoth(line);
        await (where === 'this process' ? here : there).directory.setStatus(line.accountId, status);
        assert.ok((await bothTold(ABORT_SESSION, 'ABORT_CHARGING')) < SECOND);
        // What it used until then is charged, and a new session refused at once.
        await endBoth(both);
        const again = await gateway.request(
          rename(captured.initial, { sessionId: `${both.sessionId};again` }),
        );
        assert.equal(codeIn(again), status === 'suspended' ? 4010 : 5003);
        assert.deepEqual(await here.ledger.sessionsOf([line.accountId]), []);
      },
    );

test('a line that has another SIM has its sessions report on both doors', LIMIT, async () => {
  const line = await lineOf();
  await grant(line, 5_000_000);
  const both = await openBoth(line);
  await there.directory.setStanding(line.accountId, { simChangedAt: here.clock.now() });
  assert.ok((await bothTold(RE_AUTH, 'REAUTHORIZATION')) < SECOND);
  await endBoth(both);
});

test(
  'a line that another hand has suspended in the store is found by the walk',
  LIMIT,
  async () => {
    const line = await lineOf();
    await grant(line, 5_000_000);
    const both = await openBoth(line);
    await here.store.pool.query(
      `update line set status = 'suspended' where part = $1 and account_id = $2`,
      [partOf(line.accountId, here.store.parts), line.accountId],
    );
    const end = walkUnserved(here, here.log, 20);
    await bothTold(ABORT_SESSION, 'ABORT_CHARGING');
    end();
    await here.directory.setStatus(line.accountId, 'active');
    await endBoth(both);
  },
);

test('who watches the counters of a line that is closed is told at once', LIMIT, async () => {
  const line = await lineOf();
  const subscribed = await client.subscribe({
    supi: `imsi-${line.imsi}`,
    notifUri: `${smf.root}/policy`,
  });
  assert.equal(subscribed.status, 201);
  const since = performance.now();
  await there.directory.setStatus(line.accountId, 'closed');
  const isTold = () => smf.told.some(({ path }) => path === '/policy/terminate');
  while (!isTold() && performance.now() - since < 10 * SECOND) await sleep(2);
  assert.ok(performance.now() - since < SECOND);
  assert.deepEqual(smf.told.find(({ path }) => path === '/policy/terminate')?.body, {
    supi: `imsi-${line.imsi}`,
    termCause: 'REMOVED_SUBSCRIBER',
  });
});

test(
  'a session on one door is left without, and has its share when the other gives back',
  LIMIT,
  async () => {
    const line = await lineOf();
    // What is left of the tests before is used up by a session that asks until there is nothing.
    const settle = async () => {
      await sleep(50);
      await here.reauthorizer.idle();
    };
    await grant(line, 20_000_000);
    const both = await openBoth(line);
    const spender = await client.create({
      ...pduSession(line, `${smf.root}/spender`),
      multipleUnitUsage: [unit(1, { ask: 'any' })],
    });
    assert.equal(spender.status, 201);
    const id = String(spender.headers['location']).split('/').at(-1) ?? '';
    let granted = grantedIn(spender.body);
    let sequence = 0;
    let told = false;
    while (granted > 0) {
      sequence += 1;
      const updated = await client.update(id, {
        ...pduSession(line),
        invocationSequenceNumber: sequence,
        multipleUnitUsage: [unit(1, { ask: 'any', used: granted })],
      });
      if (updated.status !== 200) break;
      granted = grantedIn(updated.body);
      await settle();
      told ||= notified().includes('REAUTHORIZATION');
      assert.ok(sequence < 20_000);
    }
    const held = (await here.ledger.sessionsOf([line.accountId])).map(
      ({ heldOctets }) => heldOctets,
    );
    assert.ok(held.filter((amount) => amount > 0).length > 0, 'the others still have theirs');
    assert.ok(Math.max(...held) <= 1_000_000 || told, 'and whoever had much was asked for it');
    smf.told.length = 0;
    await gateway.request(rename(captured.final, { sessionId: both.sessionId }));
    const since = performance.now();
    while (smf.told.length === 0 && performance.now() - since < 5_000) await sleep(2);
    assert.ok(
      smf.told.some(({ path }) => path === '/spender'),
      'who was left without is told',
    );
  },
);

type Answered = {
  readonly multipleUnitInformation?: readonly {
    readonly grantedUnit?: { readonly totalVolume?: number };
  }[];
};
const grantedIn = (body: unknown): number =>
  (body as Answered).multipleUnitInformation?.[0]?.grantedUnit?.totalVolume ?? 0;
