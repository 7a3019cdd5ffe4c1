// Buying packs: for oneself, for one's family, and for others, who are asked first.

import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { GB } from '../../../test/support/carrier.ts';
import { createSharingWorld, type SharingWorld } from '../../../test/support/sharing.ts';
import { createPackCatalog } from '../../catalog/public.ts';
import { DAY, HOUR } from '../../kernel/public.ts';
import type { Line } from '../../subscribers/public.ts';
import { createBlocks } from '../contacts/blocks.ts';

let world: SharingWorld;
before(async () => {
  world = await createSharingWorld();
  const packs = createPackCatalog(world.store);
  const name = { en: 'Day', fr: 'Jour' };
  const day = { name, octets: GB, scope: 'any', validityDays: 1, isSold: true } as const;
  await packs.putPack({ ...day, id: 'day-1', priceCents: 300 });
  await packs.putPack({ ...day, id: 'free-1', priceCents: 0 });
  await packs.putPack({ ...day, id: 'old-1', priceCents: 100, isSold: false });
  await packs.putPack({
    ...day,
    id: 'roam-5',
    scope: 'roaming',
    octets: 5 * GB,
    priceCents: 2_500,
  });
});
after(() => world.close());
beforeEach(() => {
  world.news.length = 0;
});

let keys = 0;
const buy = (from: Line, packId: string, to?: Line, key = `key-${(keys += 1)}`) =>
  world.shop.buy({
    buyer: from.accountId,
    packId,
    key,
    ...(to === undefined ? {} : { toMsisdn: `+${to.msisdn}` }),
  });
const bought = async (...about: Parameters<typeof buy>) => {
  const order = await buy(...about);
  assert.ok(order.ok, JSON.stringify(order));
  return order.value;
};
const refused = async (...about: Parameters<typeof buy>): Promise<string> => {
  const order = await buy(...about);
  return order.ok ? order.value.state : order.refusal.code;
};
const billed = async (line: Line): Promise<readonly number[]> => {
  const { rows } = await world.pool.query<{ cents: number }>(
    'select cents from bill_item where account_id = $1 order by at, cents desc',
    [line.accountId],
  );
  return rows.map(({ cents }) => cents);
};

test('a pack for oneself is on the bill and in the balance at once, until its time is over', async () => {
  const ann = await world.carrier.line();
  const order = await bought(ann, 'day-1', undefined, 'tap');
  assert.equal(order.state, 'delivered');
  assert.equal(await world.gigabytes(ann), 1);
  assert.deepEqual(
    await bought(ann, 'day-1', undefined, 'tap'),
    order,
    'a second tap is the first',
  );
  assert.equal(await refused(ann, 'roam-5', undefined, 'tap'), 'key_reused');
  assert.deepEqual(await billed(ann), [300]);
  const balance = await world.carrier.ledger.balance(ann.accountId);
  assert.ok(balance.ok);
  const [bucket] = balance.value.buckets;
  assert.equal(bucket?.kind, 'pack');
  assert.equal(bucket?.expiresAt, world.now() + DAY);
  await world.jobs(DAY);
  assert.equal(await world.gigabytes(ann), 0);
});

test('ten taps at once buy one pack', async () => {
  const ann = await world.carrier.line();
  const orders = await Promise.all(
    Array.from({ length: 10 }, () => bought(ann, 'day-1', undefined, 'taps')),
  );
  await world.jobs();
  assert.equal(new Set(orders.map(({ id }) => id)).size, 1);
  assert.equal(await world.gigabytes(ann), 1);
  assert.deepEqual(await billed(ann), [300]);
});

test('a pack for one’s family arrives at once, and the family is told by whom', async () => {
  const mum = await world.carrier.line({ name: 'Maya Tremblay', standing: { familyId: 'f' } });
  const son = await world.carrier.line({
    name: 'Leo',
    findable: 'nobody',
    standing: { familyId: 'f' },
  });
  assert.equal((await bought(mum, 'roam-5', son)).state, 'delivered');
  assert.deepEqual(await billed(mum), [2_500]);
  assert.deepEqual(world.news, ['Leo: pack_received 5GB M••• T.']);
});

test('somebody else is asked first; accepted it arrives, and what was paid stays paid', async () => {
  const ann = await world.carrier.line({ name: 'Ann Roy' });
  const bob = await world.carrier.line({ name: 'Bob Lee' });
  const order = await bought(ann, 'day-1', bob);
  assert.equal(order.state, 'offered');
  assert.equal(await world.gigabytes(bob), 0);
  assert.deepEqual(world.news, ['Bob Lee: pack_offered 1GB A••• R.']);
  assert.deepEqual(await world.shop.answer(ann.accountId, order.id, true), {
    ok: false,
    refusal: { code: 'order_unknown' },
  });
  world.pass(HOUR);
  const accepted = await world.shop.answer(bob.accountId, order.id, true);
  assert.ok(accepted.ok && accepted.value.state === 'delivered');
  assert.deepEqual(await world.shop.answer(bob.accountId, order.id, true), accepted);
  assert.deepEqual(await world.shop.answer(bob.accountId, order.id, false), {
    ok: false,
    refusal: { code: 'order_already_ended', state: 'delivered' },
  });
  assert.equal(await world.gigabytes(bob), 1);
  assert.deepEqual(await billed(ann), [300]);
  assert.equal((await world.shop.orders(bob.accountId, 10))[0]?.id, order.id);
  const seen = await world.shop.order(bob.accountId, order.id);
  assert.ok(seen.ok && seen.value.buyer === ann.accountId);
});

