// Giving only what is about to lapse: what is shown, what goes, and what stays.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { GB, TEST_POLICY, TIME_ZONE } from '../../../test/support/carrier.ts';
import { createGiftingWorld, type GiftingWorld } from '../../../test/support/gifting.ts';
import { sharingOn } from '../../../test/support/sharing.ts';
import { silentLog } from '../../db/public.ts';
import { DAY, HOUR, newAccountId, octets } from '../../kernel/public.ts';
import type { Line } from '../../subscribers/public.ts';
import { ensurePoolPlan } from '../pools/policy.ts';
import { createMembers } from '../pools/members.ts';
import { newMember } from '../pools/people.ts';
import { createStandingGifts } from '../standing/standing-gifts.ts';
import { createExpiring, type Expiring } from './expiring.ts';

let world: GiftingWorld;
let expiring: Expiring;
before(async () => {
  world = await createGiftingWorld();
  const { catalog, directory, ledger } = world.carrier;
  expiring = createExpiring({
    store: world.store,
    ledger,
    catalog,
    directory,
    gifting: world.gifting,
    clock: { now: () => world.now() },
    timeZone: TIME_ZONE,
  });
});
after(() => world.close());

const to = (line: Line) => ({ msisdn: `+${line.msisdn}` });
const CYCLE_ENDS = Date.parse('2026-12-01T05:00:00Z');

/** With octets that lapse with its cycle, long after, and before. */
async function giverWith(lapsing: number, later: number, bonus = 0): Promise<Line> {
  world.pass(1_000);
  const giver = await world.carrier.line();
  const days = (CYCLE_ENDS - world.now()) / DAY;
  if (lapsing > 0) await world.carrier.grant(giver, lapsing, { days });
  if (later > 0) await world.carrier.grant(giver, later, { days: 40 });
  if (bonus > 0) await world.carrier.grant(giver, bonus, { kind: 'bonus', days: 2 });
  return giver;
}

/** What lapses, of that what may be given in one gift, after the floor, the steps and the limits. */
const STORY = `
  lapses  later  bonus | lapsing  givable
  3       20     0     | 3        3
  3.27    20     0     | 3.27     3.2
  9       20     0     | 9        5
  3       0      0     | 3        2.5
  0.3     0      0     | 0.3      0
  0       20     0     | 0        0
  3       20     2     | 5        3
`;

test('what lapses is shown, and of it what one gift may have', async () => {
  for (const row of STORY.trim().split('\n').slice(1)) {
    const [have = '', shown = ''] = row.split('|');
    const [lapses = 0, later = 0, bonus = 0] = have.trim().split(/\s+/).map(Number);
    const [lapsing, givable] = shown.trim().split(/\s+/).map(Number);
    const giver = await giverWith(lapses, later, bonus);
    const foreseen = await expiring.foresee(giver.accountId);
    assert.equal(foreseen.cycleEndsAt, CYCLE_ENDS);
    assert.equal(foreseen.lapsingOctets / GB, lapsing, row);
    assert.equal(foreseen.givableOctets / GB, givable, row);
    for (const { kind, mayBeGiven } of foreseen.buckets)
      assert.equal(mayBeGiven, kind !== 'bonus', row);
  }
});

test('one tap gives what was shown, from what lapses and from nothing else, and it can be undone', async () => {
  const giver = await giverWith(2, 20, 1);
  const receiver = await world.carrier.line();
  const preview = await expiring.preview(giver.accountId, to(receiver));
  assert.ok(preview.ok, JSON.stringify(preview));
  assert.equal(preview.value.octets, 2 * GB);
  assert.equal(preview.value.preview.keepsOctets, 21 * GB);
  const { accountId } = giver;
  const tap = { octets: preview.value.octets, key: 'tap' };
  const given = await expiring.give(accountId, to(receiver), tap);
  assert.ok(given.ok, JSON.stringify(given));
  const sources = given.value.sources.map(({ expiresAt }) => expiresAt);
  assert.deepEqual(sources, [CYCLE_ENDS]);
  assert.deepEqual(await expiring.give(accountId, to(receiver), tap), given);
  assert.equal((await expiring.foresee(accountId)).givableOctets, 0);
  const undone = await world.gifting.undo(accountId, given.value.id);
  assert.ok(undone.ok);
  assert.equal((await expiring.foresee(accountId)).givableOctets, 2 * GB);
});

test('a receiver without room for all is given what it has room for', async () => {
  const giver = await giverWith(5, 20);
  const receiver = await world.carrier.line();
  const other = await world.carrier.line({ gigabytes: 20 });
  await world.given(other, receiver, 4);
  await world.given(other, receiver, 2.5);
  await world.windowEnds();
  const preview = await expiring.preview(giver.accountId, to(receiver));
  assert.ok(preview.ok, JSON.stringify(preview));
  assert.equal(preview.value.octets / GB, 1.5);
  const less = await expiring.preview(giver.accountId, to(receiver), {
    atMostOctets: octets(0.75 * GB),
  });
  assert.ok(less.ok);
  assert.equal(less.value.octets / GB, 0.7);
});

