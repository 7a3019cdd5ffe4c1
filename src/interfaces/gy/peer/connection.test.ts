import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { Charging } from '../../../charging/public.ts';
import { base } from '../codec/avps-base.ts';
import type { AvpDefinition } from '../codec/definition.ts';
import {
  COMMAND_CREDIT_CONTROL,
  COMMAND_DEVICE_WATCHDOG,
  FLAG_REQUEST,
  readMessage,
} from '../codec/message.ts';
import { readTree, valueIn, writeTree, type AvpTree } from '../codec/tree.ts';
import { readCapturedSession, rename } from '../captured-session.ts';
import { codeIn, openTestDoor, SMF_IDENTITY, until } from '../test-support/open-door.ts';
import { avp, creditControlRequest, requested, service } from '../test-support/requests.ts';

const LIMIT = { timeout: 10_000 };
const ASK = service(requested());

/** The captured greeting without some AVPs and with others. */
function greeting(without: readonly AvpDefinition[], and: readonly AvpTree[] = []): Buffer {
  const message = readMessage(readCapturedSession().capabilitiesExchange);
  const kept = readTree(message).filter(({ definition }) => !without.includes(definition));
  return writeTree(message, [...kept, ...and]);
}

/** Charging that waits to be let go. */
function gated(): { wrap: (inner: Charging) => Charging; open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return {
    wrap: (inner) => ({
      hasEnough: (subscriber, amount) => inner.hasEnough(subscriber, amount),
      charge: async (request) => {
        await promise;
        return inner.charge(request);
      },
    }),
    open: resolve,
  };
}

test('a peer that speaks before it greets is hung up on', LIMIT, async (context) => {
  const { connect, door, charging } = await openTestDoor(context);
  const client = await connect();
  client.send(creditControlRequest());
  await client.closed;
  await until(() => door.peers().length === 0);
  assert.equal(charging.requests.length, 0);
});

test('a peer that never greets is hung up on', LIMIT, async (context) => {
  const { connect, logged } = await openTestDoor(context, {
    limits: { capabilitiesSeconds: 0.05 },
  });
  await (
    await connect()
  ).closed;
  assert.ok(logged.has('gy connection dropped'));
});

const GREETINGS: readonly (readonly [name: string, bytes: Buffer, code: number])[] = [
  ['without credit control', greeting([base.authApplicationId]), 5010],
  ['without a product name', greeting([base.productName]), 5005],
  ['without an address', greeting([base.hostIpAddress]), 5005],
  ['that wants TLS', greeting([base.inbandSecurityId], [avp(base.inbandSecurityId, 1)]), 5017],
];

for (const [name, bytes, code] of GREETINGS)
  test(`a greeting ${name} is answered ${code} and the connection ends`, LIMIT, async (context) => {
    const { connect } = await openTestDoor(context);
    const client = await connect();
    assert.equal(codeIn(await client.request(bytes)), code);
    await client.closed;
  });

test('credit control in a Vendor-Specific-Application-Id is credit control', async (context) => {
  const { connect } = await openTestDoor(context);
  const application = avp(base.vendorSpecificApplicationId, [
    avp(base.vendorId, 10_415),
    avp(base.authApplicationId, 4),
  ]);
  const bytes = greeting([base.authApplicationId], [application]);
  assert.equal(codeIn(await (await connect()).request(bytes)), 2001);
});

test('a relay is let in', async (context) => {
  const { connect } = await openTestDoor(context);
  const bytes = greeting([base.authApplicationId], [avp(base.authApplicationId, 0xffff_ffff)]);
  assert.equal(codeIn(await (await connect()).request(bytes)), 2001);
});

test('where peers are listed, another is answered 3010', LIMIT, async (context) => {
  const { connect } = await openTestDoor(context, {
    peering: { allowed: [{ originHost: 'SMF.epc.test' }] },
  });
  assert.equal(codeIn(await (await connect()).exchangeCapabilities()), 2001);
  const stranger = await connect({
    identity: { ...SMF_IDENTITY, originHost: 'stranger.epc.test' },
  });
  assert.equal(codeIn(await stranger.exchangeCapabilities()), 3010);
  await stranger.closed;
});

test('octets that come one at a time are one request', LIMIT, async (context) => {
  const { greet } = await openTestDoor(context);
  const client = await greet();
  const bytes = creditControlRequest({ and: [ASK] });
  const answer = client.request(bytes.subarray(0, 20)); // the header, with its identifiers
  for (const octet of bytes.subarray(20)) {
    client.socket.write(Buffer.of(octet));
    await pause(0);
  }
  assert.equal(codeIn(await answer), 2001);
});

