import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { OpenSession } from '../../charging/public.ts';
import { readContact, writeContact } from './contact.ts';
import { base } from './codec/avps-base.ts';
import { findAvp } from './codec/avp.ts';
import {
  avpsOf,
  COMMAND_ABORT_SESSION,
  COMMAND_RE_AUTH,
  FLAG_RETRANSMITTED,
  type Message,
} from './codec/message.ts';
import { readTree } from './codec/tree.ts';
import type { GyClient } from './client.ts';
import { codeIn, openTestDoor, SMF_IDENTITY, until } from './test-support/open-door.ts';
import { TestRelay } from './test-support/relay.ts';
import { avp, creditControlRequest, requested, service, UPDATE } from './test-support/requests.ts';

const LIMIT = { timeout: 10_000 };
const SESSION: OpenSession = {
  sessionId: 'smf.epc.test;1;1',
  contact: 'gy smf.epc.test epc.test',
};
const RELAY_IDENTITY = { ...SMF_IDENTITY, originHost: 'dra.epc.test' };

/** Requests of ours as a peer sees them; each is answered as `answer` says. */
function seeing(answer: number | null | undefined): {
  seen: Message[];
  onRequest: (request: Message) => number | null | undefined;
} {
  const seen: Message[] = [];
  return {
    seen,
    onRequest: (request) => {
      if (request.command !== COMMAND_RE_AUTH && request.command !== COMMAND_ABORT_SESSION)
        return undefined;
      seen.push(request);
      return answer;
    },
  };
}

const valuesOf = (message: Message): object =>
  Object.fromEntries(readTree(message).map(({ definition, value }) => [definition.name, value]));

test('a session is re-authorised at the peer that opened it', LIMIT, async (context) => {
  const { greet, door } = await openTestDoor(context);
  const { seen, onRequest } = seeing(undefined);
  await greet({ onRequest });
  assert.equal(await door.sessions.reauthorize(SESSION), 'told');
  assert.equal(seen[0]?.command, COMMAND_RE_AUTH);
  assert.equal(seen[0]?.flags, 0xc0, 'a request that agents may pass on');
  assert.deepEqual(valuesOf(seen[0]), {
    'Session-Id': 'smf.epc.test;1;1',
    'Origin-Host': 'ocs.epc.test',
    'Origin-Realm': 'epc.test',
    'Destination-Realm': 'epc.test',
    'Destination-Host': 'smf.epc.test',
    'Auth-Application-Id': 4,
    'Re-Auth-Request-Type': 0,
  });
  assert.equal(readTree(seen[0])[0]?.definition, base.sessionId, 'first (RFC 6733 clause 8.8)');
});

test(
  'a session is aborted, and the request names no kind of re-authorisation',
  LIMIT,
  async (context) => {
    const { greet, door } = await openTestDoor(context);
    const { seen, onRequest } = seeing(undefined);
    await greet({ onRequest });
    assert.equal(await door.sessions.abort(SESSION), 'told');
    assert.equal(seen[0]?.command, COMMAND_ABORT_SESSION);
    assert.equal(findAvp(avpsOf(seen[0]), base.reAuthRequestType), undefined);
  },
);

for (const [code, told] of [
  [2001, 'told'],
  [2002, 'told'],
  [5002, 'session_unknown'],
  [3001, 'unreachable'],
  [3002, 'unreachable'],
  [3004, 'unreachable'],
  [5012, 'unreachable'],
] as const)
  test(`a peer that answers ${code} means ${told}`, LIMIT, async (context) => {
    const { greet, door } = await openTestDoor(context);
    await greet({ onRequest: seeing(code).onRequest });
    assert.equal(await door.sessions.reauthorize(SESSION), told);
    assert.equal(await door.sessions.abort(SESSION), told);
  });

test(
  'nobody connected, and a contact that is not ours, are unreachable',
  LIMIT,
  async (context) => {
    const { door } = await openTestDoor(context);
    assert.equal(await door.sessions.reauthorize(SESSION), 'unreachable');
    for (const contact of ['nchf http://smf', 'gy smf.epc.test', ''])
      assert.equal(await door.sessions.reauthorize({ ...SESSION, contact }), 'unreachable');
  },
);

