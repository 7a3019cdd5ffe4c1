// A store that is away, and requests of one session that overtake each other.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chargingData, openNchfScene, pduSession, unit } from '../../../test/support/nchf.ts';
import type { Charging } from '../../charging/public.ts';
import { Fault, type Retry } from '../../kernel/public.ts';
import { referenceIn } from './client.ts';

const away = (retry: Retry): Fault => new Fault('store_away', 'the store is away', { retry });

test('a store that is away is told with what may be done about it, and logged once a second', async () => {
  let thrown: Error | undefined;
  const wrap = (inner: Charging): Charging => ({
    ...inner,
    charge: (request) => (thrown === undefined ? inner.charge(request) : Promise.reject(thrown)),
  });
  const scene = await openNchfScene({ wrap });
  const line = await scene.carrier.line({ gigabytes: 1 });
  const begin = { ...pduSession(line), multipleUnitUsage: [unit(1, { ask: 1_000 })] };
  for (const [fault, status, cause] of [
    [away('safe'), 503, 'NF_CONGESTION'],
    [away('same_key_only'), 504, 'TIMED_OUT_REQUEST'],
    [away('useless'), 500, 'SYSTEM_FAILURE'],
    [new TypeError('a bug'), 500, 'SYSTEM_FAILURE'],
  ] as const) {
    thrown = fault;
    const answer = await scene.client.create(begin);
    assert.deepEqual([answer.status, answer.body.cause], [status, cause]);
    assert.equal(answer.headers['retry-after'], status === 500 ? undefined : '1');
  }
  assert.equal(scene.logged.filter((message) => message === 'charging failed').length, 1);
  thrown = undefined;
  assert.equal((await scene.client.create(begin)).status, 201, 'the repeat is served');
  await scene.close();
});

test('requests of one session that come at once are charged in their order', async () => {
  const scene = await openNchfScene();
  const line = await scene.carrier.line({ gigabytes: 1 });
  const made = await scene.client.create({
    ...pduSession(line),
    multipleUnitUsage: [unit(1, { ask: 1_000 })],
  });
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, at) =>
      scene.client.update(
        referenceIn(made),
        chargingData(line, {
          invocationSequenceNumber: at + 1,
          multipleUnitUsage: [unit(1, { used: 10, ask: 1_000 })],
        }),
      ),
    ),
  );
  assert.ok(answers.every(({ status }) => status === 200));
  await scene.client.release(
    referenceIn(made),
    chargingData(line, { invocationSequenceNumber: 21 }),
  );
  assert.equal(await scene.available(line), 1_000_000_000 - 200);
  await scene.close();
});
