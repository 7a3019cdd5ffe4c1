import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  chargingData,
  openNchfScene,
  pduSession,
  unit,
  type NchfScene,
} from '../../../../test/support/nchf.ts';
import { GB } from '../../../../test/support/carrier.ts';
import { createNchfClient, referenceIn, type NchfClientAnswer } from '../client.ts';

const MB = 1_000_000;
let scene: NchfScene;

before(async () => {
  scene = await openNchfScene();
});
after(async () => {
  assert.equal((await scene.carrier.ledger.audit()).conserved, true);
  await scene.close();
});

const granted = ({ body }: NchfClientAnswer, index = 0): number | undefined =>
  body.multipleUnitInformation?.[index]?.grantedUnit?.totalVolume;
const codes = ({ body }: NchfClientAnswer) =>
  body.multipleUnitInformation?.map(({ resultCode }) => resultCode);

test('a session is created, updated and released, and charged what it used', async () => {
  const line = await scene.carrier.line({ gigabytes: 1 });
  const begin = pduSession(line);
  const made = await scene.client.create({
    ...begin,
    multipleUnitUsage: [unit(1, { ask: 10 * MB })],
  });
  assert.equal(made.status, 201);
  assert.equal(made.headers['content-type'], 'application/json');
  const reference = referenceIn(made);
  assert.equal(
    made.headers.location,
    `${scene.root}/nchf-convergedcharging/v3/chargingdata/${reference}`,
  );
  assert.ok(!reference.includes(line.imsi));
  assert.equal(granted(made), 10 * MB);
  assert.ok((made.body.multipleUnitInformation?.[0]?.validityTime ?? 0) > 0);
  const next = await scene.client.update(reference, {
    ...begin,
    invocationSequenceNumber: 1,
    multipleUnitUsage: [unit(1, { used: 7 * MB, ask: 10 * MB })],
  });
  assert.deepEqual([next.status, granted(next), codes(next)], [200, 10 * MB, ['SUCCESS']]);
  const last = await scene.client.release(reference, {
    ...begin,
    invocationSequenceNumber: 2,
    multipleUnitUsage: [unit(1, { used: 3 * MB })],
  });
  assert.deepEqual([last.status, last.text], [204, '']);
  assert.equal(await scene.available(line), GB - 10 * MB);
});

test('an update that does not name the line is charged to the line of its session', async () => {
  const line = await scene.carrier.line({ gigabytes: 1 });
  const made = await scene.client.create({
    ...pduSession(line),
    multipleUnitUsage: [unit(1, { ask: MB })],
  });
  const { subscriberIdentifier: _, ...unnamed } = chargingData(line, {
    invocationSequenceNumber: 1,
  });
  const next = await scene.client.update(referenceIn(made), {
    ...unnamed,
    multipleUnitUsage: [unit(1, { used: MB })],
  });
  assert.equal(next.status, 200);
  assert.equal(await scene.available(line), GB - MB);
});

test('a repeated Create, Update and Release are answered alike and charged once', async () => {
  const line = await scene.carrier.line({ gigabytes: 1 });
  const begin = { ...pduSession(line), multipleUnitUsage: [unit(1, { ask: 10 * MB })] };
  const made = await scene.client.create(begin);
  const again = await scene.client.create({ ...begin, retransmissionIndicator: true });
  assert.deepEqual([again.status, again.text], [201, made.text]);
  assert.equal(again.headers.location, made.headers.location);
  const reference = referenceIn(made);
  const more = chargingData(line, {
    invocationSequenceNumber: 1,
    multipleUnitUsage: [unit(1, { used: 4 * MB, ask: 10 * MB })],
  });
  const next = await scene.client.update(reference, more);
  assert.equal((await scene.client.update(reference, more)).text, next.text);
  const flagged = await scene.client.update(reference, { ...more, retransmissionIndicator: true });
  assert.equal(flagged.text, next.text);
  const end = chargingData(line, {
    invocationSequenceNumber: 2,
    multipleUnitUsage: [unit(1, { used: MB })],
  });
  assert.equal((await scene.client.release(reference, end)).status, 204);
  assert.equal((await scene.client.release(reference, end)).status, 204);
  assert.equal(await scene.available(line), GB - 5 * MB);
  const later = await scene.client.update(reference, { ...more, invocationSequenceNumber: 3 });
  assert.deepEqual([later.status, later.body.cause], [404, 'CONTEXT_NOT_FOUND']);
});