test('a peer that does not answer in time is unreachable', LIMIT, async (context) => {
  const { greet, door } = await openTestDoor(context, { limits: { requestSeconds: 0.05 } });
  await greet({ answersRequests: false });
  assert.equal(await door.sessions.reauthorize(SESSION), 'unreachable');
  assert.equal(door.peers()[0]?.awaitedAnswers, 0);
});

test('past the bound on requests of ours no more is sent', LIMIT, async (context) => {
  const limits = { maximumOwnRequests: 3, requestSeconds: 0.2 };
  const { greet, door } = await openTestDoor(context, { limits });
  const { seen, onRequest } = seeing(null);
  await greet({ onRequest });
  const told = await Promise.all(
    Array.from({ length: 50 }, () => door.sessions.reauthorize(SESSION)),
  );
  assert.ok(told.every((one) => one === 'unreachable'));
  assert.equal(seen.length, 3);
});

test('a thousand requests of ours each have identifiers of their own', LIMIT, async (context) => {
  const { greet, door } = await openTestDoor(context);
  const { seen, onRequest } = seeing(undefined);
  await greet({ onRequest });
  const told = await Promise.all(
    Array.from({ length: 1_000 }, () => door.sessions.reauthorize(SESSION)),
  );
  assert.ok(told.every((one) => one === 'told'));
  assert.equal(new Set(seen.map(({ hopByHop }) => hopByHop)).size, 1_000);
  assert.equal(new Set(seen.map(({ endToEnd }) => endToEnd)).size, 1_000);
});

test(
  'a connection that is lost while it owes an answer is failed over from, with the T flag',
  LIMIT,
  async (context) => {
    const { greet, door } = await openTestDoor(context);
    const other = seeing(undefined);
    await greet({ onRequest: other.onRequest });
    const newest = seeing(null);
    const dying = await greet({ onRequest: newest.onRequest });
    const told = door.sessions.reauthorize(SESSION);
    await until(() => newest.seen.length === 1);
    dying.socket.destroy();
    assert.equal(await told, 'told');
    const [first, second] = [newest.seen[0], other.seen[0]];
    assert.ok(first !== undefined && second !== undefined);
    assert.equal(first.flags & FLAG_RETRANSMITTED, 0);
    assert.equal(second.flags & FLAG_RETRANSMITTED, FLAG_RETRANSMITTED);
    assert.equal(second.endToEnd, first.endToEnd, 'so that it can be known for a repeat');
    assert.notEqual(second.hopByHop, first.hopByHop);
  },
);

test(
  'a peer that fell silent is failed over from before it is given up',
  LIMIT,
  async (context) => {
    const limits = { watchdogSeconds: 0.15, requestSeconds: 5 };
    const { greet, door, logged } = await openTestDoor(context, { limits });
    const other = seeing(undefined);
    await greet({ onRequest: other.onRequest });
    const silent = await greet({ answersRequests: false });
    const told = door.sessions.reauthorize(SESSION);
    assert.equal(await told, 'told');
    assert.ok(logged.has('gy peer is silent'));
    assert.equal(other.seen.length, 1);
    await silent.closed;
  },
);

/** An SMF behind a relay, its session open. */
async function behindRelay(
  context: TestContext,
  relay: TestRelay,
  connect: (options: {
    port: number;
    onRequest: (request: Message) => number | null | undefined;
  }) => Promise<GyClient>,
): Promise<Message[]> {
  context.after(() => relay.close());
  const { seen, onRequest } = seeing(2002);
  const smf = await connect({ port: relay.port, onRequest });
  await smf.exchangeCapabilities();
  const and = [service(requested())];
  assert.equal(codeIn(await smf.request(creditControlRequest({ and }))), 2001);
  return seen;
}

