import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import { base } from '../codec/avps-base.ts';
import { findAvp } from '../codec/avp.ts';
import { avpsOf, COMMAND_DISCONNECT_PEER, readMessage, type Message } from '../codec/message.ts';
import { readTree, valueIn, writeTree } from '../codec/tree.ts';
import { readCapturedSession } from '../captured-session.ts';
import type { GyDoor } from '../door.ts';
import type { GyPeering } from '../settings.ts';
import { codeIn, openTestDoor, SMF_IDENTITY, until } from '../test-support/open-door.ts';
import { avp, creditControlRequest } from '../test-support/requests.ts';

const LIMIT = { timeout: 20_000 };
const SMF = 'smf.epc.test';
/** LARGESSE_FLOOD=10000 plays it ten times as long; a connection takes two milliseconds of two cores. */
const FLOOD = Number(process.env['LARGESSE_FLOOD'] ?? 1_000);
const OTHER = { ...SMF_IDENTITY, originHost: 'other.epc.test' };

const underWay = (door: GyDoor): number =>
  door.peers().reduce((sum, { outstandingRequests }) => sum + outstandingRequests, 0);

const ask = (index: number): Buffer => creditControlRequest({ sessionId: `s;${index}` });
const stateIn = (message: Message): number | undefined =>
  findAvp(avpsOf(message), base.originStateId)?.unsigned32();

type Case = readonly [name: string, peering: GyPeering, code: number];

const LISTS: readonly Case[] = [
  ['is not listed', { allowed: [{ originHost: 'other.epc.test' }] }, 3010],
  ['is listed by its domain', { allowed: [{ originHost: '*.EPC.test' }] }, 2001],
  ['is of no listed domain', { allowed: [{ originHost: '*.mf.epc.test' }] }, 3010],
  ['is refused by name', { refused: ['SMF.epc.test'] }, 3010],
  [
    'is refused by its domain, though it is allowed',
    { allowed: [{ originHost: SMF }], refused: ['*.epc.test'] },
    3010,
  ],
  ['is of the realm listed', { allowed: [{ originHost: SMF, originRealm: 'EPC.test' }] }, 2001],
  ['is of another realm', { allowed: [{ originHost: SMF, originRealm: 'x.test' }] }, 3010],
  ['calls from its network', { allowed: [{ originHost: SMF, addresses: ['127.0.0.0/8'] }] }, 2001],
  [
    'calls from the address of another',
    {
      allowed: [
        { originHost: SMF, addresses: ['192.0.2.1'] },
        { originHost: 'other.epc.test', addresses: ['127.0.0.1'] },
      ],
    },
    3010,
  ],
  ['must use TLS and does not', { allowed: [{ originHost: SMF, mustUseTls: true }] }, 3010],
];

for (const [name, peering, code] of LISTS)
  test(`a peer that ${name} is answered ${code}`, LIMIT, async (context) => {
    const client = await (await openTestDoor(context, { peering })).connect();
    assert.equal(codeIn(await client.exchangeCapabilities()), code);
    if (code !== 2001) await client.closed;
  });

test(
  'nobody listed calls from there: the connection ends before a word',
  LIMIT,
  async (context) => {
    const peering = { allowed: [{ originHost: SMF, addresses: ['192.0.2.1', '2001:db8::/32'] }] };
    const { connect: call, logged } = await openTestDoor(context, { peering });
    await (
      await call()
    ).closed;
    assert.ok(logged.has('gy connection turned away'));
  },
);

test(
  `${FLOOD} half-open connections leave the peers at work alone, and no more than the bound open`,
  { timeout: 60_000 },
  async (context) => {
    const limits = { maximumUngreetedConnections: 8 };
    const { greet, door } = await openTestDoor(context, { limits });
    const client = await greet();
    let most = 0;
    for (let wave = 0; wave < FLOOD / 100; wave += 1) {
      const sockets = await Promise.all(
        Array.from({ length: 100 }, () => {
          const socket = connect(door.port, '127.0.0.1');
          return new Promise<typeof socket>((resolve) => {
            socket.on('error', () => resolve(socket)).once('connect', () => resolve(socket));
          });
        }),
      );
      most = Math.max(most, door.peers().length);
      for (const socket of sockets) socket.destroy();
    }
    assert.ok(most <= 1 + 8 + 1, `${most} were open at once`);
    assert.equal(codeIn(await client.request(creditControlRequest())), 2001);
    assert.equal(
      codeIn(await (await greet({ identity: OTHER })).request(creditControlRequest())),
      2001,
    );
  },
);

test("past its maximum a peer's oldest connection makes room", LIMIT, async (context) => {
  const { greet, door } = await openTestDoor(context, { limits: { maximumConnectionsOfPeer: 1 } });
  const causes: unknown[] = [];
  const first = await greet({
    onRequest: (request) => {
      if (request.command === COMMAND_DISCONNECT_PEER)
        causes.push(valueIn(readTree(request), 'Disconnect-Cause'));
      return undefined;
    },
  });
  const second = await greet();
  await first.closed;
  assert.deepEqual(causes, [2], 'DO_NOT_WANT_TO_TALK_TO_YOU');
  assert.equal(codeIn(await second.request(creditControlRequest())), 2001);
  assert.equal(door.peers().length, 1);
});

