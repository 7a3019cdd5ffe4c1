// Tanks as stories: one call a row, and what it answered.

import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { GB, TEST_POLICY } from '../../../test/support/carrier.ts';
import { createSharingWorld, type SharingWorld } from '../../../test/support/sharing.ts';
import type { GiftPolicyBody } from '../../catalog/public.ts';
import { DAY, octets } from '../../kernel/public.ts';

let world: SharingWorld;
before(async () => {
  world = await createSharingWorld();
  world.setNow('2026-09-01T00:00:00Z');
  await world.policy(POLICY);
});
after(() => world.close());
beforeEach(() => world.setNow('2026-11-22T12:00:00Z'));

const POLICY: GiftPolicyBody = {
  ...TEST_POLICY,
  byWay: {
    tank: {
      countedApart: true,
      giving: { monthlyCount: 100, monthlyOctets: 500 * GB, maximumOctets: 50 * GB },
      receiving: { monthlyCount: 100_000, monthlyOctets: 9_000 * GB, capOctets: 9_000 * GB },
    },
  },
};

test('anybody puts in; who has little takes twice a month, within its limit, above the reserve', () =>
  world.play(`
    tank opens Neighbours
    line rich 20GB
    line poor
    line some 2GB
    rich gives 8GB          => held
    window
    tank                    => 8GB
    poor takes 1.01GB       => above_maximum
    poor takes 15MB         => not_a_step
    poor takes 600MB        => delivered
    poor has                => 600MB
    poor takes 500MB        => tank_limit_reached
    poor takes 100MB        => delivered
    poor takes 10MB         => tank_limit_reached
    some takes 100MB        => tank_limit_reached
    tank                    => 7.3GB
  `));

test('a tank opens on its day of the month, and closes with the month', () =>
  world.play(`
    tank opens Window
    at 2026-11-20T12:00:00Z
    line rich 20GB
    line poor
    rich gives 8GB          => held
    window
    poor takes 100MB        => closed_now
    # In Toronto it is still the 20th.
    at 2026-11-21T04:59:00Z
    poor takes 100MB        => closed_now
    at 2026-11-21T05:00:00Z
    poor takes 100MB        => delivered
    at 2026-12-01T05:00:00Z
    poor takes 100MB        => closed_now
  `));

test('the reserve stays, whoever takes', () =>
  world.play(`
    tank opens Reserve
    line rich 20GB
    line poor
    line ann
    rich gives 5.5GB        => held
    window
    poor takes 600MB        => tank_low
    poor takes 500MB        => delivered
    ann takes 10MB          => tank_low
    tank                    => 5GB
  `));

test('forty who take the last gigabyte at once leave the reserve whole', async () => {
  await world.play(`
    tank opens Rush
    line rich 20GB
    rich gives 6GB          => held
    window
  `);
  const takers = await Promise.all(Array.from({ length: 40 }, () => world.carrier.line()));
  const taken = await Promise.all(
    takers.map(({ accountId }) =>
      world.tanks.take(accountId, world.place(), { octets: octets(GB / 10), key: 'rush' }),
    ),
  );
  assert.equal(taken.filter((each) => each.ok && each.value.state === 'delivered').length, 10);
  for (const each of taken) if (!each.ok) assert.equal(each.refusal.code, 'tank_low');
  const tank = await world.tanks.tank(world.place());
  assert.ok(tank.ok);
  assert.equal(tank.value.availableOctets, 5 * GB);
  assert.equal(tank.value.takeableOctets, 0);
});

test('one who takes twenty times at once gets what one line may have, and the rest goes back', async () => {
  await world.play(`
    tank opens Greed
    line rich 20GB
    line poor
    rich gives 10GB         => held
    window
  `);
  const { accountId } = world.person('poor');
  const taken = await Promise.all(
    Array.from({ length: 20 }, (_, each) =>
      world.tanks.take(accountId, world.place(), { octets: octets(GB / 10), key: `greed-${each}` }),
    ),
  );
  assert.equal(taken.filter((each) => each.ok).length, 2);
  for (const each of taken) if (!each.ok) assert.equal(each.refusal.code, 'tank_limit_reached');
  assert.equal(await world.gigabytes(world.person('poor')), 0.2);
  const tank = await world.tanks.tank(world.place());
  assert.ok(tank.ok && tank.value.availableOctets === 9.8 * GB);
});

