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
import { referenceIn, type NchfClientAnswer } from '../client.ts';

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
