import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCapturedSession } from '../captured-session.ts';
import { creditControl } from '../codec/avps-credit-control.ts';
import { threegpp } from '../codec/avps-3gpp.ts';
import { readMessage } from '../codec/message.ts';
import { Findings } from '../codec/problem.ts';
import type { AvpTree } from '../codec/tree.ts';
import {
  avp,
  creditControlRequest,
  EVENT,
  FINAL,
  INITIAL,
  ratingGroup,
  requested,
  service,
  subscription,
  totalOctets,
  UPDATE,
  used,
  type RequestParts,
} from '../test-support/requests.ts';
import { readRequest, type CreditControlRequest } from './read-request.ts';

function read(bytes: Buffer): CreditControlRequest {
  const findings = new Findings();
  const request = readRequest(readMessage(bytes), findings, 'smf.epc.test');
  assert.ok(request, findings.first?.message);
  return request;
}

const usageIn = (type: number, ...and: AvpTree[]): object[] =>
  read(creditControlRequest({ type, and })).charging.services.map((one) => ({ ...one }));

function problemIn(parts: RequestParts): number | undefined {
  const findings = new Findings();
  assert.equal(
    readRequest(readMessage(creditControlRequest(parts)), findings, 'smf.epc.test'),
    null,
  );
  return findings.first?.resultCode;
}

const input = (amount: number): AvpTree => avp(creditControl.inputOctets, amount);
const output = (amount: number): AvpTree => avp(creditControl.outputOctets, amount);
const time = avp(creditControl.time, 5);
const reason = (value: number): AvpTree => avp(threegpp.reportingReason, value);

const unnamed = (usedOctets: number, requestedOctets: number | 'nothing'): object[] => [
  { ratingGroup: null, usedOctets, requestedOctets },
];

test('the captured session reads as what the SMF meant', () => {
  const captured = readCapturedSession();
  const subscriber = { imsi: '001010000000001', msisdn: '447700900001' };
  const common = {
    sessionId: 'smf.epc.test;1795334391;2;app_gy',
    subscriber,
    servingNetwork: '00101',
    networkElement: 'smf.epc.test',
    contact: null as string | null,
  };
  const expected = [
    {
      ...common,
      requestNumber: 0,
      step: 'initial',
      services: unnamed(0, 1_000_000),
      contact: 'gy smf.epc.test epc.test',
    },
    { ...common, requestNumber: 1, step: 'update', services: unnamed(3_000, 1_000_000) },
    { ...common, requestNumber: 2, step: 'update', services: unnamed(7_000, 1_000_000) },
    { ...common, requestNumber: 3, step: 'final', services: unnamed(333, 'nothing') },
  ];
  const requests = [captured.initial, ...captured.updates, captured.final];
  assert.deepEqual(
    requests.map((bytes) => read(bytes).charging),
    expected,
  );
});

type UsageCase = readonly [
  name: string,
  type: number,
  avps: readonly AvpTree[],
  ratingGroup: number | null,
  used: number,
  requested: number | 'any' | 'nothing',
];

