import assert from 'node:assert/strict';
import { test } from 'node:test';
import { base } from '../codec/avps-base.ts';
import { creditControl } from '../codec/avps-credit-control.ts';
import { AVP_FLAG_VENDOR } from '../codec/avp.ts';
import type { AvpDefinition } from '../codec/definition.ts';
import { ietf, tgpp } from '../codec/definition.ts';
import { FLAG_ERROR, readMessage, type Message } from '../codec/message.ts';
import { readTree, type AvpTree } from '../codec/tree.ts';
import { codeIn, openTestDoor } from '../test-support/open-door.ts';
import {
  avp,
  creditControlRequest,
  requested,
  service,
  type RequestParts,
} from '../test-support/requests.ts';
import { readCapturedSession } from '../captured-session.ts';

const UNKNOWN = ietf(60_000, 'Unheard-Of', 'OctetString');
const UNKNOWN_OF_VENDOR: AvpDefinition = {
  ...tgpp(60_000, 'Unheard-Of', 'OctetString'),
  vendor: 42,
};

function failedAvp(answer: Message): AvpTree | undefined {
  const failed = readTree(answer).find(({ definition }) => definition === base.failedAvp);
  return (failed?.value as readonly AvpTree[] | undefined)?.[0];
}

/** The request with one octet changed, counted from the start of the AVP with that code. */
function alter(bytes: Buffer, code: number, offset: number, value: number): Buffer {
  const altered = Buffer.from(bytes);
  let at = 20;
  while (altered.readUInt32BE(at) !== code) at += (altered.readUIntBE(at + 5, 3) + 3) & ~3;
  altered.writeUInt8(value, at + offset);
  return altered;
}

type Case = readonly [name: string, bytes: Buffer, code: number, failed?: AvpDefinition];

const request = (parts: RequestParts = {}): Buffer => creditControlRequest(parts);
const sessionCode = base.sessionId.code;

const CASES: readonly Case[] = [
  ['a command nobody defined', request({ command: 999 }), 3001],
  ['another realm', request({ without: [base.destinationRealm], and: [realm('else.test')] }), 3003],
  ['another host', request({ and: [avp(base.destinationHost, 'other.epc.test')] }), 3002],
  ['another application', request({ application: 16_777_238 }), 3007],
  ['an E bit in a request', request({ flags: 0xe0 }), 3008],
  ['a P bit in a watchdog', watchdogWithProxyBit(), 3008],
  ['a Session-Id without its M bit', alter(request(), sessionCode, 4, 0), 3009, base.sessionId],
  ['an Error-Message with an M bit', request({ and: [avp(base.errorMessage, 'a', true)] }), 3009],
  ['an unknown AVP with the M bit', request({ and: [avp(UNKNOWN, Buffer.of(1))] }), 5001],
  [
    'an unknown vendor AVP with the M bit, in a group',
    request({ and: [service(avp(UNKNOWN_OF_VENDOR, Buffer.of(1)))] }),
    5001,
  ],
  [
    'no CC-Request-Number',
    request({ without: [creditControl.requestNumber] }),
    5005,
    creditControl.requestNumber,
  ],
  ['no Session-Id', request({ without: [base.sessionId] }), 5005, base.sessionId],
  [
    'two CC-Request-Types',
    request({ and: [avp(creditControl.requestType, 2)] }),
    5009,
    creditControl.requestType,
  ],
  [
    'two requests for units in one service',
    request({ and: [service(requested(), requested())] }),
    5009,
    creditControl.requestedServiceUnit,
  ],
  ['an AVP shorter than its header', alter(request(), 416, 7, 7), 5014, creditControl.requestType],
  [
    'an AVP that runs out of the message',
    alter(request(), 416, 5, 1),
    5014,
    creditControl.requestType,
  ],
  ['a number of three octets', alter(request(), 416, 7, 11), 5014, creditControl.requestType],
];

function realm(name: string): AvpTree {
  return avp(base.destinationRealm, name);
}

function watchdogWithProxyBit(): Buffer {
  const watchdog = Buffer.from(readCapturedSession().deviceWatchdog);
  watchdog.writeUInt8(0xc0, 4);
  return watchdog;
}

