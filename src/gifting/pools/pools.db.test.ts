// Pools as stories: one call a row, and what it answered.

import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { GB, TEST_POLICY } from '../../../test/support/carrier.ts';
import { createSharingWorld, type SharingWorld } from '../../../test/support/sharing.ts';
import type { GiftPolicyBody } from '../../catalog/public.ts';
import { octets } from '../../kernel/public.ts';
import { createBlocks } from '../contacts/blocks.ts';

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

test('what is put in after its undo window can be drawn by every member, and is told to nobody each time', () =>
  world.play(`
    line mum 20GB
    line son 1GB
    mum opens pool           => open
    mum invites son          => open
    told                     => son Person: pool_invited m••• P.
    son draws 100MB          => pool_unknown
    son joins                => open
    told                     => mum Person: pool_joined s••• P.
    mum puts 4GB             => held
    son draws 100MB          => balance_too_low
    window
    pool                     => 4GB
    son draws 500MB          => delivered
    son has                  => 1.5GB
    pool                     => 3.5GB
    mum draws 1GB            => delivered
    mum has                  => 17GB
    told                     =>
  `));

test('nobody is invited by somebody whom they have shut out', async () => {
  await world.play(`
    line mum 20GB
    line foe 1GB
    mum opens pool           => open
  `);
  const [mum, foe] = [world.person('mum'), world.person('foe')];
  const blocks = createBlocks(world.store, world.carrier.directory, { now: () => world.now() });
  await blocks.block(foe.accountId, { msisdn: mum.msisdn, isTyped: true }, 'blocked');
  const invited = await world.pools.invite(mum.accountId, world.place(), `+${foe.msisdn}`);
  assert.deepEqual(invited, { ok: false, refusal: { code: 'receiver_not_found' } });
  assert.deepEqual(world.news, []);
});

test('only the holder invites, and finds nobody whom a giver would not find', () =>
  world.play(`
    line mum 20GB
    line son 1GB
    line foe 1GB hidden
    mum opens pool           => open
    mum invites foe          => receiver_not_found
    mum invites mum          => receiver_not_found
    mum invites son          => open
    mum invites son          => open
    son joins                => open
    son joins                => open
    mum invites son          => already_member
    son invites mum          => not_for_you
    foe invites son          => pool_unknown
    foe joins                => invitation_unknown
    foe puts 100MB           => pool_unknown
    foe closes               => pool_unknown
    son closes               => not_for_you
    son pauses mum           => not_for_you
    told                     => son Person: pool_invited m••• P., mum Person: pool_joined s••• P.
  `));

test('a minor joins and leaves by the word of its guardian, and an invitation lapses', () =>
  world.play(`
    line mum 20GB
    line dad 20GB
    line kid minor guardian mum
    line foe 1GB
    dad opens pool           => open
    dad invites kid          => open
    told                     => kid Person: pool_invited d••• P., mum Person: pool_invited d••• P.
    kid joins                => not_for_you
    foe lets kid join        => invitation_unknown
    mum lets kid join        => open
    dad puts 2GB             => held
    window
    kid draws 200MB          => delivered
    kid leaves               => not_for_you
    foe removes kid          => pool_unknown
    mum removes kid          => done
    kid draws 200MB          => pool_unknown
    dad invites foe          => open
    pass 8 days
    foe joins                => invitation_unknown
  `));

test('a cap is for each member and month, the lesser of the policy’s and the holder’s', async () => {
  await world.policy(
    poolRules({
      memberCapOctets: 2 * GB,
      atCap: 'stopped',
      shareOnLeaving: 'goes_along',
      ownerMayPauseMembers: true,
      maximumLines: 3,
    }),
  );
  await world.play(`
    line mum 20GB
    line son 1GB
    line ann 1GB
    line bob 1GB
    mum opens pool           => open
    mum invites son          => open
    son joins                => open
    mum invites ann          => open
    mum invites bob          => pool_full
    ann declines             => open
    mum invites bob          => open
    bob joins                => open
    mum puts 10GB            => held
    window
    told                     => son Person: pool_invited m••• P., mum Person: pool_joined s••• P., ann Person: pool_invited m••• P., bob Person: pool_invited m••• P., mum Person: pool_joined b••• P.
    son draws 2.1GB          => pool_cap_reached
    son draws 2GB            => delivered
    told                     => mum Person: pool_cap_reached s••• P.
    son draws 1MB            => pool_cap_reached
    mum caps bob 500MB       => open
    told                     => bob Person: pool_capped 500MB
    bob draws 600MB          => pool_cap_reached
    bob draws 500MB          => delivered
    told                     => mum Person: pool_cap_reached b••• P.
    pass 10 days
    son draws 1MB            => delivered
  `);
});

