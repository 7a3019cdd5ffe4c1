import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FLAG_RETRANSMITTED, readMessage, type Message } from './codec/message.ts';
import { readTree, valueIn, type AvpTree } from './codec/tree.ts';
import { readCapture, readCapturedSession, rename } from './captured-session.ts';
import { codeIn, openTestDoor } from './test-support/open-door.ts';
import { IMSI } from './test-support/requests.ts';

const SLICE_OCTETS = 1_000_000; // what the captured SMF asks for each time

function grantIn(answer: Message): AvpTree['value'] | undefined {
  return valueIn(readTree(answer), 'CC-Total-Octets');
}

test('the captured session is served from greeting to goodbye', async (context) => {
  const { door, charging, connect } = await openTestDoor(context);
  const line = charging.lines.get(IMSI);
  assert.ok(line);
  const before = line.availableOctets;
  const session = readCapturedSession();
  const client = await connect();

  const greeting = await client.request(session.capabilitiesExchange);
  assert.equal(codeIn(greeting), 2001);
  assert.equal(valueIn(readTree(greeting), 'Origin-Host'), 'ocs.epc.test');
  assert.equal(valueIn(readTree(greeting), 'Auth-Application-Id'), 4);
  assert.equal(codeIn(await client.request(session.deviceWatchdog)), 2001);

  const initial = await client.request(session.initial);
  assert.equal(codeIn(initial), 2001);
  assert.equal(grantIn(initial), SLICE_OCTETS);
  assert.equal(line.availableOctets, before - SLICE_OCTETS);

  for (const update of session.updates)
    assert.equal(grantIn(await client.request(update)), SLICE_OCTETS);
  assert.equal(line.availableOctets, before - SLICE_OCTETS - 3_000 - 7_000);

  const final = await client.request(session.final);
  assert.equal(codeIn(final), 2001);
  assert.equal(grantIn(final), undefined);
  assert.equal(line.availableOctets, before - 3_000 - 7_000 - 333);

  assert.deepEqual(
    door.peers().map(({ originHost, originRealm, state }) => ({ originHost, originRealm, state })),
    [{ originHost: 'smf.epc.test', originRealm: 'epc.test', state: 'open' }],
  );
  assert.equal(codeIn(await client.request(session.disconnectPeer)), 2001);
  await client.closed;
});

test('answers carry what ties them to their request', async (context) => {
  const { greet } = await openTestDoor(context);
  const client = await greet();
  const request = readMessage(readCapturedSession().initial);
  const answer = await client.request(request.bytes);
  assert.equal(answer.endToEnd, request.endToEnd);
  assert.equal(answer.application, request.application);
  assert.equal(answer.flags, 0x40, 'the P bit alone');
  const [first] = readTree(answer);
  assert.equal(first?.definition.name, 'Session-Id');
  assert.equal(first.value, valueIn(readTree(request), 'Session-Id'));
});

test('a repeat with the T bit is answered as the request was and charged once', async (context) => {
  const { charging, greet } = await openTestDoor(context);
  const session = readCapturedSession();
  const client = await greet();
  await client.request(session.initial);
  const answer = await client.request(session.updates[0]);
  const charged = charging.lines.get(IMSI)?.availableOctets;

  const repeat = Buffer.from(rename(session.updates[0], { hopByHop: 77 }));
  repeat.writeUInt8(repeat.readUInt8(4) | FLAG_RETRANSMITTED, 4);
  const again = await (await greet()).request(repeat);
  assert.deepEqual(readTree(again), readTree(answer));
  assert.equal(charging.lines.get(IMSI)?.availableOctets, charged);
  assert.equal(again.flags, answer.flags);
});

test('renaming changes the session and the identifiers and nothing else', () => {
  for (const { bytes } of readCapture())
    assert.equal(rename(bytes, {}).toString('hex'), bytes.toString('hex'));
  const { initial } = readCapturedSession();
  const renamed = readMessage(rename(initial, { sessionId: 'a;1', hopByHop: 5, endToEnd: 6 }));
  assert.deepEqual([renamed.hopByHop, renamed.endToEnd], [5, 6]);
  const [sessionId, ...others] = readTree(renamed);
  assert.equal(sessionId?.value, 'a;1');
  assert.deepEqual(others, readTree(readMessage(initial)).slice(1));
});
