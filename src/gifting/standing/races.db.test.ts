// Standing gifts asked for, agreed to and given many times at once, cut off half way, and too many of them.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { GB, TEST_POLICY } from '../../../test/support/carrier.ts';
import type { GiftingWorld } from '../../../test/support/gifting.ts';
import { createStandingWorld } from '../../../test/support/standing.ts';
import type { GiftPolicyBody } from '../../catalog/public.ts';
import { DAY, MINUTE, octets, SECOND } from '../../kernel/public.ts';
import type { Line } from '../../subscribers/public.ts';
import { keyOf } from './run.ts';
import type { StandingGift } from './standing.ts';
import type { StandingGifts } from './standing-gifts.ts';
import { createStandings } from './standings.ts';

let world: GiftingWorld;
let standing: StandingGifts;
before(async () => {
  ({ world, standing } = await createStandingWorld());
});
after(() => world.close());

async function twoLines(gigabytes = 20): Promise<readonly [Line, Line]> {
  world.setNow('2027-01-10T17:00:00Z');
  const giver = await world.carrier.line();
  await world.carrier.grant(giver, gigabytes, { days: 40 });
  return [giver, await world.carrier.line()];
}
const monthly = (gigabytes: number, dayOfCycle = 12) =>
  ({ kind: 'monthly', octets: octets(gigabytes * GB), dayOfCycle }) as const;

async function running(giver: Line, receiver: Line, gigabytes = 1): Promise<StandingGift> {
  const to = { msisdn: `+${receiver.msisdn}` };
  const asked = { giver: giver.accountId, to, rhythm: monthly(gigabytes), key: 'once' };
  const made = await standing.make(asked);
  assert.ok(made.ok, JSON.stringify(made));
  const agreed = await standing.agree(receiver.accountId, made.value.id);
  assert.ok(agreed.ok, JSON.stringify(agreed));
  return agreed.value;
}

test('the same key makes the same, also many times at once, and another gift is refused', async () => {
  const [giver, receiver] = await twoLines();
  const to = { msisdn: `+${receiver.msisdn}` };
  const asked = { giver: giver.accountId, to, rhythm: monthly(1), key: 'tapped' };
  const made = await Promise.all(Array.from({ length: 8 }, () => standing.make(asked)));
  const ids = made.map((each) => (each.ok ? each.value.id : each.refusal.code));
  assert.equal(new Set(ids).size, 1, ids.join(' '));
  const again = await standing.make(asked);
  assert.ok(again.ok);
  const other = await standing.make({ ...asked, rhythm: monthly(2) });
  assert.ok(!other.ok && other.refusal.code === 'key_reused');
  assert.equal((await standing.list(receiver.accountId)).received.length, 1);
});

test('two who close a circle at the same instant do not both begin', async () => {
  for (let round = 0; round < 5; round += 1) {
    const [one, two] = await twoLines();
    const made = await Promise.all(
      [
        [one, two],
        [two, one],
      ].map(([from, to]) =>
        standing.make({
          giver: from?.accountId ?? 0,
          to: { msisdn: `+${to?.msisdn}` },
          rhythm: monthly(1),
          key: 'both',
        }),
      ),
    );
    await Promise.all(
      made.map((each, index) => {
        assert.ok(each.ok);
        return standing.agree((index === 0 ? two : one).accountId, each.value.id);
      }),
    );
    const given = await Promise.all(
      [one, two].map(async ({ accountId }) => (await standing.list(accountId)).given),
    );
    const active = given.flat().filter(({ state }) => state === 'active');
    assert.ok(active.length <= 1, `${active.length} of two run`);
  }
});