test('a key is each taker’s own, and the same one takes once', async () => {
  await world.play(`
    tank opens Keys
    line rich 20GB
    line poor
    line ann
    rich gives 10GB         => held
    window
  `);
  const take = (name: string, amount: number) =>
    world.tanks.take(world.person(name).accountId, world.place(), {
      octets: octets(amount),
      key: 'same',
    });
  const first = await take('poor', GB / 10);
  assert.ok(first.ok);
  assert.deepEqual(await take('poor', GB / 10), first);
  assert.deepEqual(await take('poor', GB / 5), {
    ok: false,
    refusal: { code: 'key_reused', key: 'same' },
  });
  assert.ok((await take('ann', GB / 10)).ok);
  assert.equal(await world.gigabytes(world.person('poor')), 0.1);
});

test('a gift to a tank lapses no later than it would have, and can be undone before it arrives', async () => {
  await world.play(`
    tank opens Origins
    line rich 20GB
    line poor
  `);
  const rich = world.person('rich').accountId;
  const put = { octets: octets(6 * GB), key: 'undone' };
  const given = await world.tanks.putIn(rich, world.place(), put);
  assert.ok(given.ok && given.value.state === 'held');
  assert.ok((await world.gifting.undo(rich, given.value.id)).ok);
  assert.equal(await world.gigabytes(world.person('rich')), 20);
  assert.ok((await world.tanks.putIn(rich, world.place(), { ...put, key: 'kept' })).ok);
  await world.windowEnds();
  const poor = world.person('poor').accountId;
  const taken = await world.tanks.take(poor, world.place(), { octets: octets(GB / 2), key: 'it' });
  assert.ok(taken.ok);
  const [own] = await bucketsOf(rich);
  const [got] = await bucketsOf(poor);
  assert.equal(got?.expiresAt, own?.expiresAt);
  assert.equal(taken.value.sources[0]?.lineage?.firstGiver, rich);
  assert.equal(taken.value.sources[0]?.lineage?.generation, 2);
});

const bucketsOf = async (account: number) => {
  const balance = await world.carrier.ledger.balance(account);
  assert.ok(balance.ok);
  return balance.value.buckets;
};

test('what the carrier adds is taken too; a closed tank neither gives nor takes', async () => {
  await world.play(`
    tank opens Carrier
    line rich 20GB
    line poor
  `);
  const expiresAt = world.now() + 30 * DAY;
  const endow = { octets: octets(7 * GB), key: 'november', expiresAt };
  assert.ok((await world.tanks.endow(world.place(), endow)).ok);
  const twice = await world.tanks.endow(world.place(), endow);
  assert.ok(twice.ok && twice.value.availableOctets === 7 * GB);
  await world.play(`
    line rich 20GB
    line poor
    poor takes 500MB        => delivered
    rich gives 1GB          => held
  `);
  assert.ok((await world.tanks.close(world.place())).ok);
  const { accountId } = world.person('poor');
  const late = await world.tanks.take(accountId, world.place(), { octets: octets(GB), key: 'no' });
  assert.deepEqual(late, { ok: false, refusal: { code: 'tank_closed' } });
  // What was on its way when it closed comes home.
  await world.windowEnds();
  assert.equal(await world.gigabytes(world.person('rich')), 20);
  assert.deepEqual(await world.tanks.tank(accountId), {
    ok: false,
    refusal: { code: 'tank_unknown' },
  });
});

test('a tank tells when it opens, and what may be taken', async () => {
  await world.play('tank opens Told');
  world.setNow('2026-11-02T12:00:00Z');
  const tank = await world.tanks.tank(world.place());
  assert.ok(tank.ok);
  assert.equal(tank.value.isOpenNow, false);
  assert.equal(tank.value.opensAt, Date.parse('2026-11-21T05:00:00Z'));
  assert.equal(tank.value.reserveOctets, 5 * GB);
  const all = await world.tanks.tanks();
  assert.ok(all.some(({ name }) => name === 'Told'));
  const again = await world.tanks.open({ name: 'Told', planId: tank.value.planId });
  assert.ok(again.ok && again.value.id === tank.value.id, 'twice by the same name is as once');
});