test('or the new one is turned away with 4003, as the carrier sets', LIMIT, async (context) => {
  const { greet, connect: call } = await openTestDoor(context, {
    peering: {
      allowed: [{ originHost: SMF, maximumConnections: 1 }, { originHost: 'other.epc.test' }],
      duplicates: 'reject',
    },
  });
  const first = await greet();
  const second = await call();
  assert.equal(codeIn(await second.exchangeCapabilities()), 4003);
  await second.closed;
  assert.equal(codeIn(await first.request(creditControlRequest())), 2001);
  for (let count = 0; count < 2; count += 1)
    assert.equal(codeIn(await (await call({ identity: OTHER })).exchangeCapabilities()), 2001);
});

test('a peer may have a bound of its own on what it has under way', LIMIT, async (context) => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { greet, door } = await openTestDoor(context, {
    peering: { allowed: [{ originHost: SMF, maximumOutstandingRequests: 2 }] },
    wrap: (inner) => ({
      hasEnough: (subscriber, amount) => inner.hasEnough(subscriber, amount),
      charge: async (request) => {
        await promise;
        return inner.charge(request);
      },
    }),
  });
  // Over all its connections: two of them do not give it twice as much.
  const [one, other] = [await greet(), await greet()];
  const held = [one.request(ask(0)), other.request(ask(1))];
  await until(() => underWay(door) === 2);
  assert.equal(codeIn(await one.request(ask(2))), 3004);
  assert.equal(codeIn(await other.request(ask(3))), 3004);
  resolve();
  for (const answer of held) assert.equal(codeIn(await answer), 2001);
});

test('the bound over all peers answers 3004, too', LIMIT, async (context) => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { greet, door } = await openTestDoor(context, {
    limits: { maximumRequestsInFlight: 1 },
    wrap: (inner) => ({
      hasEnough: (subscriber, amount) => inner.hasEnough(subscriber, amount),
      charge: async (request) => {
        await promise;
        return inner.charge(request);
      },
    }),
  });
  const [one, other] = [await greet(), await greet({ identity: OTHER })];
  const held = one.request(creditControlRequest({ sessionId: 'a' }));
  await until(() => underWay(door) === 1);
  assert.equal(codeIn(await other.request(creditControlRequest({ sessionId: 'b' }))), 3004);
  resolve();
  assert.equal(codeIn(await held), 2001);
  assert.equal(codeIn(await other.request(creditControlRequest({ sessionId: 'b' }))), 2001);
});

test(
  'a peer whose Origin-State-Id grew came back without its sessions, and is noticed',
  LIMIT,
  async (context) => {
    const { greet, door, logged } = await openTestDoor(context);
    const first = await greet({ originStateId: 7 });
    await greet({ originStateId: 7 });
    assert.ok(!logged.has('gy peer restarted; its open sessions may have been lost'));
    first.socket.destroy();
    await greet({ originStateId: 8 });
    assert.ok(logged.has('gy peer restarted; its open sessions may have been lost'));
    assert.equal(door.peers().at(-1)?.restarts, 1);
    assert.equal(door.peers().at(-1)?.originStateId, 8);
  },
);

test('its watchdog may tell so, too', LIMIT, async (context) => {
  const { greet, door } = await openTestDoor(context);
  const client = await greet({ originStateId: 7 });
  const message = readMessage(readCapturedSession().deviceWatchdog);
  const avps = readTree(message).filter(({ definition }) => definition !== base.originStateId);
  await client.request(writeTree(message, [...avps, avp(base.originStateId, 9)]));
  assert.equal(door.peers()[0]?.restarts, 1);
});

test('our own Origin-State-Id is told only where one is set', LIMIT, async (context) => {
  const plain = await (await openTestDoor(context)).connect();
  assert.equal(stateIn(await plain.exchangeCapabilities()), undefined);
  const identity = { ...SMF_IDENTITY, originHost: 'ocs.epc.test', originStateId: 42 };
  const { connect: call, door } = await openTestDoor(context, { identity });
  const seen: (number | undefined)[] = [];
  const client = await call({
    onRequest: (request) => {
      seen.push(stateIn(request));
      return undefined;
    },
  });
  assert.equal(stateIn(await client.exchangeCapabilities()), 42);
  assert.equal(stateIn(await client.request(readCapturedSession().deviceWatchdog)), 42);
  await door.sessions.reauthorize({ sessionId: 's', contact: `gy ${SMF} epc.test` });
  assert.deepEqual(seen, [42]);
});