test('a session behind a relay is charged, and reached the way it came', LIMIT, async (context) => {
  const { connect, door, charging } = await openTestDoor(context);
  const relay = await TestRelay.open(door.port, RELAY_IDENTITY);
  const seen = await behindRelay(context, relay, connect);
  const contact = charging.requests[0]?.contact;
  assert.equal(contact, 'gy smf.epc.test epc.test dra.epc.test');
  assert.equal(await door.sessions.reauthorize({ ...SESSION, contact }), 'told');
  assert.equal(findAvp(avpsOf(seen[0] as Message), base.routeRecord)?.text(), 'ocs.epc.test');
});

test('after a restart of ours the contact alone finds the relay', LIMIT, async (context) => {
  const { connect, door } = await openTestDoor(context);
  const relay = await TestRelay.open(door.port, RELAY_IDENTITY);
  context.after(() => relay.close());
  const smf = await connect({ port: relay.port });
  await smf.exchangeCapabilities();
  const contact = 'gy smf.epc.test epc.test dra.epc.test';
  assert.equal(await door.sessions.reauthorize({ ...SESSION, contact }), 'told');
});

test(
  'any relay is tried where the one that a session came through is gone',
  LIMIT,
  async (context) => {
    const { connect, door } = await openTestDoor(context);
    const relay = await TestRelay.open(door.port, RELAY_IDENTITY);
    context.after(() => relay.close());
    const smf = await connect({ port: relay.port });
    await smf.exchangeCapabilities();
    const contact = 'gy smf.epc.test epc.test gone.epc.test';
    assert.equal(await door.sessions.reauthorize({ ...SESSION, contact }), 'told');
  },
);

test(
  'a relay that cannot deliver makes room for another, without the T flag',
  LIMIT,
  async (context) => {
    const { connect, door } = await openTestDoor(context);
    const identity = { ...RELAY_IDENTITY, originHost: 'other-dra.epc.test' };
    const [blind, relay] = [
      await TestRelay.open(door.port, RELAY_IDENTITY),
      await TestRelay.open(door.port, identity),
    ];
    context.after(() => blind.close());
    context.after(() => relay.close());
    const { seen, onRequest } = seeing(2001);
    const smf = await connect({ port: relay.port, onRequest });
    await smf.exchangeCapabilities();
    const contact = 'gy smf.epc.test epc.test dra.epc.test';
    assert.equal(await door.sessions.reauthorize({ ...SESSION, contact }), 'told');
    assert.equal((seen[0]?.flags ?? 0) & FLAG_RETRANSMITTED, 0, 'it was never delivered');
  },
);

test('a host that comes back through another agent is found there', LIMIT, async (context) => {
  const { connect, door } = await openTestDoor(context);
  const first = await TestRelay.open(door.port, RELAY_IDENTITY);
  await behindRelay(context, first, connect);
  first.close();
  const identity = { ...RELAY_IDENTITY, originHost: 'other-dra.epc.test' };
  const second = await TestRelay.open(door.port, identity);
  context.after(() => second.close());
  const smf = await connect({ port: second.port });
  await smf.exchangeCapabilities();
  const update = creditControlRequest({ type: UPDATE, number: 1, and: [service(requested())] });
  assert.equal(codeIn(await smf.request(update)), 2001);
  await until(() => door.peers().length === 1);
  const contact = 'gy smf.epc.test epc.test dra.epc.test';
  assert.equal(await door.sessions.reauthorize({ ...SESSION, contact }), 'told');
});

test('a request that came by us before is answered 3005', LIMIT, async (context) => {
  const { greet } = await openTestDoor(context);
  const and = [avp(base.routeRecord, 'smf.epc.test'), avp(base.routeRecord, 'OCS.epc.test')];
  assert.equal(codeIn(await (await greet()).request(creditControlRequest({ and }))), 3005);
});

test('contacts read back, and names that would not are no contact', () => {
  for (const [host, realm, neighbour] of [
    ['smf.a', 'a', 'smf.a'],
    ['smf.a', 'a', 'dra.a'],
  ] as const) {
    const contact = writeContact(host, realm, neighbour);
    const via = host === neighbour ? undefined : neighbour;
    assert.deepEqual(readContact(contact ?? ''), { host, realm, via });
  }
  for (const host of ['', 'two words', 'line\nbreak', 'x'.repeat(500)])
    assert.equal(writeContact(host, 'a', host), null);
});
