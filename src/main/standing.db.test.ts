// A standing gift that is due is given by the jobs of a running product.

import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'node:test';
import { createTestCarrier, GB, TIME_ZONE } from '../../test/support/carrier.ts';
import { openTestStore } from '../../test/support/store.ts';
import { civilTime } from '../catalog/public.ts';
import { DAY, octets, partOf, SECOND, systemClock } from '../kernel/public.ts';
import { jobsSchemaOf } from './jobs.ts';
import { openLog } from './log.ts';
import { groundOn } from './ground.ts';
import { openProduct } from './product.ts';

test('the queue gives what is due, and nothing twice', async () => {
  const store = await openTestStore();
  const ground = groundOn(store, openLog('silent'));
  const carrier = await createTestCarrier(store, systemClock);
  const told: string[] = [];
  const product = await openProduct(ground, (line, { about }) =>
    told.push(`${line.name} ${about}`),
  );
  const { standing } = product;
  // Its cycle began yesterday, so that the first day of it is over.
  const { dayOfMonth } = civilTime(systemClock.now() - DAY, TIME_ZONE);
  const giver = await carrier.line({ gigabytes: 20, cycleDay: dayOfMonth, name: 'Maya' });
  const receiver = await carrier.line({ name: 'Leo' });
  const made = await standing.make({
    giver: giver.accountId,
    to: { msisdn: `+${receiver.msisdn}` },
    rhythm: { kind: 'monthly', octets: octets(2 * GB), dayOfCycle: 1 },
    key: 'once',
  });
  assert.ok(made.ok, JSON.stringify(made));
  const { id } = made.value;
  assert.ok((await standing.agree(receiver.accountId, id)).ok);
  const jobs = await product.runJobs();
  try {
    await store.pool.query(
      `update standing_gift set next_at = now() where part = $1 and account_id = $2`,
      [partOf(giver.accountId, store.parts), giver.accountId],
    );
    for (let round = 0; round < 3; round += 1)
      await store.pool.query(`select ${jobsSchemaOf(store)}.add_job('give_standing')`);
    const until = Date.now() + 20 * SECOND;
    for (;;) {
      const read = await standing.read(giver.accountId, id);
      assert.ok(read.ok);
      if (read.value.lastGiftId !== null) break;
      assert.ok(Date.now() < until, 'it is given within seconds');
      await sleep(50);
    }
    const gifts = await product.gifting.gifts(giver.accountId, { limit: 10 });
    assert.deepEqual(
      gifts.map(({ way, octets: amount }) => [way, amount]),
      [['standing', 2 * GB]],
    );
    assert.ok(told.includes('Leo standing_gift_asked'));
    assert.ok(told.includes('Maya standing_gift_agreed'));
  } finally {
    await jobs.stop();
    await product.close();
  }
});
