// device-data-volume, asked as a partner asks.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Line } from '../../subscribers/public.ts';
import { openPartnerScene, type Answer } from '../../../test/support/partners.ts';

const scene = await openPartnerScene();
const { clientId, token } = await scene.client(['device-data-volume:read']);
after(() => scene.close());

const BASE = '/device-data-volume/v0.2';
const ask = (operation: string, body: unknown, how = {}): Promise<Answer> =>
  scene.ask('POST', `${BASE}/${operation}`, { token, body, ...how });
const deviceOf = (line: Line) => ({ phoneNumber: `+${line.msisdn}` });
const said = ({ status, body }: Answer): string => `${status} ${(body as { code: string }).code}`;

async function consented(gigabytes: number): Promise<Line> {
  const line = await scene.world.carrier.line({ gigabytes });
  await scene.consents.give(line.accountId, clientId);
  return line;
}

for (const [gigabytes, value, unit] of [
  [0.0005, 0, 'MB'],
  [0.9999, 999, 'MB'],
  [1, 1_000, 'MB'],
  [1.5, 1, 'GB'],
  [20, 20, 'GB'],
  [5_000, 1_000, 'GB'],
] as const)
  test(`${gigabytes} GB are told as ${value} ${unit}`, async () => {
    const answer = await ask('retrieve', { device: deviceOf(await consented(gigabytes)) });
    assert.equal(answer.status, 200);
    assert.deepEqual(answer.body, {
      lastStatusTime: new Date(scene.world.now()).toISOString(),
      remainingDataAllowance: { value, unit },
    });
  });

test('octets that serve only roaming are not told of', async () => {
  const line = await consented(2);
  await scene.world.carrier.grant(line, 7, { kind: 'pack', scope: 'roaming' });
  const answer = await ask('retrieve', { device: deviceOf(line) });
  const told = answer.body as { remainingDataAllowance: object };
  assert.deepEqual(told.remainingDataAllowance, { value: 2, unit: 'GB' });
});

test('a threshold is exceeded by more than it, and not by as much', async () => {
  const device = deviceOf(await consented(2));
  const exceeded = async (value: number, unit: string): Promise<boolean> => {
    const answer = await ask('check', { device, dataAllowanceThreshold: { value, unit } });
    return (answer.body as { thresholdExceeded: boolean }).thresholdExceeded;
  };
  assert.equal(await exceeded(1, 'GB'), true);
  assert.equal(await exceeded(2, 'GB'), false);
  assert.equal(await exceeded(999, 'MB'), true);
});

test('a line without consent is answered as a number that nobody has, to the last byte', async () => {
  const line = await scene.world.carrier.line({ gigabytes: 1 });
  const without = await ask('retrieve', { device: deviceOf(line) });
  const unknown = await ask('retrieve', { device: { phoneNumber: '+16135559999' } });
  assert.equal(said(without), '404 IDENTIFIER_NOT_FOUND');
  assert.equal(without.text, unknown.text);
});

test('a consent is for one partner, and ends when it is withdrawn', async () => {
  const line = await consented(1);
  const other = await scene.client(['device-data-volume:read']);
  const device = deviceOf(line);
  assert.equal(
    said(await ask('retrieve', { device }, { token: other.token })),
    '404 IDENTIFIER_NOT_FOUND',
  );
  await scene.consents.withdraw(line.accountId, clientId);
  assert.equal(said(await ask('retrieve', { device })), '404 IDENTIFIER_NOT_FOUND');
  await scene.consents.give(line.accountId, clientId);
  assert.equal((await ask('retrieve', { device })).status, 200);
  const [kept] = await scene.consents.list(line.accountId);
  assert.equal(kept?.withdrawnAt, null);
});

test('a closed line whose owner had consented is not served', async () => {
  const line = await consented(1);
  await scene.world.carrier.directory.setStatus(line.accountId, 'closed');
  assert.equal(
    said(await ask('retrieve', { device: deviceOf(line) })),
    '422 SERVICE_NOT_APPLICABLE',
  );
});

test('of several identifiers the one that was used is told', async () => {
  const device = { ...deviceOf(await consented(1)), ipv6Address: '2001:db8::1' };
  const answer = await ask('retrieve', { device });
  assert.deepEqual((answer.body as { device: object }).device, { phoneNumber: device.phoneNumber });
});

for (const [name, body, expected] of [
  ['no device', {}, '422 MISSING_IDENTIFIER'],
  ['only an address', { device: { ipv6Address: '2001:db8::1' } }, '422 UNSUPPORTED_IDENTIFIER'],
  ['a number without its plus', { device: { phoneNumber: '16135550001' } }, '400 INVALID_ARGUMENT'],
  ['an empty device', { device: {} }, '400 INVALID_ARGUMENT'],
  [
    'a property that is not declared',
    { device: { phoneNumber: '+16135550001', x: 1 } },
    '400 INVALID_ARGUMENT',
  ],
  ['a list', [], '400 INVALID_ARGUMENT'],
] as const)
  test(`a request with ${name} is answered ${expected}`, async () => {
    const answer = await ask('retrieve', body);
    assert.equal(said(answer), expected);
    assert.equal((answer.body as { status: number }).status, answer.status);
  });

for (const [name, dataAllowanceThreshold, expected] of [
  ['none', undefined, '400 INVALID_ARGUMENT'],
  ['below nothing', { value: -1, unit: 'GB' }, '400 OUT_OF_RANGE'],
  ['above a thousand', { value: 1_001, unit: 'GB' }, '400 OUT_OF_RANGE'],
  ['in bytes', { value: 1, unit: 'B' }, '400 INVALID_ARGUMENT'],
] as const)
  test(`a threshold that is ${name} is answered ${expected}`, async () => {
    const device = { phoneNumber: '+16135550001' };
    assert.equal(said(await ask('check', { device, dataAllowanceThreshold })), expected);
  });

test('a correlator comes back, also with an error, and one of another form is refused', async () => {
  const headers = { 'x-correlator': 'abc-1' };
  assert.equal((await ask('retrieve', {}, { headers })).headers['x-correlator'], 'abc-1');
  const odd = await ask('retrieve', {}, { headers: { 'x-correlator': 'a b' } });
  assert.equal(said(odd), '400 INVALID_ARGUMENT');
  assert.equal(odd.headers['x-correlator'], undefined);
});

test('without a token, or without the right, nothing is told', async () => {
  const device = deviceOf(await consented(1));
  assert.equal(
    said(await scene.ask('POST', `${BASE}/retrieve`, { body: { device } })),
    '401 UNAUTHENTICATED',
  );
  const reader = await scene.client(['balance:read']);
  assert.equal(
    said(await ask('retrieve', { device }, { token: reader.token })),
    '403 PERMISSION_DENIED',
  );
});