test('three hundred requests in one chunk are all answered', LIMIT, async (context) => {
  const { greet, charging } = await openTestDoor(context);
  const client = await greet();
  const { initial } = readCapturedSession();
  const answers = Array.from({ length: 300 }, (_, index) =>
    client.request(rename(initial, { sessionId: `s;${index}`, hopByHop: index })),
  );
  assert.ok(
    (await Promise.all(answers)).every(
      (answer) => codeIn(answer) === 2001 || codeIn(answer) === 4012,
    ),
  );
  assert.equal(charging.requests.length, 300);
});

test('a header that lies is answered 5015 and the connection ends', LIMIT, async (context) => {
  for (const length of [12, 130, 65_540, 0xff_fffc]) {
    const { greet } = await openTestDoor(context);
    const client = await greet();
    const bytes = Buffer.from(creditControlRequest());
    bytes.writeUIntBE(length, 1, 3);
    assert.equal(codeIn(await client.request(bytes)), 5015);
    await client.closed;
  }
});

test('another version is answered 5011 and the connection ends', LIMIT, async (context) => {
  const { greet } = await openTestDoor(context);
  const client = await greet();
  const bytes = Buffer.from(creditControlRequest());
  bytes.writeUInt8(2, 0);
  assert.equal(codeIn(await client.request(bytes)), 5011);
  await client.closed;
});

test(
  'a message that does not end in time ends the connection, however it trickles',
  LIMIT,
  async (context) => {
    const { greet, door } = await openTestDoor(context, { limits: { messageSeconds: 0.1 } });
    const client = await greet();
    const bytes = creditControlRequest();
    const startedAt = performance.now();
    for (const octet of bytes) {
      if (door.peers().length === 0) break;
      client.send(Buffer.of(octet));
      await pause(20);
    }
    assert.ok(performance.now() - startedAt < 2_000, 'long before all octets were sent');
  },
);

test('a silent peer is asked and, when it answers, kept', LIMIT, async (context) => {
  const { greet, door } = await openTestDoor(context, { limits: { watchdogSeconds: 0.3 } });
  const client = await greet();
  let asked = 0;
  client.socket.on('data', (chunk: Buffer) => {
    const { command, flags } = readMessage(chunk);
    if (command === COMMAND_DEVICE_WATCHDOG && (flags & FLAG_REQUEST) !== 0) asked += 1;
  });
  await until(() => asked >= 3);
  assert.equal(door.peers()[0]?.state, 'open');
});

test('a silent peer that does not answer the watchdog is hung up on', LIMIT, async (context) => {
  const { greet, logged } = await openTestDoor(context, { limits: { watchdogSeconds: 0.05 } });
  const client = await greet({ answersRequests: false });
  await client.closed;
  assert.ok(logged.has('gy connection dropped'));
});

test('a peer whose requests we are slow to charge is not hung up on', LIMIT, async (context) => {
  const { wrap, open } = gated();
  const limits = { watchdogSeconds: 0.05, maximumOutstandingRequests: 1 };
  const { greet } = await openTestDoor(context, { wrap, limits });
  const client = await greet();
  const answer = client.request(creditControlRequest({ and: [ASK] }));
  await pause(300);
  open();
  assert.equal(codeIn(await answer), 2001);
});

test(
  'past the bound on outstanding requests the answer is 3004 at once, and the watchdog is answered',
  LIMIT,
  async (context) => {
    const { wrap, open } = gated();
    const { greet, door, charging } = await openTestDoor(context, {
      wrap,
      limits: { maximumOutstandingRequests: 10 },
    });
    const client = await greet();
    const answers = Array.from({ length: 500 }, (_, index) =>
      client.request(creditControlRequest({ sessionId: `s;${index}`, and: [ASK] })),
    );
    const busy = await Promise.all(answers.slice(10));
    assert.ok(busy.every((answer) => codeIn(answer) === 3004));
    assert.equal(codeIn(await client.request(readCapturedSession().deviceWatchdog)), 2001);
    assert.equal(door.peers()[0]?.outstandingRequests, 10);
    assert.deepEqual(door.peers()[0]?.answers, { 2001: 2, 3004: 490 });
    open();
    const served = await Promise.all(answers.slice(0, 10));
    assert.ok(served.every((answer) => codeIn(answer) === 2001));
    assert.equal(charging.requests.length, 10);
  },
);