const USAGE: readonly UsageCase[] = [
  ['an amount asked for', INITIAL, [service(requested(totalOctets(7)), ratingGroup(9))], 9, 0, 7],
  ['an empty request', INITIAL, [service(requested())], null, 0, 'any'],
  ['a request for time alone', INITIAL, [service(requested(time))], null, 0, 'any'],
  ['a request for zero octets', INITIAL, [service(requested(totalOctets(0)))], null, 0, 'any'],
  [
    'a request for input and output',
    INITIAL,
    [service(requested(input(3), output(4)))],
    null,
    0,
    7,
  ],
  ['an initial service without units', INITIAL, [service(ratingGroup(1))], 1, 0, 'any'],
  ['an update without units', UPDATE, [service(ratingGroup(1))], 1, 0, 'nothing'],
  ['a report without a request', UPDATE, [service(used(totalOctets(5)))], null, 5, 'nothing'],
  [
    'a report of input and output',
    UPDATE,
    [service(used(input(2), output(3)))],
    null,
    5,
    'nothing',
  ],
  ['a report of output alone', UPDATE, [service(used(output(3)))], null, 3, 'nothing'],
  [
    'a total beside input and output',
    UPDATE,
    [service(used(totalOctets(9), input(2), output(3)))],
    null,
    9,
    'nothing',
  ],
  ['a report of time alone', UPDATE, [service(used(time), requested())], null, 0, 'any'],
  [
    'reports before and after a tariff change',
    UPDATE,
    [service(used(totalOctets(5)), used(input(2), output(4)), requested())],
    null,
    11,
    'any',
  ],
  [
    'a last report that asks all the same',
    FINAL,
    [service(used(totalOctets(5)), requested(totalOctets(8)))],
    null,
    5,
    'nothing',
  ],
  [
    'a service that ended (FINAL)',
    UPDATE,
    [service(used(totalOctets(5)), requested(), reason(2))],
    null,
    5,
    'nothing',
  ],
  [
    'a quota held too long (QHT)',
    UPDATE,
    [service(used(totalOctets(5), reason(1)), requested())],
    null,
    5,
    'nothing',
  ],
  [
    'an exhausted quota (QUOTA_EXHAUSTED)',
    UPDATE,
    [service(used(totalOctets(5), reason(3)), requested(totalOctets(8)))],
    null,
    5,
    8,
  ],
  ['units in the request itself', UPDATE, [used(totalOctets(5)), requested()], null, 5, 'any'],
  [
    'the same rating group reported and asked for apart',
    UPDATE,
    [
      service(ratingGroup(7), used(totalOctets(5)), reason(2)),
      service(ratingGroup(7), used(totalOctets(1)), requested(totalOctets(8))),
    ],
    7,
    6,
    8,
  ],
  [
    'the same rating group asked for twice',
    INITIAL,
    [
      service(ratingGroup(7), requested(totalOctets(8))),
      service(ratingGroup(7), requested(totalOctets(4))),
    ],
    7,
    0,
    12,
  ],
];

for (const [name, type, avps, group, usedOctets, requestedOctets] of USAGE)
  test(`${name} reads as ${usedOctets} used and ${requestedOctets} asked for`, () => {
    assert.deepEqual(usageIn(type, ...avps), [{ ratingGroup: group, usedOctets, requestedOctets }]);
  });

/** Every Reporting-Reason, and one that is yet to be defined (TS 32.299 clause 7.2.175). */
const REASONS: readonly (readonly [name: string, value: number, ends: boolean])[] = [
  ['THRESHOLD', 0, false],
  ['QHT', 1, true],
  ['FINAL', 2, true],
  ['QUOTA_EXHAUSTED', 3, false],
  ['VALIDITY_TIME', 4, false],
  ['OTHER_QUOTA_TYPE', 5, false],
  ['RATING_CONDITION_CHANGE', 6, false],
  ['FORCED_REAUTHORISATION', 7, false],
  ['POOL_EXHAUSTED', 8, false],
  ['a reason of a later release', 99, false],
];

for (const [name, value, ends] of REASONS)
  test(`${name} ${ends ? 'asks for nothing more' : 'leaves what is asked for as it is'}`, () => {
    const [inService, inUnits] = [
      service(used(totalOctets(5)), reason(value), requested(totalOctets(8))),
      service(used(totalOctets(5), reason(value)), requested(totalOctets(8))),
    ];
    for (const group of [inService, inUnits])
      assert.deepEqual(usageIn(UPDATE, group), unnamed(5, ends ? 'nothing' : 8));
  });

test('units before and after a tariff change, a trigger and an indicator of services are read over', () => {
  const before = used(totalOctets(5), avp(creditControl.tariffChangeUsage, 0));
  const after = used(totalOctets(6), avp(creditControl.tariffChangeUsage, 1));
  const trigger = avp(threegpp.trigger, [avp(threegpp.triggerType, 30)]);
  const indicator = avp(creditControl.multipleServicesIndicator, 1);
  const group = service(before, after, trigger, requested());
  assert.deepEqual(usageIn(UPDATE, indicator, group), unnamed(11, 'any' as never));
});

const inPs = (...avps: AvpTree[]): AvpTree =>
  avp(threegpp.serviceInformation, [avp(threegpp.psInformation, avps)]);
const place = (hex: string): AvpTree => avp(threegpp.userLocationInfo, Buffer.from(hex, 'hex'));