test('more than lapses, nothing that lapses, and the rules each refuse with their own reason', async () => {
  const receiver = await world.carrier.line();
  const code = async (giver: Line, amount?: number, target = to(receiver)): Promise<string> => {
    const about = { octets: octets((amount ?? 1) * GB), key: `${amount}` };
    const answer =
      amount === undefined
        ? await expiring.preview(giver.accountId, target)
        : await expiring.give(giver.accountId, target, about);
    return answer.ok ? 'given' : answer.refusal.code;
  };
  const some = await giverWith(2, 20);
  assert.equal(await code(some, 2.5), 'nothing_expiring');
  assert.equal(await code(await giverWith(0, 20)), 'nothing_expiring');
  assert.equal(await code(await giverWith(0.55, 0)), 'floor_broken');
  assert.equal(await code(some, undefined, { msisdn: '+16135550000' }), 'receiver_not_found');
  assert.equal(await code(some, undefined, { msisdn: 'hello' }), 'msisdn_invalid');
  assert.equal(await code(some, undefined, to(some)), 'giving_to_oneself');
  await world.policy({ ...TEST_POLICY, ways: ['link'] });
  assert.equal(await code(some), 'way_not_offered');
  await world.policy(TEST_POLICY);
});

/** A pool that the line is in, with an account of its own. */
async function poolOf(holder: Line): Promise<number> {
  const { catalog, ledger } = world.carrier;
  const id = newAccountId();
  const at = world.now();
  await ensurePoolPlan(catalog, at);
  await ledger.openAccount(id);
  await createMembers(world.store).open(
    {
      id,
      kind: 'pool',
      name: 'Home',
      planId: 'pool',
      holder: holder.accountId,
      state: 'open',
      openedAt: at,
      closingAt: null,
      alertedPercent: 0,
    },
    newMember(id, holder.accountId, 'holder', at),
  );
  return id;
}

test('it can go to a pool that the giver is in, by hand or by a rule, and to no other', async () => {
  const giver = await giverWith(3, 20);
  const stranger = await giverWith(3, 20);
  const pool = await poolOf(giver);
  const preview = await expiring.preview(giver.accountId, { pool });
  assert.ok(preview.ok, JSON.stringify(preview));
  assert.equal(preview.value.octets, 3 * GB);
  for (const target of [{ pool }, { pool: newAccountId() }, { tank: pool }]) {
    const refused = await expiring.preview(stranger.accountId, target);
    assert.deepEqual(!refused.ok && refused.refusal, { code: 'target_unknown' });
  }
  const { catalog, directory, ledger } = world.carrier;
  const told: string[] = [];
  const standing = createStandingGifts({
    store: world.store,
    ledger,
    catalog,
    directory,
    gifting: world.gifting,
    clock: { now: () => world.now() },
    ports: { tell: (line, { about }) => told.push(`${line.name} ${about}`) },
    timeZone: TIME_ZONE,
    country: 'CA',
    log: silentLog,
  });
  const made = await standing.make({
    giver: giver.accountId,
    to: { pool },
    rhythm: { kind: 'expiring', lastHours: 24 },
    key: 'rule',
  });
  assert.ok(made.ok, JSON.stringify(made));
  assert.equal(made.value.state, 'active', 'a pool is not asked');
  assert.equal(made.value.nextAt, CYCLE_ENDS - DAY);
  world.setNow(new Date(CYCLE_ENDS - DAY).toISOString());
  await standing.runDue();
  await world.windowEnds();
  const balance = await ledger.balance(pool);
  assert.ok(balance.ok);
  assert.equal(balance.value.availableOctets, 3 * GB);
  const ended = await standing.end(giver.accountId, made.value.id);
  assert.ok(ended.ok && ended.value.state === 'ended');
  assert.deepEqual(told, [`${giver.name} standing_gift_ended`]);
});

test('it can go to a tank, which anybody may put into', async () => {
  const giver = await giverWith(3, 20);
  const { tanks } = sharingOn(world);
  const opened = await tanks.open({ name: 'For the town', planId: 'town-tank' });
  assert.ok(opened.ok, JSON.stringify(opened));
  const tank = opened.value.id;
  const preview = await expiring.preview(giver.accountId, { tank });
  assert.ok(preview.ok, JSON.stringify(preview));
  const tap = { octets: preview.value.octets, key: 'tank' };
  const given = await expiring.give(giver.accountId, { tank }, tap);
  assert.ok(given.ok && given.value.way === 'tank', JSON.stringify(given));
  await world.windowEnds();
  assert.equal((await tanks.close(tank)).ok, true);
  const late = await expiring.preview(giver.accountId, { tank });
  assert.deepEqual(!late.ok && late.refusal, { code: 'target_unknown' });
});

test('what lapses within the undo window does not go, as it could not arrive', async () => {
  const giver = await giverWith(3, 20);
  const receiver = await world.carrier.line();
  await world.policy({ ...TEST_POLICY, undoWindowSeconds: 3_600 });
  world.setNow(new Date(CYCLE_ENDS - HOUR / 2).toISOString());
  const preview = await expiring.preview(giver.accountId, to(receiver));
  assert.ok(!preview.ok && preview.refusal.code === 'nothing_expiring');
  assert.equal(preview.refusal.lapsingOctets, 3 * GB);
  await world.policy(TEST_POLICY);
});
