// Links and requests on the real job queue: what is due is done without anybody asking.

import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { test, type TestContext } from 'node:test';
import { openTestStore } from '../../test/support/store.ts';
import { octets } from '../kernel/public.ts';
import type { Message } from '../interfaces/messages/public.ts';
import { seedDemoCarrier } from './demo/carrier.ts';
import { openLog } from './log.ts';
import { groundOn } from './ground.ts';
import { openProduct } from './product.ts';
import { scheduleUnfinishedWays } from './ways.ts';

const GB = octets(1_000_000_000);

async function stage(context: TestContext) {
  const ground = groundOn(await openTestStore(), openLog('silent'));
  const seeded = await seedDemoCarrier(ground, { undoWindowSeconds: 0 });
  assert.ok(seeded.ok);
  const told: string[] = [];
  const tell = (_line: unknown, message: Message) => void told.push(message.about);
  const product = await openProduct(ground, tell);
  context.after(async () => {
    await product.changes.close();
    await ground.close();
  });
  const lines = await product.directory.lines(100);
  const byMost = await Promise.all(
    lines.map(async (line) => {
      const { givableOctets } = await product.gifting.allowance(line.accountId);
      return { line, givableOctets };
    }),
  );
  const [rich] = byMost.toSorted((left, right) => right.givableOctets - left.givableOctets);
  assert.ok(rich !== undefined && rich.givableOctets >= GB);
  const other = lines.find(
    ({ accountId, status, findable }) =>
      accountId !== rich.line.accountId && status === 'active' && findable === 'number',
  );
  assert.ok(other !== undefined);
  return { product, told, giver: rich.line, other };
}

async function until(fact: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 10_000;
  while (!(await fact())) {
    assert.ok(Date.now() < end, `in time: ${fact.toString()}`);
    await sleep(20);
  }
}

test('a request reaches who is asked, and is still there after a restore without its queue', async (context) => {
  const { product, told, giver, other } = await stage(context);
  const { requests } = product.ways;
  const made = await requests.make({
    asker: other,
    how: 'number',
    toMsisdn: `+${giver.msisdn}`,
    octets: GB,
    key: 'one',
  });
  assert.ok(made.ok, JSON.stringify(made));
  // A store that was restored has no jobs until they are asked for again.
  await product.store.pool.query(
    `select ${product.store.schema}_jobs.remove_job('request:${made.value.request.id}')`,
  );
  await scheduleUnfinishedWays(product.store, product.store);
  await product.directory.setPreferences(giver.accountId, { findable: 'number' });
  const jobs = await product.runJobs();
  context.after(() => jobs.stop());
  await until(async () => (await requests.allAsked(giver.accountId, { limit: 5 })).length === 1);
  await until(async () => told.includes('request_made')); // told once it is durable, so a moment later
  const given = await requests.give(giver, made.value.request.id, { octets: GB });
  assert.ok(given.ok, JSON.stringify(given));
  await until(async () => told.includes('gift_arrived'));
});

test('what nobody took of a link comes home by the queue', async (context) => {
  const { product, told, giver } = await stage(context);
  const { links } = product.ways;
  const made = await links.make({ giver: giver.accountId, octetsEach: GB, key: 'one' });
  assert.ok(made.ok, JSON.stringify(made));
  const name = { giver: giver.accountId, linkId: made.value.link.id };
  await product.store.pool.query('update gift_link set expires_at = now() where link_id = $1', [
    name.linkId,
  ]);
  await scheduleUnfinishedWays(product.store, product.store);
  const jobs = await product.runJobs();
  context.after(() => jobs.stop());
  await until(async () => {
    const seen = await links.link(name.giver, name.linkId);
    return seen.ok && seen.value.link.state === 'ended';
  });
  await until(async () => told.includes('link_ended'));
  assert.deepEqual((await product.ledger.audit()).breaks, []);
});
