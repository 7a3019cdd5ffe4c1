import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  chargingData,
  openNchfScene,
  pduSession,
  unit,
  type NchfScene,
} from '../../../test/support/nchf.ts';
import type { Line } from '../../subscribers/public.ts';
import { referenceIn } from './client.ts';

let scene: NchfScene;
let line: Line;

before(async () => {
  scene = await openNchfScene();
  line = await scene.carrier.line({ gigabytes: 1 });
});
after(() => scene.close());

const without = (name: string): object => {
  const { [name]: _, ...others } = pduSession(line);
  return others;
};
const units = (...multipleUnitUsage: unknown[]): object => ({
  ...pduSession(line),
  multipleUnitUsage,
});

const ROWS: readonly (readonly [string, () => object, string, string])[] = [
  [
    'no time stamp',
    () => without('invocationTimeStamp'),
    'MANDATORY_IE_MISSING',
    '/invocationTimeStamp',
  ],
  [
    'no number',
    () => without('invocationSequenceNumber'),
    'MANDATORY_IE_MISSING',
    '/invocationSequenceNumber',
  ],
  [
    'no consumer',
    () => without('nfConsumerIdentification'),
    'MANDATORY_IE_MISSING',
    '/nfConsumerIdentification',
  ],
  [
    'no line',
    () => ({ ...without('subscriberIdentifier'), pDUSessionChargingInformation: {} }),
    'MANDATORY_IE_MISSING',
    '/subscriberIdentifier',
  ],
  [
    'a consumer of no kind',
    () => ({ ...pduSession(line), nfConsumerIdentification: {} }),
    'MANDATORY_IE_MISSING',
    '/nfConsumerIdentification/nodeFunctionality',
  ],
  [
    'a consumer that is text',
    () => ({ ...pduSession(line), nfConsumerIdentification: 'SMF' }),
    'MANDATORY_IE_INCORRECT',
    '/nfConsumerIdentification',
  ],
  [
    'a time stamp of words',
    () => ({ ...pduSession(line), invocationTimeStamp: 'now' }),
    'MANDATORY_IE_INCORRECT',
    '/invocationTimeStamp',
  ],
  [
    'a 13th month',
    () => ({ ...pduSession(line), invocationTimeStamp: '2026-13-01T00:00:00Z' }),
    'MANDATORY_IE_INCORRECT',
    '/invocationTimeStamp',
  ],
  [
    'a number below zero',
    () => ({ ...pduSession(line), invocationSequenceNumber: -1 }),
    'MANDATORY_IE_INCORRECT',
    '/invocationSequenceNumber',
  ],
  [
    'a number past Uint32',
    () => ({ ...pduSession(line), invocationSequenceNumber: 2 ** 32 }),
    'MANDATORY_IE_INCORRECT',
    '/invocationSequenceNumber',
  ],
  [
    'a number in quotes',
    () => ({ ...pduSession(line), invocationSequenceNumber: '1' }),
    'MANDATORY_IE_INCORRECT',
    '/invocationSequenceNumber',
  ],
  [
    'a SUPI that is a number',
    () => ({ ...pduSession(line), subscriberIdentifier: 1 }),
    'OPTIONAL_IE_INCORRECT',
    '/subscriberIdentifier',
  ],
  [
    'a NUL in a name',
    () => ({ ...pduSession(line), subscriberIdentifier: 'a\0b' }),
    'OPTIONAL_IE_INCORRECT',
    '/subscriberIdentifier',
  ],
  [
    'half a letter in a name',
    () => ({
      ...pduSession(line),
      nfConsumerIdentification: { nodeFunctionality: 'SMF', nFName: '\ud800' },
    }),
    'OPTIONAL_IE_INCORRECT',
    '/nfConsumerIdentification/nFName',
  ],
  [
    'a callback to nowhere',
    () => ({ ...pduSession(line), notifyUri: 'notify me' }),
    'OPTIONAL_IE_INCORRECT',
    '/notifyUri',
  ],
  [
    'a callback to a file',
    () => ({ ...pduSession(line), notifyUri: 'file:///etc/passwd' }),
    'OPTIONAL_IE_INCORRECT',
    '/notifyUri',
  ],
  [
    'a callback without end',
    () => ({ ...pduSession(line), notifyUri: `http://a/${'x'.repeat(400)}` }),
    'OPTIONAL_IE_INCORRECT',
    '/notifyUri',
  ],
  [
    'a flag that is text',
    () => ({ ...pduSession(line), retransmissionIndicator: 'yes' }),
    'OPTIONAL_IE_INCORRECT',
    '/retransmissionIndicator',
  ],
  [
    'an event of no type',
    () => ({ ...pduSession(line), oneTimeEvent: true }),
    'MANDATORY_IE_MISSING',
    '/oneTimeEventType',
  ],
  [
    'an event of another type',
    () => ({ ...pduSession(line), oneTimeEvent: true, oneTimeEventType: 'ECUR' }),
    'MANDATORY_IE_INCORRECT',
    '/oneTimeEventType',
  ],
  [
    'units that are an object',
    () => ({ ...pduSession(line), multipleUnitUsage: {} }),
    'OPTIONAL_IE_INCORRECT',
    '/multipleUnitUsage',
  ],
  [
    'a unit without rating group',
    () => units({ requestedUnit: {} }),
    'MANDATORY_IE_MISSING',
    '/multipleUnitUsage/0/ratingGroup',
  ],
  [
    'a rating group of text',
    () => units({ ratingGroup: '1' }),
    'MANDATORY_IE_INCORRECT',
    '/multipleUnitUsage/0/ratingGroup',
  ],
  [
    'a volume below zero',
    () => units(unit(1, { ask: 1 }), { ratingGroup: 2, requestedUnit: { totalVolume: -1 } }),
    'MANDATORY_IE_INCORRECT',
    '/multipleUnitUsage/1/requestedUnit/totalVolume',
  ],
  [
    'a fraction of an octet',
    () =>
      units({ ratingGroup: 1, usedUnitContainer: [{ localSequenceNumber: 1, uplinkVolume: 1.5 }] }),
    'MANDATORY_IE_INCORRECT',
    '/multipleUnitUsage/0/usedUnitContainer/0/uplinkVolume',
  ],
  [
    'more octets than can be counted',
    () => units(unit(1, { ask: 2 ** 53 })),
    'MANDATORY_IE_INCORRECT',
    '/multipleUnitUsage/0/requestedUnit/totalVolume',
  ],
  [
    'a sum that cannot be counted',
    () => units(unit(1, { used: 2 ** 53 - 1 }), unit(1, { used: 1 })),
    'MANDATORY_IE_INCORRECT',
    '/multipleUnitUsage/1',
  ],
  [
    'a network without a code',
    () => ({
      ...pduSession(line),
      pDUSessionChargingInformation: {
        userLocationinfo: { nrLocation: { tai: { plmnId: { mcc: '1', mnc: '01' } } } },
      },
    }),
    'OPTIONAL_IE_INCORRECT',
    '/pDUSessionChargingInformation/userLocationinfo/nrLocation/tai/plmnId',
  ],
];

