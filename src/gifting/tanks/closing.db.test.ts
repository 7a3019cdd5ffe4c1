// Tanks that are closed, as stories: one call a row, and what it answered.

import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { GB, TEST_POLICY } from '../../../test/support/carrier.ts';
import { createSharingWorld, type SharingWorld } from '../../../test/support/sharing.ts';
import type { GiftPolicyBody, OnClosing } from '../../catalog/public.ts';
import { DAY, octets } from '../../kernel/public.ts';
import { tankPolicy } from './policy.ts';

let world: SharingWorld;
before(async () => {
  world = await createSharingWorld();
});
after(() => world.close());
beforeEach(async () => {
  world.setNow('2026-09-01T00:00:00Z');
  await world.policy(POLICY);
  world.setNow('2026-11-22T12:00:00Z');
  world.news.length = 0;
});

const POLICY: GiftPolicyBody = {
  ...TEST_POLICY,
  declining: 'unused_part',
  byWay: {
    tank: {
      countedApart: true,
      giving: { monthlyCount: 100, monthlyOctets: 500 * GB, maximumOctets: 50 * GB },
      receiving: { monthlyCount: 100_000, monthlyOctets: 9_000 * GB, capOctets: 9_000 * GB },
    },
  },
};

/** The policy of the tank that was opened last. */
async function onClosing(rest: OnClosing): Promise<void> {
  const tank = await world.tanks.tank(world.place());
  assert.ok(tank.ok);
  const { planId } = tank.value;
  await world.policy({ ...tankPolicy(planId), tank: { onClosing: rest } }, planId);
}
const bucketsOf = async (name: string) => {
  const balance = await world.carrier.ledger.balance(world.person(name).accountId);
  assert.ok(balance.ok);
  return balance.value.buckets;
};
const stateOf = async (tank: number): Promise<string> => {
  const found = await world.tanks.tank(tank);
  return found.ok ? found.value.state : found.refusal.code;
};

test('what is unused goes home to who gave it, in the buckets it came from, and what was used does not', async () => {
  await world.play(`
    tank opens Homeward
    line rich 20GB
    line ann 20GB
    line poor
    rich gives 8GB          => held
    ann gives 4GB           => held
    window
    told                    =>
    poor takes 600MB        => delivered
    tank closes             => closing
    tank                    => 0MB
    # What lapses together goes by age: it was of rich's that poor took.
    rich has                => 19.4GB
    ann has                 => 20GB
    poor has                => 600MB
    told                    => rich Person: tank_sent_home 7.4GB, ann Person: tank_sent_home 4GB
    rich gives 1GB          => tank_closed
    poor takes 10MB         => tank_closed
    tank closes             => closing
    told                    =>
  `);
  assert.deepEqual(
    (await bucketsOf('rich')).map(({ kind }) => kind),
    ['plan'],
  );
});

test('what the carrier put in it takes back, by postings that say so', async () => {
  await world.play(`
    tank opens Endowed
    line rich 20GB
    rich gives 8GB          => held
    window
  `);
  const endow = { octets: octets(7 * GB), key: 'once', expiresAt: world.now() + 5 * DAY };
  assert.ok((await world.tanks.endow(world.place(), endow)).ok);
  assert.ok((await world.tanks.close(world.place())).ok);
  assert.equal(await world.gigabytes(world.person('rich')), 20);
  const { rows } = await world.pool.query(
    `select reason, withdrawn from posting where account_id = $1 and reason like 'withdraw%'`,
    [world.place()],
  );
  assert.deepEqual(rows, [{ reason: 'withdraw_closing', withdrawn: 7 * GB }]);
});

test('a giver whose policy takes nothing back gets a gift, which lapses when the octets would have', async () => {
  world.setNow('2026-09-01T00:00:00Z');
  await world.policy({ ...POLICY, declining: 'never' });
  world.setNow('2026-11-22T12:00:00Z');
  await world.play(`
    tank opens Never
    line rich 20GB
    rich gives 8GB          => held
    window
    tank closes             => closing
    tank                    => 0MB
    rich has                => 20GB
    told                    => rich Person: tank_sent_home 8GB
  `);
  const [gift, plan] = (await bucketsOf('rich')).toSorted((left, right) =>
    left.kind < right.kind ? -1 : 1,
  );
  assert.deepEqual([gift?.kind, plan?.kind], ['gift', 'plan']);
  assert.equal(gift?.expiresAt, plan?.expiresAt);
});

test('what has lapsed by then goes nowhere, and what goes home lapses as it would have', async () => {
  await world.play(`
    tank opens Late
    line rich 20GB
    rich gives 8GB          => held
    window
  `);
  const [plan] = await bucketsOf('rich');
  assert.ok(plan);
  world.setNow(new Date(plan.expiresAt).toISOString());
  await world.play(`
    line rich 20GB
    tank closes             => closing
    tank                    => 0MB
    rich has                => 20GB
    told                    =>
  `);
});