test(
  'a peer that does not read its answers is read no further, then hung up on',
  LIMIT,
  async (context) => {
    const limits = { maximumUnsentOctets: 16_384, watchdogSeconds: 0.3 };
    const { greet, door } = await openTestDoor(context, { limits });
    const client = await greet({ answersRequests: false });
    client.socket.pause();
    const sent = 200_000;
    const bytes = creditControlRequest();
    for (let index = 0; index < sent; index += 1000)
      client.socket.write(Buffer.concat(Array.from({ length: 1_000 }, () => bytes)));
    await until(() => (door.peers()[0]?.requests ?? 0) > 1);
    let taken = 0;
    await until(() => {
      const [peer] = door.peers();
      if (peer !== undefined) taken = peer.requests;
      return peer === undefined;
    });
    assert.ok(taken < sent, `${taken} of ${sent} taken`);
  },
);

test('connections past the bound are turned away, those within stay', LIMIT, async (context) => {
  const { connect, greet, door, logged } = await openTestDoor(context, {
    limits: { maximumConnections: 2 },
  });
  const kept = [await greet(), await greet()];
  await (
    await connect()
  ).closed;
  assert.ok(logged.has('gy connection turned away: too many'));
  assert.equal(door.peers().length, 2);
  for (const client of kept)
    assert.equal(codeIn(await client.request(creditControlRequest())), 2001);
});

test('goodbye is answered after the requests before it', LIMIT, async (context) => {
  const { wrap, open } = gated();
  const { greet } = await openTestDoor(context, { wrap });
  const client = await greet();
  const order: string[] = [];
  const charged = client.request(creditControlRequest()).then(() => order.push('charged'));
  const goodbye = client
    .request(readCapturedSession().disconnectPeer)
    .then(() => order.push('goodbye'));
  await pause(30);
  open();
  await Promise.all([charged, goodbye, client.closed]);
  assert.deepEqual(order, ['charged', 'goodbye']);
});

test('a closing door says goodbye, answers what is under way, and ends', LIMIT, async (context) => {
  const { wrap, open } = gated();
  const { greet, connect, door } = await openTestDoor(context, { wrap });
  const client = await greet();
  const waiting = await connect(); // never greets
  const causes: unknown[] = [];
  client.socket.on('data', (chunk: Buffer) => {
    if ((chunk.readUInt8(4) & FLAG_REQUEST) !== 0)
      causes.push(valueIn(readTree(readMessage(chunk)), 'Disconnect-Cause'));
  });
  const answer = client.request(creditControlRequest());
  await until(() => door.peers()[0]?.outstandingRequests === 1);
  const closed = door.close();
  await pause(30);
  open();
  assert.equal(codeIn(await answer), 2001);
  await Promise.all([closed, client.closed, waiting.closed]);
  assert.deepEqual(causes, [0], 'REBOOTING');
});

test('a closing door does not wait for ever for a peer that is silent', LIMIT, async (context) => {
  const { greet, door } = await openTestDoor(context, { limits: { closeSeconds: 0.05 } });
  await greet({ answersRequests: false });
  await door.close();
  assert.equal(door.peers().length, 0);
});

for (const [name, bytes, lacking] of [
  ['a watchdog', readCapturedSession().deviceWatchdog, base.originHost],
  ['a farewell', readCapturedSession().disconnectPeer, base.disconnectCause],
] as const)
  test(`${name} without its ${lacking.name} is answered 5005`, LIMIT, async (context) => {
    const { greet } = await openTestDoor(context);
    const client = await greet();
    const message = readMessage(bytes);
    const kept = readTree(message).filter(({ definition }) => definition !== lacking);
    assert.equal(codeIn(await client.request(writeTree(message, kept))), 5005);
    assert.equal(codeIn(await client.request(creditControlRequest())), 2001);
  });

test('an answer nobody asked for is passed over', LIMIT, async (context) => {
  const { greet } = await openTestDoor(context);
  const client = await greet();
  const header = {
    flags: 0,
    command: COMMAND_CREDIT_CONTROL,
    application: 4,
    hopByHop: 9,
    endToEnd: 9,
  };
  client.send(writeTree(header, [avp(base.resultCode, 2001)]));
  assert.equal(codeIn(await client.request(creditControlRequest())), 2001);
});