test('a circle that is there in spite of all is broken where it was closed, and the rest goes on', async () => {
  const [one, two] = await twoLines();
  await world.carrier.grant(two, 20, { days: 40 });
  const first = await running(one, two);
  world.pass(MINUTE);
  const standings = createStandings(world.store);
  const closing = {
    ...first,
    id: '00000000-0000-8000-8000-000000000001',
    giver: two.accountId,
    receiver: one.accountId,
    madeAt: world.now(),
  };
  assert.ok((await standings.link(closing)).ok && (await standings.insert(closing)).ok);
  world.setNow('2027-01-12T15:00:00Z');
  await standing.runDue();
  const broken = await standing.read(two.accountId, closing.id);
  assert.ok(broken.ok);
  assert.deepEqual([broken.value.state, broken.value.reason], ['ended', 'went_in_a_circle']);
  const kept = await standing.read(one.accountId, first.id);
  assert.ok(kept.ok && kept.value.state === 'active' && kept.value.lastGiftId !== null);
  await world.windowEnds();
});

test('a gift that many give at once, or that was cut off, is given once', async () => {
  const [giver, receiver] = await twoLines();
  const made = await running(giver, receiver, 2);
  world.setNow('2027-01-12T15:00:00Z');
  await Promise.all(Array.from({ length: 6 }, () => standing.runDue()));
  assert.equal(await world.gigabytes(giver), 18);
  const [gift, ...others] = await world.gifting.gifts(giver.accountId, { limit: 5 });
  assert.equal(gift?.state, 'held');
  assert.deepEqual(others, []);
  // As if the process had died after the gift was made and before that was written down.
  const given = await standing.read(giver.accountId, made.id);
  assert.ok(given.ok);
  const planned = { period: '2027-01-01', octets: octets(2 * GB), lapsingBefore: null };
  const standings = createStandings(world.store);
  await standings.change(given.value, ['active'], { planned, period: null, nextAt: world.now() });
  await standing.runDue();
  assert.equal(await world.gigabytes(giver), 18);
  // And the same, found only when the next cycle has begun.
  await standings.change(given.value, ['active'], { planned, period: null, nextAt: world.now() });
  world.setNow('2027-02-02T15:00:00Z');
  await standing.runDue();
  const later = await standing.read(giver.accountId, made.id);
  assert.ok(later.ok && later.value.planned === null && later.value.period === '2027-01-01');
  assert.equal(later.value.nextAt, Date.parse('2027-02-12T14:00:00Z'));
  await world.windowEnds();
});

test('a cut-off gift that was never made is not made for a cycle that is over', async () => {
  const [giver, receiver] = await twoLines();
  const made = await running(giver, receiver, 2);
  const planned = { period: '2026-12-01', octets: octets(2 * GB), lapsingBefore: null };
  const standings = createStandings(world.store);
  await standings.change(made, ['active'], { planned, attempt: 1, nextAt: world.now() });
  await standing.runDue();
  assert.equal(await world.gigabytes(giver), 20);
  const later = await standing.read(giver.accountId, made.id);
  assert.ok(later.ok && later.value.planned === null && later.value.period === null);
});

test('whoever ends it while its gift is being made has that gift back', async () => {
  const [giver, receiver] = await twoLines();
  const made = await running(giver, receiver, 2);
  world.setNow('2027-01-12T15:00:00Z');
  await Promise.all([standing.runDue(), standing.end(giver.accountId, made.id)]);
  const later = await standing.read(giver.accountId, made.id);
  assert.ok(later.ok && later.value.state === 'ended');
  const gifts = await world.gifting.gifts(giver.accountId, { limit: 5 });
  const standingGifts = gifts.filter(({ way }) => way === 'standing');
  // Either it was given before it was ended, and says so, or it was not, and is back.
  const isGiven = later.value.lastGiftId !== null;
  assert.equal(await world.gigabytes(giver), isGiven ? 18 : 20);
  for (const gift of standingGifts) {
    assert.equal(gift.state, isGiven ? 'held' : 'undone');
    assert.equal(gift.key, keyOf(later.value));
  }
  await world.windowEnds();
});