test('a lost answer to Create is found again by another process, and by a repeat that was stamped anew', async () => {
  const line = await scene.carrier.line({ gigabytes: 1 });
  const begin = { ...pduSession(line), multipleUnitUsage: [unit(1, { ask: MB })] };
  const made = await scene.client.create(begin);
  const restamped = await scene.client.create({
    ...begin,
    invocationTimeStamp: '2026-11-22T12:00:05Z',
    retransmissionIndicator: true,
  });
  assert.deepEqual([restamped.status, referenceIn(restamped)], [201, referenceIn(made)]);
  const door = await scene.another();
  const client = createNchfClient(`http://127.0.0.1:${door.port}`);
  const elsewhere = await client.create(begin);
  assert.deepEqual([elsewhere.status, elsewhere.text], [201, made.text]);
  const next = await client.update(
    referenceIn(made),
    chargingData(line, { invocationSequenceNumber: 1, multipleUnitUsage: [unit(1, { used: MB })] }),
  );
  await client.close();
  assert.equal(next.status, 200);
  assert.equal(await scene.available(line), GB - MB);
});

test('a consumer that does not count is told apart by its time stamps, as those of free5GC are', async () => {
  const line = await scene.carrier.line({ gigabytes: 1 });
  const made = await scene.client.create({
    ...pduSession(line),
    multipleUnitUsage: [unit(1, { ask: MB })],
  });
  const at = (invocationTimeStamp: string) =>
    scene.client.update(
      referenceIn(made),
      chargingData(line, {
        invocationTimeStamp,
        multipleUnitUsage: [unit(1, { used: MB, ask: MB })],
      }),
    );
  const first = await at('2026-11-22T12:00:01.123456789Z');
  assert.equal(first.status, 200);
  assert.equal((await at('2026-11-22T12:00:01.123456789Z')).text, first.text);
  assert.equal((await at('2026-11-22T12:00:01.123457789Z')).status, 200);
  assert.equal((await at('2026-11-22T11:59:01Z')).status, 400);
  await scene.client.release(
    referenceIn(made),
    chargingData(line, { invocationTimeStamp: '2026-11-22T12:00:09Z' }),
  );
  assert.equal(await scene.available(line), GB - 2 * MB);
});

test('a number that goes back, or comes with another body, is named', async () => {
  const line = await scene.carrier.line({ gigabytes: 1 });
  const begin = { ...pduSession(line), multipleUnitUsage: [unit(1, { ask: MB })] };
  const made = await scene.client.create(begin);
  const say = (invocationSequenceNumber: number, used: number) =>
    scene.client.update(
      referenceIn(made),
      chargingData(line, { invocationSequenceNumber, multipleUnitUsage: [unit(1, { used })] }),
    );
  assert.equal((await say(7, 5)).status, 200, 'numbers may skip');
  for (const answer of [
    await say(6, 5),
    await say(7, 6),
    await scene.client.create({ ...begin, invocationSequenceNumber: 9 }),
  ]) {
    assert.deepEqual([answer.status, answer.body.cause], [400, 'MANDATORY_IE_INCORRECT']);
    assert.equal(answer.body.invalidParams?.[0]?.param, '/invocationSequenceNumber');
  }
  assert.equal(await scene.available(line), GB - 5);
});

