// The rules of giving, each refused by its name and its figure.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { GB, TEST_POLICY } from '../../test/support/carrier.ts';
import { createGiftingWorld, type GiftingWorld } from '../../test/support/gifting.ts';
import { DAY } from '../kernel/public.ts';

let world: GiftingWorld;
before(async () => {
  world = await createGiftingWorld();
});
after(() => world.close());

test('every refusal names the rule and the figure, in the documented order', async () => {
  const giver = await world.carrier.line({ gigabytes: 3 });
  await world.carrier.grant(giver, 2, { kind: 'bonus' });
  const receiver = await world.carrier.line();
  assert.deepEqual(await world.refused(giver, 'not a number', 1), {
    code: 'msisdn_invalid',
    given: 'not a number',
  });
  assert.deepEqual(await world.refused(giver, giver, 1), { code: 'giving_to_oneself' });
  assert.deepEqual(await world.refused(giver, '+16135559999', 1), { code: 'receiver_not_found' });
  assert.deepEqual(await world.refused(giver, receiver, 0.05), {
    code: 'below_minimum',
    rule: 'giving.minimumOctets',
    limitOctets: 0.1 * GB,
    askedOctets: 0.05 * GB,
  });
  assert.equal((await world.refused(giver, receiver, 0)).code, 'below_minimum');
  assert.deepEqual(await world.refused(giver, receiver, 5.1), {
    code: 'above_maximum',
    rule: 'giving.maximumOctets',
    limitOctets: 5 * GB,
    askedOctets: 5.1 * GB,
  });
  assert.deepEqual(await world.refused(giver, receiver, 0.15), {
    code: 'not_a_step',
    rule: 'giving.stepOctets',
    stepOctets: 0.1 * GB,
    askedOctets: 0.15 * GB,
  });
  assert.deepEqual(await world.refused(giver, receiver, 3.1), {
    code: 'balance_too_low',
    rule: 'giving.givableKinds',
    availableOctets: 5 * GB,
    givableOctets: 3 * GB,
    askedOctets: 3.1 * GB,
  });
  const lean = await world.carrier.line({ gigabytes: 1 });
  assert.deepEqual(await world.refused(lean, receiver, 0.6), {
    code: 'floor_broken',
    rule: 'giving.floorOctets',
    floorOctets: 0.5 * GB,
    keepsOctets: 0.4 * GB,
    askedOctets: 0.6 * GB,
  });
});

test('the month is counted by number and by volume, and starts again with the cycle', async () => {
  world.setNow('2027-03-10T12:00:00Z');
  const giver = await world.carrier.line({ gigabytes: 40 });
  const others = await Promise.all(Array.from({ length: 6 }, () => world.carrier.line()));
  for (const receiver of others.slice(0, 2)) await world.given(giver, receiver, 4);
  const [first, second, third] = others;
  assert.ok(first && second && third);
  assert.deepEqual(await world.refused(giver, third, 3), {
    code: 'monthly_octets_reached',
    rule: 'giving.monthlyOctets',
    limitOctets: 10 * GB,
    usedOctets: 8 * GB,
    askedOctets: 3 * GB,
  });
  for (const receiver of others.slice(2, 5)) await world.given(giver, receiver, 0.1);
  assert.deepEqual(await world.refused(giver, third, 0.1), {
    code: 'monthly_count_reached',
    rule: 'giving.monthlyCount',
    limit: 5,
    used: 5,
  });
  await world.windowEnds();
  world.setNow('2027-04-01T12:00:00Z');
  await world.carrier.grant(giver, 5);
  assert.equal((await world.given(giver, third, 0.1)).period, '2027-04-01');
  await world.windowEnds();
});

test('a stranger finds only who chose to be found; a family always finds its own', async () => {
  const giver = await world.carrier.line({ gigabytes: 20 });
  const hidden = await world.carrier.line({ findable: 'nobody' });
  const family = await world.carrier.line({ findable: 'nobody', holderId: giver.holderId });
  assert.deepEqual(await world.refused(giver, hidden, 1), { code: 'receiver_not_found' });
  await world.given(giver, family, 1);
  await world.carrier.directory.setPreferences(hidden.accountId, { findable: 'number' });
  await world.given(giver, hidden, 1);
  await world.windowEnds();
});

test('who may not give or receive is refused by the rule that says so', async () => {
  const giver = await world.carrier.line({ gigabytes: 20 });
  const receiver = await world.carrier.line();
  const receiving = await world.carrier.line({ gigabytes: 20, planId: 'receiving-only' });
  assert.deepEqual(await world.refused(receiving, receiver, 1), {
    code: 'line_cannot_give',
    rule: 'plan.mayGive',
  });
  await world.carrier.directory.setStatus(receiver.accountId, 'suspended');
  assert.deepEqual(await world.refused(giver, receiver, 1), {
    code: 'line_cannot_receive',
    rule: 'line.status',
  });
  await world.carrier.directory.setStatus(giver.accountId, 'suspended');
  assert.deepEqual(await world.refused(giver, receiver, 1), {
    code: 'line_cannot_give',
    rule: 'line.status',
  });
});

test('the most that may be given is what a gift of it then passes', async () => {
  const giver = await world.carrier.line({ gigabytes: 3.25 });
  const receiver = await world.carrier.line();
  const { givableOctets } = await world.gifting.allowance(giver.accountId);
  assert.equal(givableOctets, 2.7 * GB);
  assert.equal((await world.refused(giver, receiver, 2.8)).code, 'floor_broken');
  await world.given(giver, receiver, 2.7);
  assert.equal((await world.gifting.allowance(giver.accountId)).givableOctets, 0);
  await world.windowEnds();
});

test('a policy that took effect judges new gifts, and old ones keep theirs', async () => {
  const giver = await world.carrier.line({ gigabytes: 20 });
  const receiver = await world.carrier.line();
  const old = await world.given(giver, receiver, 1);
  await world.policy({
    ...TEST_POLICY,
    expiry: { rule: 'days', days: 3, mayOutliveSource: false },
  });
  world.pass(2);
  const young = await world.given(giver, receiver, 1);
  assert.deepEqual([old.policyVersion, young.policyVersion], [1, 2]);
  await world.windowEnds();
  const gifts = await world.gifting.gifts(receiver.accountId, { limit: 10 });
  assert.deepEqual(
    gifts.map((gift) => Math.round(((gift.expiresAt ?? 0) - world.now()) / DAY)),
    [3, 20],
  );
});