test('a line can give to so many, and be given to by so many', async () => {
  const [giver] = await twoLines();
  for (let count = 0; count < 10; count += 1) {
    const receiver = await world.carrier.line();
    const to = { msisdn: `+${receiver.msisdn}` };
    const made = await standing.make({
      giver: giver.accountId,
      to,
      rhythm: monthly(1),
      key: `to-${count}`,
    });
    assert.ok(made.ok);
  }
  const receiver = await world.carrier.line();
  const one = await standing.make({
    giver: giver.accountId,
    to: { msisdn: `+${receiver.msisdn}` },
    rhythm: monthly(1),
    key: 'one-more',
  });
  assert.deepEqual(!one.ok && one.refusal, {
    code: 'standing_gifts_reached',
    side: 'giver',
    limit: 10,
  });
  assert.deepEqual((await standing.list(receiver.accountId)).received, [], 'and nobody is asked');
});

test('a foreseen one says when it comes first, what it would be now, and what stands in its way now', async () => {
  const [giver, receiver] = await twoLines();
  const to = { msisdn: `+${receiver.msisdn}` };
  const foreseen = await standing.foresee({
    giver: giver.accountId,
    to,
    rhythm: monthly(1, 11),
  });
  assert.ok(foreseen.ok && foreseen.value.asOfNow.ok);
  assert.equal(foreseen.value.firstAt, Date.parse('2027-01-11T14:00:00Z'));
  assert.equal(foreseen.value.asOfNow.value.keepsOctets, 19 * GB);
  const poor = await standing.foresee({
    giver: receiver.accountId,
    to: { msisdn: `+${giver.msisdn}` },
    rhythm: monthly(1),
  });
  assert.ok(poor.ok && !poor.value.asOfNow.ok);
  assert.equal(poor.value.asOfNow.refusal.code, 'balance_too_low');
  const hours = await standing.foresee({
    giver: giver.accountId,
    to: { msisdn: '+16135550000' },
    rhythm: { kind: 'expiring', lastHours: 24 },
  });
  assert.ok(!hours.ok && hours.refusal.code === 'receiver_not_found');
});

test('a policy without this way, or with an undo window longer than the last hours, refuses', async () => {
  const [giver, receiver] = await twoLines();
  const asked = {
    giver: giver.accountId,
    to: { msisdn: `+${receiver.msisdn}` },
    rhythm: { kind: 'expiring', lastHours: 5 },
  } as const;
  const longWindow: GiftPolicyBody = { ...TEST_POLICY, undoWindowSeconds: DAY / 4 / SECOND };
  await world.policy(longWindow);
  const tooFew = await standing.foresee(asked);
  assert.deepEqual(!tooFew.ok && tooFew.refusal, { code: 'last_hours_too_few', atLeastHours: 7 });
  await world.policy({ ...TEST_POLICY, ways: ['direct'] });
  const notOffered = await standing.foresee(asked);
  assert.ok(!notOffered.ok && notOffered.refusal.code === 'way_not_offered');
  await world.policy(TEST_POLICY);
});

test('one that cannot be done at all keeps no other waiting, and is tried again later', async () => {
  const [giver, receiver] = await twoLines();
  const [other, theirs] = await twoLines();
  const spoiled = await running(giver, receiver);
  await running(other, theirs);
  const toPlan = (plan: string) =>
    world.pool.query('update line set plan_id = $1 where account_id = $2', [plan, giver.accountId]);
  await toPlan('not-in-the-catalog');
  world.setNow('2027-01-12T15:00:00Z');
  await standing.runDue();
  assert.equal(await world.gigabytes(other), 19);
  assert.equal(await world.gigabytes(giver), 20);
  const waiting = await standing.read(giver.accountId, spoiled.id);
  assert.ok(waiting.ok && waiting.value.state === 'active');
  assert.equal(waiting.value.nextAt, world.now() + 5 * MINUTE);
  await toPlan(giver.planId);
  world.pass(5 * MINUTE);
  await standing.runDue();
  assert.equal(await world.gigabytes(giver), 19);
  await world.windowEnds();
});