test('a policy may have it lapse: givers are told once, and nobody gets it', async () => {
  await world.play(`
    tank opens Lapsing
    line rich 20GB
    rich gives 8GB          => held
    window
  `);
  await onClosing('lapses');
  assert.ok((await world.tanks.close(world.place())).ok);
  assert.ok((await world.tanks.close(world.place())).ok);
  assert.deepEqual(world.news.splice(0), ['rich Person: tank_lapses 8GB']);
  assert.equal(await world.gigabytes(world.person('rich')), 12);
  await world.jobs(9 * DAY);
  assert.equal(await world.gigabytes(world.person('rich')), 12);
  assert.equal(await stateOf(world.place()), 'closed');
});

test('a policy may name another tank: all goes there as it is, and home from there when that closes', async () => {
  await world.play(`
    tank opens Heir
  `);
  const heir = world.place();
  await world.play(`
    tank opens First
    line rich 20GB
    line poor
    rich gives 8GB          => held
    window
  `);
  const first = world.place();
  const [own] = await bucketsOf('rich');
  await onClosing({ toTank: heir });
  assert.ok((await world.tanks.close(first)).ok);
  assert.deepEqual(world.news.splice(0), ['rich Person: tank_moved 8GB Heir']);
  const taken = await world.tanks.take(world.person('poor').accountId, heir, {
    octets: octets(GB),
    key: 'taken',
  });
  assert.ok(taken.ok);
  assert.equal(taken.value.sources[0]?.lineage?.firstGiver, world.person('rich').accountId);
  const [got] = await bucketsOf('poor');
  assert.equal(got?.expiresAt, own?.expiresAt);

  assert.ok((await world.tanks.close(heir)).ok);
  assert.equal(await world.gigabytes(world.person('rich')), 19);
  assert.deepEqual(world.news.splice(0), ['rich Person: tank_sent_home 7GB']);
});

test('a tank that is not open is no heir; one that closes first leaves the rest to the givers', async () => {
  await world.play('tank opens Gone');
  const gone = world.place();
  await world.play(`
    tank opens Orphan
    line rich 20GB
    rich gives 8GB          => held
    window
  `);
  await onClosing({ toTank: world.place() });
  const unfit = await world.tanks.close(world.place());
  assert.equal(unfit.ok ? '' : unfit.refusal.code, 'tank_heir_unfit');
  assert.equal(await stateOf(world.place()), 'open');
  await onClosing({ toTank: gone });
  assert.ok((await world.tanks.close(gone)).ok);
  assert.equal((await world.tanks.close(world.place())).ok, false);
  await world.store.pool.query(
    `update shared_account set state = 'closing', closing_at = now(), plan_id = 'tank-closing',
            closing = $2 where account_id = $1`,
    [world.place(), JSON.stringify({ rest: { toTank: gone }, planId: 'x' })],
  );
  await world.tanks.work(world.place());
  assert.equal(await world.gigabytes(world.person('rich')), 20);
});

test('what was on its way to the tank comes home; what a taker sends back later goes on to its giver', async () => {
  await world.play(`
    tank opens Underway
    line rich 20GB
    line ann 20GB
    line poor
    rich gives 8GB          => held
    window
    poor takes 500MB        => delivered
    ann gives 2GB           => held
    tank closes             => closing
    window
    ann has                 => 20GB
    rich has                => 19.5GB
  `);
  const [taken] = await world.gifting.gifts(world.person('poor').accountId, { limit: 1 });
  assert.ok((await world.gifting.decline(world.person('poor').accountId, taken?.id ?? '')).ok);
  assert.equal(await world.gigabytes(world.person('rich')), 19.5);
  await world.jobs(DAY);
  assert.equal(await world.gigabytes(world.person('rich')), 20);
  await world.jobs(8 * DAY);
  assert.equal(await stateOf(world.place()), 'closed');
});

test('eight who close it at once send each octet home once, and tell each giver once', async () => {
  await world.play(`
    tank opens Crowd
    line rich 20GB
    line ann 20GB
    rich gives 8GB          => held
    ann gives 4GB           => held
    window
  `);
  await Promise.all(Array.from({ length: 8 }, () => world.tanks.close(world.place())));
  assert.equal(await world.gigabytes(world.person('rich')), 20);
  assert.equal(await world.gigabytes(world.person('ann')), 20);
  await world.jobs(DAY);
  assert.deepEqual(
    world.news.splice(0).toSorted((left, right) => left.localeCompare(right)),
    ['ann Person: tank_sent_home 4GB', 'rich Person: tank_sent_home 8GB'],
  );
  assert.ok((await world.carrier.ledger.audit()).conserved);
});