/** Types of TS 29.061; MCC 310 with MNC 410, and MCC 001 with MNC 01. */
const PLACES: readonly (readonly [name: string, avps: readonly AvpTree[], network?: string])[] = [
  ['a tracking area', [place('80130014beef')], '310410'],
  ['a tracking area and a cell', [place('8200f110000100f11000000001')], '00101'],
  ['a cell of 3G', [place('0000f11000010002')], '00101'],
  ['a tracking area of 5G', [place('8800f110000001')], '00101'],
  [
    'a cell, beside the network of its gateway',
    [avp(threegpp.sgsnMccMnc, '26201'), place('8000f1100001')],
    '26201',
  ],
  ['a place of a type that is none', [place('4000f1100001')]],
  ['a place cut short', [place('8000f1')]],
  ['a place whose digits are none', [place('80ffffff0001')]],
  ['no place', []],
];

for (const [name, avps, network] of PLACES)
  test(`${name} tells ${network ?? 'no network'}`, () => {
    const { charging } = read(creditControlRequest({ and: [inPs(...avps)] }));
    assert.equal(charging.servingNetwork, network);
  });

test('several services keep their order, and a named rating group is not the unnamed one', () => {
  const usage = usageIn(INITIAL, service(requested()), service(ratingGroup(0), requested()));
  assert.deepEqual(
    usage.map((one) => 'ratingGroup' in one && one.ratingGroup),
    [null, 0],
  );
});

test('a request without any units concerns the session only', () => {
  assert.deepEqual(usageIn(INITIAL), []);
});

test('an MSISDN with a plus is the same MSISDN, and other identities are passed over', () => {
  const parts = {
    without: [creditControl.subscriptionId],
    and: [subscription(2, 'sip:a@b.test'), subscription(0, '+447700900001')],
  };
  assert.deepEqual(read(creditControlRequest(parts)).charging.subscriber, {
    msisdn: '447700900001',
  });
});

const DIRECT_DEBITING = avp(creditControl.requestedAction, 0);
const CHECK_BALANCE = avp(creditControl.requestedAction, 2);

test('direct debiting is an event that charges', () => {
  const request = read(
    creditControlRequest({ type: EVENT, and: [DIRECT_DEBITING, requested(totalOctets(40))] }),
  );
  assert.equal(request.action, 'charge');
  assert.equal(request.charging.step, 'event');
  assert.equal(request.charging.services[0]?.requestedOctets, 40);
});

test('checking the balance is an event that only asks', () => {
  const and = [CHECK_BALANCE, requested(totalOctets(40))];
  assert.equal(read(creditControlRequest({ type: EVENT, and })).action, 'check_balance');
});

const NO_SUBSCRIPTION = { without: [creditControl.subscriptionId] };
const TOO_MUCH = 2n ** 53n;
const MOST = Number.MAX_SAFE_INTEGER;

const PROBLEMS: readonly (readonly [name: string, parts: RequestParts, code: number])[] = [
  ['no subscriber', NO_SUBSCRIPTION, 5005],
  ['an IMSI that is none', { ...NO_SUBSCRIPTION, and: [subscription(1, '00x')] }, 5004],
  ['two IMSIs', { and: [subscription(1, '001010000000002')] }, 5009],
  ['more than 2^53 octets', { type: UPDATE, and: [service(used(totalOctets(TOO_MUCH)))] }, 5004],
  ['input and output past 2^53', { type: UPDATE, and: [used(input(MOST), output(1))] }, 5004],
  [
    'services that add up past 2^53',
    { type: UPDATE, and: [service(used(totalOctets(MOST))), service(used(totalOctets(MOST)))] },
    5004,
  ],
  ['a refund', { type: EVENT, and: [avp(creditControl.requestedAction, 1), requested()] }, 5004],
  ['a price enquiry', { type: EVENT, and: [avp(creditControl.requestedAction, 3)] }, 5004],
  ['an event without an action', { type: EVENT, and: [requested(totalOctets(4))] }, 5005],
  ['a debit of nobody knows what', { type: EVENT, and: [DIRECT_DEBITING, requested()] }, 5005],
  ['a type that does not exist', { type: 5 }, 5004],
  ['units both in and beside services', { and: [service(requested()), requested()] }, 5007],
  ['the context of voice', { without: [creditControl.serviceContextId], and: [voice()] }, 5031],
  ['a session id with a zero octet', { sessionId: 'smf\0one' }, 5004],
  ['a session id past all bounds', { sessionId: 'x'.repeat(513) }, 5004],
];

function voice(): AvpTree {
  return avp(creditControl.serviceContextId, '32260@3gpp.org');
}

for (const [name, parts, code] of PROBLEMS)
  test(`${name} is answered ${code}`, () => assert.equal(problemIn(parts), code));
