import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readMessage, readTree, valueIn, type AvpTree } from '../../src/interfaces/gy/public.ts';
import { subscribers } from './carrier.ts';
import { requestOf, type Step } from './requests.ts';

const [first, second] = subscribers;
assert.ok(first !== undefined && second !== undefined);

const update: Step = {
  kind: 'update',
  subscriber: second,
  sessionId: 'smf.epc.test;chaos;7',
  requestNumber: 3,
  usedOctets: 12_345,
};
const read = (bytes: Buffer) => {
  const message = readMessage(bytes);
  return { message, avps: readTree(message) };
};

test('a request is the recorded one with another session, subscriber and usage', () => {
  const { message, avps } = read(
    requestOf(update, { hopByHop: 11, endToEnd: 12, isRepeat: false }),
  );
  assert.deepEqual([message.hopByHop, message.endToEnd], [11, 12]);
  assert.equal(valueIn(avps, 'Session-Id'), update.sessionId);
  assert.equal(valueIn(avps, 'CC-Request-Number'), 3);
  const used = ['CC-Input-Octets', 'CC-Output-Octets'].map((name) => Number(valueIn(avps, name)));
  assert.deepEqual(used, [6_173, 6_172]);
  const named = avps.filter(({ definition }) => definition.name === 'Subscription-Id');
  const digits = named.map(({ value }) =>
    valueIn(value as readonly AvpTree[], 'Subscription-Id-Data'),
  );
  assert.deepEqual(digits, [second.imsi, second.msisdn]);
});

test('a repeat differs in its T bit only', () => {
  const sending = { hopByHop: 1, endToEnd: 2 };
  const once = requestOf(update, { ...sending, isRepeat: false });
  const again = requestOf(update, { ...sending, isRepeat: true });
  assert.equal(again.readUInt8(4), once.readUInt8(4) | 0x10);
  again.writeUInt8(once.readUInt8(4), 4);
  assert.ok(again.equals(once));
});