test('several rating groups are each answered, those without a price and in other units too', async () => {
  const line = await scene.carrier.line({ gigabytes: 1 });
  const made = await scene.client.create({
    ...pduSession(line),
    multipleUnitUsage: [
      { ...unit(1, { ask: 'any' }), uPFID: '5d6a7f50-0b5f-4a3b-9d44-0f5a4d1c2b3e' },
      unit(9, { ask: 5 * MB }),
      unit(77, { ask: 'any' }),
      { ratingGroup: 5 },
    ],
  });
  assert.equal(made.status, 201);
  assert.deepEqual(codes(made), ['SUCCESS', 'SUCCESS', 'RATING_FAILED', 'RATING_FAILED']);
  assert.equal(granted(made, 1), 5 * MB);
  assert.equal(
    made.body.multipleUnitInformation?.[0]?.uPFID,
    '5d6a7f50-0b5f-4a3b-9d44-0f5a4d1c2b3e',
  );
  const next = await scene.client.update(
    referenceIn(made),
    chargingData(line, {
      invocationSequenceNumber: 1,
      multipleUnitUsage: [
        {
          ratingGroup: 1,
          requestedUnit: { time: 60 },
          usedUnitContainer: [
            { localSequenceNumber: 1, uplinkVolume: 10, downlinkVolume: 20, time: 3 },
            {
              localSequenceNumber: 2,
              totalVolume: 70,
              quotaManagementIndicator: 'OFFLINE_CHARGING',
            },
          ],
        },
        {
          ratingGroup: 9,
          requestedUnit: {},
          usedUnitContainer: [
            {
              localSequenceNumber: 3,
              triggers: [{ triggerType: 'QHT', triggerCategory: 'IMMEDIATE_REPORT' }],
            },
          ],
        },
      ],
    }),
  );
  assert.deepEqual(codes(next), ['RATING_FAILED', 'SUCCESS']);
  assert.deepEqual([granted(next, 0), granted(next, 1)], [undefined, undefined]);
  assert.equal(await scene.available(line), GB - 100);
});

test('a grant names when the network comes back, and offline traffic is charged without quota', async () => {
  const line = await scene.carrier.line({ gigabytes: 1 });
  const made = await scene.client.create({
    ...pduSession(line),
    multipleUnitUsage: [unit(1, { ask: 'any' })],
  });
  const [first] = made.body.multipleUnitInformation ?? [];
  const named = (first?.triggers ?? []).map(({ triggerType }) => triggerType);
  assert.deepEqual(named.slice(0, 2), ['QUOTA_EXHAUSTED', 'VALIDITY_TIME']);
  assert.equal(named.includes('QUOTA_THRESHOLD'), first?.volumeQuotaThreshold !== undefined);
  assert.equal(named.includes('QHT'), first?.quotaHoldingTime !== undefined);
  const quotaManagementIndicator = 'OFFLINE_CHARGING';
  const next = await scene.client.update(
    referenceIn(made),
    chargingData(line, {
      invocationSequenceNumber: 1,
      multipleUnitUsage: [
        {
          ratingGroup: 1,
          requestedUnit: {},
          usedUnitContainer: [
            { localSequenceNumber: 1, totalVolume: 10, quotaManagementIndicator },
          ],
        },
      ],
    }),
  );
  assert.deepEqual([codes(next), granted(next)], [['SUCCESS'], undefined]);
  assert.equal(await scene.available(line), GB - 10);
});

test('the last slice says what comes after it, and a line with nothing left opens no session', async () => {
  const line = await scene.carrier.line({ gigabytes: 0.0005 });
  const begin = { ...pduSession(line), multipleUnitUsage: [unit(1, { ask: 'any' })] };
  const made = await scene.client.create(begin);
  assert.deepEqual([made.status, granted(made)], [201, 500_000]);
  assert.deepEqual(made.body.multipleUnitInformation?.[0]?.finalUnitIndication, {
    finalUnitAction: 'TERMINATE',
  });
  const next = await scene.client.update(
    referenceIn(made),
    chargingData(line, {
      invocationSequenceNumber: 1,
      multipleUnitUsage: [unit(1, { used: 500_000, ask: 'any' })],
    }),
  );
  assert.deepEqual([next.status, codes(next)], [200, ['QUOTA_LIMIT_REACHED']]);
  const empty = await scene.client.create({
    ...pduSession(line),
    multipleUnitUsage: [unit(1, { ask: 'any' })],
  });
  assert.deepEqual([empty.status, empty.body.cause], [403, 'QUOTA_LIMIT_REACHED']);
  assert.equal(empty.headers.location, undefined);
});

