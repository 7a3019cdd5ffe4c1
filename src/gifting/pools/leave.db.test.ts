// Leaving pools and closing them, as stories: one call a row, and what it answered.

import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { GB, TEST_POLICY } from '../../../test/support/carrier.ts';
import { createSharingWorld, type SharingWorld } from '../../../test/support/sharing.ts';
import type { GiftPolicyBody } from '../../catalog/public.ts';

let world: SharingWorld;
before(async () => {
  world = await createSharingWorld();
});
after(() => world.close());
beforeEach(async () => {
  world.news.length = 0;
  await world.policy(POLICY);
});

const POLICY: GiftPolicyBody = {
  ...TEST_POLICY,
  byWay: {
    family: {
      countedApart: true,
      giving: { monthlyCount: 100, monthlyOctets: 500 * GB, maximumOctets: 50 * GB },
      receiving: { monthlyCount: 1_000, monthlyOctets: 900 * GB, capOctets: 900 * GB },
    },
  },
};
const poolRules = (pool: NonNullable<GiftPolicyBody['pool']>): GiftPolicyBody => ({
  ...POLICY,
  pool,
});

test('who leaves takes along what it put in and did not take, less what others took of all alike', () =>
  world.play(`
    line mum 20GB
    line son 20GB
    line ann 1GB
    mum opens pool           => open
    mum invites son          => open
    son joins                => open
    mum invites ann          => open
    ann joins                => open
    mum puts 4GB             => held
    son puts 4GB             => held
    window
    ann draws 4GB            => delivered
    mum leaves               => holder_stays
    son leaves               => done
    son has                  => 18GB
    pool                     => 2GB
    ann leaves               => done
    ann has                  => 5GB
    pool                     => 2GB
    son leaves               => pool_unknown
  `));

test('where the policy keeps shares, they stay with the others', async () => {
  await world.policy(
    poolRules({ atCap: 'stopped', shareOnLeaving: 'stays', ownerMayPauseMembers: false }),
  );
  await world.play(`
    line mum 20GB
    line son 20GB
    mum opens pool           => open
    mum invites son          => open
    son joins                => open
    son puts 4GB             => held
    window
    # This policy lets no holder pause a member.
    mum pauses son           => open
    son draws 1GB            => delivered
    son leaves               => done
    son has                  => 17GB
    mum draws 3GB            => delivered
    mum has                  => 23GB
  `);
});

test('a pool that closes sends everything home, also what was still on its way', () =>
  world.play(`
    line mum 20GB
    line son 20GB
    line ann 20GB
    mum opens pool           => open
    mum invites son          => open
    son joins                => open
    mum invites ann          => open
    ann joins                => open
    son puts 3GB             => held
    ann puts 1GB             => held
    window
    mum draws 1GB            => delivered
    son puts 2GB             => held
    told                     => son Person: pool_invited m••• P., mum Person: pool_joined s••• P., ann Person: pool_invited m••• P., mum Person: pool_joined a••• P.
    mum closes               => closing
    told                     => son Person: pool_closed, ann Person: pool_closed
    son has                  => 17.25GB
    ann has                  => 19.75GB
    pool                     => 0MB
    mum closes               => closing
    ann puts 1GB             => pool_unknown
    window
    pool                     => 0MB
    son has                  => 19.25GB
    pass 9 days
    mum closes               => pool_unknown
  `));

test('a line that was closed leaves without its share, which stays with the others', async () => {
  await world.play(`
    line mum 20GB
    line son 20GB
    mum opens pool           => open
    mum invites son          => open
    son joins                => open
    son puts 3GB             => held
    window
  `);
  await world.carrier.directory.setStatus(world.person('son').accountId, 'closed');
  const { accountId } = world.person('mum');
  const left = await world.pools.leave(accountId, world.place(), world.person('son').accountId);
  assert.ok(left.ok);
  const pool = await world.pools.pool(accountId, world.place());
  assert.ok(pool.ok);
  assert.equal(pool.value.availableOctets, 3 * GB);
  assert.equal(pool.value.members.length, 1);
});

test('leaving that is cut off half way is finished by the job, with the share given once', async () => {
  await world.play(`
    line mum 20GB
    line son 20GB
    mum opens pool           => open
    mum invites son          => open
    son joins                => open
    son puts 3GB             => held
    window
  `);
  const son = world.person('son').accountId;
  // As if the process had died after the share was given and before that was written down.
  assert.ok((await world.pools.leave(son, world.place(), son)).ok);
  await world.pool.query(
    "update pool_member set state = 'leaving' where account_id = $1 and member_account_id = $2",
    [world.place(), son],
  );
  await world.jobs(1_000);
  await world.pools.work({ task: 'leave', pool: world.place(), account: son });
  assert.equal(await world.gigabytes(world.person('son')), 20);
});