for (const [name, bytes, code, failed] of CASES)
  test(`${name} is answered ${code}`, async (context) => {
    const { charging, greet } = await openTestDoor(context);
    const client = await greet();
    const answer = await client.request(bytes);
    assert.equal(codeIn(answer), code);
    assert.equal((answer.flags & FLAG_ERROR) !== 0, code < 4_000, 'the E bit is for 3xxx alone');
    if (failed !== undefined) assert.equal(failedAvp(answer)?.definition, failed);
    if (code === 5001) assert.equal(failedAvp(answer)?.definition.code, UNKNOWN.code);
    assert.equal(charging.requests.length, 0);
    assert.equal(codeIn(await client.request(request())), 2001, 'the connection lives on');
  });

test('an unknown AVP without the M bit is passed over', async (context) => {
  const { greet } = await openTestDoor(context);
  const and = [avp(UNKNOWN, Buffer.of(1), false), avp(UNKNOWN_OF_VENDOR, Buffer.of(2), false)];
  assert.equal(codeIn(await (await greet()).request(request({ and }))), 2001);
});

test('our realm and host are ours in any case', async (context) => {
  const { greet } = await openTestDoor(context);
  const and = [realm('EPC.test'), avp(base.destinationHost, 'OCS.epc.TEST')];
  const bytes = request({ without: [base.destinationRealm], and });
  assert.equal(codeIn(await (await greet()).request(bytes)), 2001);
});

test('a missing AVP is shown as an example with the least value of its type', async (context) => {
  const { greet } = await openTestDoor(context);
  const bytes = request({ without: [creditControl.requestNumber] });
  assert.deepEqual(failedAvp(await (await greet()).request(bytes)), {
    definition: creditControl.requestNumber,
    mandatory: true,
    value: 0,
  });
});

test('an invalid value is shown as it came', async (context) => {
  const { greet } = await openTestDoor(context);
  const answer = await (await greet()).request(request({ type: 9 }));
  assert.equal(codeIn(answer), 5004);
  assert.equal(failedAvp(answer)?.value, 9);
});

test('an answer to a refused request still tells its type and number', async (context) => {
  const { greet } = await openTestDoor(context);
  const bytes = request({ type: 2, number: 7, and: [avp(UNKNOWN, Buffer.of(1))] });
  const values = readTree(await (await greet()).request(bytes)).map((one) => [
    one.definition.name,
    one.value,
  ]);
  assert.deepEqual(values.slice(0, 7), [
    ['Session-Id', 'smf.epc.test;1;1'],
    ['Result-Code', 5001],
    ['Origin-Host', 'ocs.epc.test'],
    ['Origin-Realm', 'epc.test'],
    ['Auth-Application-Id', 4],
    ['CC-Request-Type', 2],
    ['CC-Request-Number', 7],
  ]);
});

test('Proxy-Info comes back whole and in order, on success and on refusal', async (context) => {
  const { greet } = await openTestDoor(context);
  const client = await greet();
  const proxies = ['one.test', 'two.test'].map((host, index) =>
    avp(base.proxyInfo, [
      avp(base.proxyHost, host),
      avp(base.proxyState, Buffer.from([index, 7, 7])),
    ]),
  );
  for (const [and, code] of [
    [proxies, 2001],
    [[...proxies, avp(UNKNOWN, Buffer.of(1))], 5001],
  ] as const) {
    const answer = await client.request(request({ and }));
    assert.equal(codeIn(answer), code);
    assert.deepEqual(
      readTree(answer).filter(({ definition }) => definition === base.proxyInfo),
      proxies,
    );
  }
});

test('more AVPs and deeper groups than allowed are answered 5012', async (context) => {
  const { greet } = await openTestDoor(context, {
    limits: { maximumAvps: 40, maximumNesting: 3 },
  });
  const client = await greet();
  const many = Array.from({ length: 40 }, () => avp(base.routeRecord, 'a.test'));
  let deep = avp(base.proxyInfo, []);
  for (let level = 0; level < 6; level += 1) deep = avp(base.proxyInfo, [deep]);
  assert.equal(codeIn(await client.request(request({ and: many }))), 5012);
  assert.equal(codeIn(await client.request(request({ and: [deep] }))), 5012);
  assert.equal(codeIn(await client.request(request())), 2001);
});

test('a vendor bit makes an AVP another one', () => {
  const bytes = alter(request(), sessionCode, 4, AVP_FLAG_VENDOR | 0x40);
  const [first] = readTree(readMessage(bytes));
  assert.notEqual(first?.definition, base.sessionId);
});