for (const [name, body, cause, param] of ROWS)
  test(`${name} answers ${cause} and names it`, async () => {
    const { status, body: answer } = await scene.client.create(body());
    assert.deepEqual([status, answer.cause], [400, cause]);
    assert.ok(
      answer.invalidParams?.some((one) => one.param === param),
      JSON.stringify(answer.invalidParams),
    );
    assert.equal(await scene.available(line), 1_000_000_000);
  });

test('several things wrong are all named, under the weightiest cause', async () => {
  const { body } = await scene.client.create({ notifyUri: 5, invocationSequenceNumber: 'one' });
  assert.equal(body.cause, 'MANDATORY_IE_MISSING');
  assert.deepEqual(body.invalidParams?.map(({ param }) => param).toSorted(), [
    '/invocationSequenceNumber',
    '/invocationTimeStamp',
    '/nfConsumerIdentification',
    '/notifyUri',
  ]);
});

const PATH = '/nchf-convergedcharging/v3/chargingdata';

test('a body that is no JSON object answers INVALID_MSG_FORMAT', async () => {
  for (const body of [
    '',
    '{',
    '[]',
    'null',
    '"text"',
    '[['.repeat(20_000),
    Buffer.from([0x7b, 0xff, 0x7d]),
  ]) {
    const answer = await scene.client.send('POST', PATH, body);
    assert.deepEqual([answer.status, answer.body.cause], [400, 'INVALID_MSG_FORMAT']);
  }
});

test('a body too large, of another type, or by another method is refused as such', async () => {
  const large = await scene.client.send('POST', PATH, JSON.stringify('x'.repeat(65_536)));
  assert.deepEqual([large.status, large.body.cause], [413, 'PAYLOAD_TOO_LARGE']);
  const xml = await scene.client.send('POST', PATH, '<a/>', 'application/xml');
  assert.deepEqual([xml.status, xml.body.cause], [415, 'UNSUPPORTED_MEDIA_TYPE']);
  for (const method of ['GET', 'DELETE', 'PUT'] as const) {
    const answer = await scene.client.send(method, PATH, method === 'PUT' ? '{}' : undefined);
    assert.deepEqual([answer.status, answer.headers.allow], [405, 'POST']);
  }
});

test('an unknown path and an unknown session are told apart', async () => {
  for (const path of [
    '/',
    '/nchf-convergedcharging/v2/chargingdata',
    `${PATH}s`,
    `${PATH}/a/b/update`,
    `${PATH}/a/modify`,
  ]) {
    const answer = await scene.client.send('POST', path, '{}');
    assert.deepEqual([answer.status, answer.body.cause], [404, 'RESOURCE_URI_STRUCTURE_NOT_FOUND']);
  }
  const made = await scene.client.create({
    ...pduSession(line),
    multipleUnitUsage: [unit(1, { ask: 1 })],
  });
  const reference = referenceIn(made);
  const last = reference.endsWith('A') ? 'Q' : 'A';
  for (const unknown of [
    'x',
    'x'.repeat(30),
    reference.slice(0, -1) + last,
    `${'A'.repeat(22)}${reference.slice(22)}`,
  ])
    for (const answer of [
      await scene.client.update(unknown, chargingData(line, { invocationSequenceNumber: 1 })),
      await scene.client.release(unknown, chargingData(line, { invocationSequenceNumber: 1 })),
    ])
      assert.deepEqual([answer.status, answer.body.cause], [404, 'CONTEXT_NOT_FOUND']);
  const other = await scene.carrier.line({ gigabytes: 1 });
  const stolen = await scene.client.update(
    reference,
    chargingData(other, { invocationSequenceNumber: 1 }),
  );
  assert.deepEqual([stolen.status, stolen.body.cause], [400, 'OPTIONAL_IE_INCORRECT']);
  assert.equal(
    (await scene.client.release(reference, chargingData(line, { invocationSequenceNumber: 1 })))
      .status,
    204,
  );
});

test('asking for time only has no price', async () => {
  const { status, body } = await scene.client.create(
    units({ ratingGroup: 1, requestedUnit: { time: 60 } }),
  );
  assert.deepEqual([status, body.cause], [400, 'CHARGING_FAILED']);
  assert.equal(body.invalidParams?.[0]?.param, '/multipleUnitUsage/0/requestedUnit');
});