test('twenty draws at once of the last gigabyte of a cap bring one', async () => {
  await world.play(`
    line mum 20GB
    line son 1GB
    mum opens pool           => open
    mum invites son          => open
    son joins                => open
    mum puts 10GB            => held
    window
    mum caps son 1GB         => open
  `);
  const son = world.person('son').accountId;
  const draws = await Promise.all(
    Array.from({ length: 20 }, (_, each) =>
      world.pools.draw(son, world.place(), { octets: octets(GB), key: `race-${each}` }),
    ),
  );
  assert.equal(draws.filter(({ ok }) => ok).length, 1);
  for (const drawn of draws) if (!drawn.ok) assert.equal(drawn.refusal.code, 'pool_cap_reached');
  assert.equal(await world.gigabytes(world.person('son')), 2);
  const again = await world.pools.draw(son, world.place(), { octets: octets(GB), key: 'race-0' });
  assert.equal(again.ok, draws[0]?.ok);
});

test('who is paused draws nothing, who is slowed little and seldom, and both are told', () =>
  world.play(`
    at 2026-11-22T12:00:00Z
    line mum 20GB
    line son 1GB
    mum opens pool           => open
    mum invites son          => open
    son joins                => open
    mum puts 4GB             => held
    window
    told                     => son Person: pool_invited m••• P., mum Person: pool_joined s••• P.
    mum pauses son           => open
    told                     => son Person: pool_paused
    son draws 100MB          => pool_paused
    son runs-short
    son has                  => 1GB
    mum resumes son          => open
    mum slows son            => open
    told                     => son Person: pool_resumed, son Person: pool_slowed
    son draws 100MB          => pool_slowed
    son draws 10MB           => delivered
    son draws 10MB           => pool_slowed
    pass 600 seconds
    son draws 10MB           => delivered
    # Who runs short while it is slowed gets the next slice by itself, when it is due.
    son runs-short
    son has                  => 1.02GB
    pass 600 seconds
    son has                  => 1.03GB
  `));

test('beyond a cap at which one is slowed, octets come slowly and are counted on', async () => {
  await world.policy(
    poolRules({
      memberCapOctets: GB,
      atCap: 'slowed',
      shareOnLeaving: 'goes_along',
      ownerMayPauseMembers: true,
    }),
  );
  await world.play(`
    line mum 20GB
    line son 1GB
    mum opens pool           => open
    mum invites son          => open
    son joins                => open
    mum puts 4GB             => held
    window
    son draws 1GB            => delivered
    son draws 100MB          => pool_slowed
    son draws 10MB           => delivered
    son draws 1MB            => pool_slowed
  `);
});

test('a member whose line runs short draws a slice by itself, as far as cap and pool go', () =>
  world.play(`
    line mum 20GB
    line son 1GB
    line foe 1GB
    mum opens pool           => open
    mum invites son          => open
    son joins                => open
    mum puts 300MB           => held
    window
    mum caps son 250MB       => open
    son runs-short
    son has                  => 1.1GB
    # Not twice within a moment, however often it is said.
    son runs-short
    son has                  => 1.1GB
    pass 3 seconds
    son runs-short
    son has                  => 1.2GB
    pass 3 seconds
    son runs-short
    son has                  => 1.25GB
    pass 3 seconds
    son runs-short
    son has                  => 1.25GB
    foe runs-short
    foe has                  => 1GB
    pool                     => 50MB
  `));

test('the holder is told once as a pool runs low, and again after more was put in', () =>
  world.play(`
    line mum 20GB
    line son 1GB
    mum opens pool           => open
    mum invites son          => open
    son joins                => open
    mum puts 1GB             => held
    window
    told                     => son Person: pool_invited m••• P., mum Person: pool_joined s••• P.
    son draws 400MB          => delivered
    told                     =>
    son draws 100MB          => delivered
    told                     => mum Person: pool_low 500MB
    son draws 100MB          => delivered
    told                     =>
    son draws 400MB          => delivered
    told                     => mum Person: pool_low 0MB
  `));

test('the same key opens the same pool, and its name is a name', async () => {
  const { accountId } = await world.carrier.line({ gigabytes: 20 });
  const opened = await Promise.all(
    Array.from({ length: 5 }, () => world.pools.open(accountId, { name: 'Chez nous', key: 'one' })),
  );
  assert.equal(new Set(opened.map((it) => (it.ok ? it.value.id : 'none'))).size, 1);
  assert.equal((await world.pools.pools(accountId)).length, 1);
  for (const name of ['', '  ', '\u202Egnp.exe', '<b>x</b>', 'a\u0000b', 'x'.repeat(41), '\uD800'])
    assert.deepEqual(await world.pools.open(accountId, { name, key: 'two' }), {
      ok: false,
      refusal: { code: 'pool_name_unfit', longest: 40 },
    });
  for (const key of ['two', 'three', 'four', 'five'])
    assert.ok((await world.pools.open(accountId, { name: '家', key })).ok);
  const sixth = await world.pools.open(accountId, { name: 'Six', key: 'six' });
  assert.ok(!sixth.ok && sixth.refusal.code === 'pools_too_many');
});