test('what a peer tells of itself, and what was counted, is shown', LIMIT, async (context) => {
  const { greet, door } = await openTestDoor(context, { limits: { watchdogSeconds: 0.1 } });
  const hostIpAddresses = ['192.0.2.1', '2001:db8::1'];
  const client = await greet({
    identity: { ...SMF_IDENTITY, hostIpAddresses },
    originStateId: 5,
    applicationId: 0xffff_ffff,
  });
  await client.request(creditControlRequest());
  await client.request(creditControlRequest({ type: 9 }));
  await until(() => door.peers()[0]?.watchdogMilliseconds !== null);
  const [status] = door.peers();
  assert.ok(status !== undefined);
  const { address, connectedAt, watchdogMilliseconds, ...others } = status;
  assert.match(address, /^127\.0\.0\.1 \d+$/);
  assert.ok(connectedAt > 0 && (watchdogMilliseconds ?? -1) >= 0);
  assert.deepEqual(others, {
    originHost: SMF,
    originRealm: 'epc.test',
    productName: 'Largesse',
    isRelay: true,
    hostIpAddresses,
    isSecure: false,
    state: 'open',
    watchdog: 'okay',
    originStateId: 5,
    restarts: 0,
    requests: 3,
    turnedAway: 0,
    answers: { 2001: 2, 5004: 1 },
    outstandingRequests: 0,
    asked: 0,
    awaitedAnswers: 0,
  });
});

test(
  'a peer that was lost is shown as absent, and watched closely when it is back',
  LIMIT,
  async (context) => {
    const { greet, door } = await openTestDoor(context, { limits: { watchdogSeconds: 0.1 } });
    const first = await greet();
    first.socket.destroy();
    await until(() => door.absentPeers().length === 1);
    const [absent] = door.absentPeers();
    assert.deepEqual([absent?.originHost, absent?.wasLost], [SMF, true]);
    const second = await greet();
    assert.equal(door.peers()[0]?.watchdog, 'reopen');
    assert.equal(
      codeIn(await second.request(creditControlRequest())),
      2001,
      'it is served at once',
    );
    assert.deepEqual(door.absentPeers(), []);
    await until(() => door.peers()[0]?.watchdog === 'okay');
    await second.close();
    await until(() => door.absentPeers().length === 1);
    assert.equal(door.absentPeers()[0]?.wasLost, false, 'it said goodbye');
  },
);

test('a peer is sent away with the cause that is given', LIMIT, async (context) => {
  const { greet, door } = await openTestDoor(context);
  const causes: unknown[] = [];
  const client = await greet({
    onRequest: (request) => {
      causes.push(valueIn(readTree(request), 'Disconnect-Cause'));
      return undefined;
    },
  });
  assert.equal(door.disconnect('nobody.epc.test', 'busy'), false);
  assert.equal(door.disconnect('SMF.epc.test', 'busy'), true);
  await client.closed;
  assert.deepEqual(causes, [1]);
});

test('a farewell with a cause that is none is answered 5004', LIMIT, async (context) => {
  const { greet } = await openTestDoor(context);
  const client = await greet();
  const message = readMessage(readCapturedSession().disconnectPeer);
  const kept = readTree(message).filter(({ definition }) => definition !== base.disconnectCause);
  const bytes = writeTree(message, [...kept, avp(base.disconnectCause, 3)]);
  assert.equal(codeIn(await client.request(bytes)), 5004);
});

test(
  'a second greeting is answered; under another name it ends the connection',
  LIMIT,
  async (context) => {
    const { greet } = await openTestDoor(context);
    const client = await greet();
    assert.equal(codeIn(await client.exchangeCapabilities()), 2001);
    const message = readMessage(readCapturedSession().capabilitiesExchange);
    const kept = readTree(message).filter(({ definition }) => definition !== base.originHost);
    const bytes = writeTree(message, [avp(base.originHost, 'other.epc.test'), ...kept]);
    assert.equal(codeIn(await client.request(bytes)), 3010);
    await client.closed;
  },
);

test('the meter hears of every request, ours and theirs', LIMIT, async (context) => {
  const heard: string[] = [];
  const { greet, door } = await openTestDoor(context, {
    limits: { watchdogSeconds: 0.2 },
    meter: {
      answered: (command, result, seconds) => {
        assert.ok(seconds >= 0 && seconds < 5);
        heard.push(`${command} ${result}`);
      },
      asked: (command, result, seconds) => {
        assert.ok(seconds >= 0 && seconds < 5);
        heard.push(`${command} ${result}`);
      },
    },
  });
  const client = await greet();
  await client.request(creditControlRequest());
  await client.request(creditControlRequest({ command: 999 }));
  const session = { sessionId: 's', contact: `gy ${SMF} epc.test` };
  await door.sessions.reauthorize(session);
  await door.sessions.abort(session);
  await door.sessions.abort({ ...session, contact: 'gy nobody.test x.test' });
  await until(() => heard.includes('DWR answered'));
  await client.close();
  assert.deepEqual(
    heard.filter((one) => !one.startsWith('DWR')),
    ['CER 2001', 'CCR 2001', 'other 3001', 'RAR 2002', 'ASR 2001', 'ASR unreachable', 'DPR 2001'],
  );
});