test('a line that is nobody, suspended or closed is refused with its own cause', async () => {
  const suspended = await scene.carrier.line({ gigabytes: 1, status: 'suspended' });
  const closed = await scene.carrier.line({ gigabytes: 1, status: 'closed' });
  const line = await scene.carrier.line({ gigabytes: 1 });
  const ask = async (begin: object) => {
    const answer = await scene.client.create({
      ...begin,
      multipleUnitUsage: [unit(1, { ask: 1 })],
    });
    assert.equal(answer.headers['content-type'], 'application/problem+json');
    return [answer.status, answer.body.cause];
  };
  assert.deepEqual(await ask(pduSession({ imsi: '999990000000000', msisdn: '1' })), [
    404,
    'USER_UNKNOWN',
  ]);
  assert.deepEqual(await ask(pduSession({ ...line, msisdn: suspended.msisdn })), [
    404,
    'USER_UNKNOWN',
  ]);
  assert.deepEqual(await ask(chargingData(line, { subscriberIdentifier: 'nai-a@b' })), [
    404,
    'USER_UNKNOWN',
  ]);
  assert.deepEqual(await ask(pduSession(suspended)), [403, 'END_USER_REQUEST_DENIED']);
  assert.deepEqual(await ask(pduSession(closed)), [403, 'END_USER_REQUEST_REJECTED']);
  assert.deepEqual(
    await ask({
      ...pduSession(line),
      pDUSessionChargingInformation: { userInformation: { unauthenticatedFlag: true } },
    }),
    [403, 'CHARGING_NOT_APPLICABLE'],
  );
  assert.deepEqual(await ask(chargingData(line, { sMSChargingInformation: {} })), [
    400,
    'CHARGING_FAILED',
  ]);
  assert.equal(await scene.available(line), GB);
});

test('a one-time event is charged at once, wholly or not at all, and a repeat is not charged again', async () => {
  const line = await scene.carrier.line({ gigabytes: 0.001 });
  const event = (oneTimeEventType: string, units: object[], invocationSequenceNumber = 0) =>
    scene.client.create(
      chargingData(line, {
        oneTimeEvent: true,
        oneTimeEventType,
        invocationSequenceNumber,
        multipleUnitUsage: units,
      }),
    );
  for (const _ of [1, 2]) {
    const paid = await event('IEC', [unit(1, { ask: 400_000 })]);
    assert.deepEqual([paid.status, granted(paid)], [201, 400_000]);
  }
  assert.equal(await scene.available(line), 600_000);
  assert.equal((await event('PEC', [unit(1, { used: 100_000 })])).status, 201);
  assert.equal(await scene.available(line), 500_000);
  const tooMuch = await event('IEC', [unit(1, { ask: 600_000 })], 1);
  assert.deepEqual([tooMuch.status, tooMuch.body.cause], [403, 'QUOTA_LIMIT_REACHED']);
  const unclear = await event('IEC', [unit(1, { ask: 'any' })], 2);
  assert.deepEqual([unclear.status, unclear.body.cause], [400, 'CHARGING_FAILED']);
  assert.equal(await scene.available(line), 500_000);
});

test('roaming traffic takes roaming octets, also in updates that do not say where the line is', async () => {
  const line = await scene.carrier.line();
  await scene.carrier.grant(line, 0.008, { scope: 'roaming' });
  const begin = pduSession(line);
  const made = await scene.client.create({
    ...begin,
    pDUSessionChargingInformation: {
      pduSessionInformation: {
        pduSessionID: 1,
        dnnId: 'internet',
        servingCNPlmnId: { mcc: '208', mnc: '01' },
      },
    },
    multipleUnitUsage: [unit(1, { ask: MB })],
  });
  assert.deepEqual([made.status, granted(made)], [201, MB]);
  const door = await scene.another(); // which remembers nothing of the session
  const client = createNchfClient(`http://127.0.0.1:${door.port}`);
  const next = await client.update(
    referenceIn(made),
    chargingData(line, {
      invocationSequenceNumber: 1,
      multipleUnitUsage: [unit(1, { used: MB, ask: MB })],
    }),
  );
  await client.close();
  assert.equal(granted(next), MB);
  const atHome = await scene.client.create({
    ...pduSession(line),
    multipleUnitUsage: [unit(1, { ask: MB })],
  });
  assert.equal(atHome.body.cause, 'QUOTA_LIMIT_REACHED');
});

test('usage larger than was ever granted is charged as far as there is any, and never below', async () => {
  const line = await scene.carrier.line({ gigabytes: 0.01 });
  const made = await scene.client.create({
    ...pduSession(line),
    multipleUnitUsage: [unit(1, { ask: MB })],
  });
  const next = await scene.client.update(
    referenceIn(made),
    chargingData(line, {
      invocationSequenceNumber: 1,
      multipleUnitUsage: [unit(1, { used: GB, ask: 'any' })],
    }),
  );
  assert.deepEqual([next.status, codes(next)], [200, ['QUOTA_LIMIT_REACHED']]);
  assert.equal(await scene.available(line), 0);
});