for (const [how, end] of [
  ['declined', (id: string, _: Line, to: Line) => world.shop.answer(to.accountId, id, false)],
  ['cancelled', (id: string, from: Line) => world.shop.cancel(from.accountId, id)],
  ['not_accepted', () => world.jobs(73 * HOUR)],
] as const)
  test(`an offer that is ${how} is paid back once, and brings nothing`, async () => {
    const ann = await world.carrier.line();
    const bob = await world.carrier.line();
    const { id } = await bought(ann, 'day-1', bob);
    await end(id, ann, bob);
    await end(id, ann, bob);
    await world.jobs();
    const order = await world.shop.order(ann.accountId, id);
    assert.ok(order.ok);
    assert.equal(order.value.state, 'refunded');
    assert.equal(order.value.reason, how);
    assert.deepEqual(await billed(ann), [300, -300]);
    assert.equal(await world.gigabytes(bob), 0);
    const late = await world.shop.answer(bob.accountId, id, true);
    assert.ok(!late.ok && late.refusal.code === 'order_already_ended');
  });

test('accepted and cancelled at the same instant: one of them happens', async () => {
  for (let round = 0; round < 5; round += 1) {
    const ann = await world.carrier.line();
    const bob = await world.carrier.line();
    const { id } = await bought(ann, 'day-1', bob);
    const [accepted, cancelled] = await Promise.all([
      world.shop.answer(bob.accountId, id, true),
      world.shop.cancel(ann.accountId, id),
    ]);
    assert.notEqual(accepted.ok, cancelled.ok);
    assert.equal(await world.gigabytes(bob), accepted.ok ? 1 : 0);
    assert.equal((await billed(ann)).length, accepted.ok ? 1 : 2);
  }
});

test('a receiver that closed meanwhile gets nothing, and the buyer its money', async () => {
  const ann = await world.carrier.line();
  const bob = await world.carrier.line();
  const { id } = await bought(ann, 'day-1', bob);
  await world.carrier.directory.setStatus(bob.accountId, 'closed');
  const late = await world.shop.answer(bob.accountId, id, true);
  assert.ok(!late.ok);
  const order = await world.shop.order(ann.accountId, id);
  assert.ok(order.ok && order.value.state === 'refunded');
  assert.equal(order.value.reason, 'line_cannot_receive');
  assert.deepEqual(await billed(ann), [300, -300]);
});

test('who may buy what, and for whom', async () => {
  const ann = await world.carrier.line();
  const hidden = await world.carrier.line({ findable: 'nobody' });
  const kid = await world.carrier.line({ standing: { isMinor: true } });
  const debtor = await world.carrier.line({ standing: { billUnpaidSince: world.now() - DAY } });
  const suspended = await world.carrier.line({ status: 'suspended' });
  assert.equal(await refused(ann, 'none'), 'pack_unknown');
  assert.equal(await refused(ann, 'old-1'), 'pack_unknown');
  assert.equal(await refused(ann, 'day-1', hidden), 'receiver_not_found');
  assert.equal(await refused(ann, 'day-1', suspended), 'line_cannot_receive');
  assert.equal(await refused(kid, 'day-1'), 'not_authorised');
  assert.equal(await refused(debtor, 'day-1'), 'bill_unpaid');
  assert.equal(await refused(ann, 'free-1'), 'delivered');
  assert.deepEqual(await billed(ann), []);
});

test('nobody is offered a pack by somebody whom they have shut out, and a key of before stands', async () => {
  const [ann, bob] = [await world.carrier.line(), await world.carrier.line()];
  const earlier = await bought(ann, 'day-1', bob, 'before');
  const blocks = createBlocks(world.store, world.carrier.directory, { now: () => world.now() });
  await blocks.block(bob.accountId, { msisdn: ann.msisdn, isTyped: true }, 'blocked');
  assert.equal(await refused(ann, 'day-1', bob), 'receiver_not_found');
  assert.equal((await bought(ann, 'day-1', bob, 'before')).id, earlier.id);
  assert.equal(await refused(bob, 'day-1', ann), 'offered');
});

test('a bill takes so much until the next one, also from many taps at once', async () => {
  const ann = await world.carrier.line();
  const outcomes = await Promise.all(Array.from({ length: 20 }, () => refused(ann, 'day-1')));
  assert.equal(outcomes.filter((outcome) => outcome === 'delivered').length, 16);
  assert.equal(outcomes.filter((outcome) => outcome === 'payment_declined').length, 4);
  assert.equal(await world.gigabytes(ann), 16);
  assert.equal(
    (await billed(ann)).reduce((sum, cents) => sum + cents, 0),
    4_800,
  );
});

test('a purchase cut off after it was paid is delivered by the job, and charged once', async () => {
  const ann = await world.carrier.line();
  const order = await bought(ann, 'day-1');
  await world.pool.query(
    "update pack_order set state = 'asked', delivers_at = null where order_id = $1",
    [order.id],
  );
  await world.jobs();
  const finished = await world.shop.order(ann.accountId, order.id);
  assert.ok(finished.ok && finished.value.state === 'delivered');
  assert.equal(await world.gigabytes(ann), 1);
  assert.deepEqual(await billed(ann), [300]);
});
