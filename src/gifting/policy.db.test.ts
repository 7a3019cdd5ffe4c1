// The rules that need a store: what others do at the same time, what is kept with a gift, and what is found
// out about lines. What rules say is told by the stories in rules/.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { GB, TEST_POLICY } from '../../test/support/carrier.ts';
import { createGiftingWorld, WINDOW, type GiftingWorld } from '../../test/support/gifting.ts';
import type { GiftPolicyBody } from '../catalog/public.ts';
import { DAY, octets } from '../kernel/public.ts';
import type { Line } from '../subscribers/public.ts';
import type { GiftAsked } from './offer.ts';

let world: GiftingWorld;
before(async () => {
  world = await createGiftingWorld();
});
after(() => world.close());

const WIDE: GiftPolicyBody = {
  ...TEST_POLICY,
  giving: { ...TEST_POLICY.giving, floorOctets: 0, monthlyCount: 100, monthlyOctets: 100 * GB },
  receiving: { monthlyCount: 100, monthlyOctets: 100 * GB, capOctets: 100 * GB },
};
const giving = (about: Partial<GiftPolicyBody['giving']>): GiftPolicyBody => ({
  ...WIDE,
  giving: { ...WIDE.giving, ...about },
});

let keys = 0;
async function give(from: Line, to: Line, gigabytes: number, wishes: Partial<GiftAsked> = {}) {
  keys += 1;
  return world.gifting.give({
    giver: from.accountId,
    toMsisdn: `+${to.msisdn}`,
    octets: octets(gigabytes * GB),
    key: `policy-${keys}`,
    ...wishes,
  });
}
async function refusedFor(...about: Parameters<typeof give>): Promise<string> {
  const outcome = await give(...about);
  return outcome.ok ? 'nothing' : outcome.refusal.code;
}
const lines = (count: number): Promise<Line[]> =>
  Promise.all(Array.from({ length: count }, () => world.carrier.line()));

test('to twenty new people at once goes to as many as the policy says, and not to one more', async () => {
  await world.policy(giving({ receiversPerCycle: 3 }));
  const giver = await world.carrier.line({ gigabytes: 50 });
  const others = await lines(20);
  const outcomes = await Promise.all(others.map((other) => give(giver, other, 1)));
  assert.equal(outcomes.filter(({ ok }) => ok).length, 3);
  for (const outcome of outcomes)
    if (!outcome.ok) assert.equal(outcome.refusal.code, 'receivers_reached');
  const [first] = outcomes.filter((outcome) => outcome.ok);
  assert.ok(first?.ok);
  await world.gifting.undo(giver.accountId, first.value.id);
  const again = others.find(({ accountId }) => accountId !== first.value.receiver);
  assert.ok(again);
  await world.windowEnds();
});

test('two gifts in the same moment are too soon after each other, and the second one waits', async () => {
  await world.policy(giving({ secondsBetweenGifts: 60 }));
  const giver = await world.carrier.line({ gigabytes: 50 });
  const [one, two] = await lines(2);
  assert.ok(one && two);
  const outcomes = await Promise.all([give(giver, one, 1), give(giver, two, 1)]);
  assert.equal(outcomes.filter(({ ok }) => ok).length, 1);
  world.pass(59_999);
  assert.equal(await refusedFor(giver, two, 1), 'too_soon');
  world.pass(1);
  assert.equal(await refusedFor(giver, two, 1), 'nothing');
  await world.windowEnds();
});

test('a day is counted beside the month, and an undone gift is uncounted from both', async () => {
  await world.policy(giving({ dailyCount: 2, dailyOctets: 3 * GB }));
  const giver = await world.carrier.line({ gigabytes: 50 });
  const [other] = await lines(1);
  assert.ok(other);
  assert.equal(await refusedFor(giver, other, 3.1), 'daily_octets_reached');
  const first = await give(giver, other, 2);
  assert.ok(first.ok);
  assert.equal(await refusedFor(giver, other, 2), 'daily_octets_reached');
  await world.gifting.undo(giver.accountId, first.value.id);
  assert.equal(await refusedFor(giver, other, 1), 'nothing');
  assert.equal(await refusedFor(giver, other, 1), 'nothing');
  assert.equal(await refusedFor(giver, other, 0.1), 'daily_count_reached');
  await world.windowEnds();
  world.pass(DAY);
  assert.equal(await refusedFor(giver, other, 2), 'nothing');
  await world.windowEnds();
});

test('a family is counted apart, on both sides, and what it sends back is uncounted there', async () => {
  await world.policy({
    ...giving({ monthlyCount: 1, family: { monthlyCount: 2, monthlyOctets: 9 * GB } }),
    receiving: { ...WIDE.receiving, family: { monthlyCount: 2, monthlyOctets: 9 * GB } },
  });
  const giver = await world.carrier.line({ gigabytes: 50, standing: { familyId: 'f' } });
  const kin = await world.carrier.line({ standing: { familyId: 'f' } });
  const [stranger] = await lines(1);
  assert.ok(stranger);
  assert.equal(await refusedFor(giver, stranger, 1), 'nothing');
  assert.equal(await refusedFor(giver, stranger, 1), 'monthly_count_reached');
  const first = await give(giver, kin, 1);
  assert.ok(first.ok);
  assert.equal(await refusedFor(giver, kin, 1), 'nothing');
  assert.equal(await refusedFor(giver, kin, 1), 'monthly_count_reached');
  await world.windowEnds();
  const declined = await world.gifting.decline(kin.accountId, first.value.id);
  assert.ok(declined.ok);
  assert.equal(declined.value.state, 'declined');
  const balance = await world.carrier.ledger.balance(giver.accountId);
  assert.ok(balance.ok);
  assert.equal(balance.value.tallies['given:family']?.count, 1);
  assert.equal(balance.value.tallies['given']?.count, 1);
});

test('a gift of a gift keeps who gave first, of what, and how many gifts it took', async () => {
  await world.policy({ ...giving({ givableKinds: ['plan', 'gift'] }), chains: 'once' });
  const ann = await world.carrier.line({ gigabytes: 5 });
  const [bob, cho] = await lines(2);
  assert.ok(bob && cho);
  const first = await give(ann, bob, 2);
  await world.windowEnds();
  const second = await give(bob, cho, 1);
  await world.windowEnds();
  assert.ok(first.ok && second.ok);
  assert.deepEqual(first.value.sources[0]?.lineage, {
    generation: 1,
    firstGiver: ann.accountId,
    firstOrigin: 'plan:giving',
    firstKind: 'plan',
  });
  assert.deepEqual(second.value.sources[0]?.lineage, {
    ...first.value.sources[0]?.lineage,
    generation: 2,
  });
  assert.equal(await refusedFor(cho, ann, 1), 'balance_too_low');
  assert.equal(await world.state(cho, second.value.id), 'delivered');
});

test('a fee is shown, kept, and due once: when the gift has arrived', async () => {
  await world.policy({
    ...WIDE,
    fee: { cents: 25 },
    expiryChoices: [
      { name: 'month', cents: 100, expiry: { rule: 'days', days: 30, mayOutliveSource: true } },
    ],
  });
  const giver = await world.carrier.line({ gigabytes: 9 });
  const [other] = await lines(1);
  assert.ok(other);
  const preview = await world.gifting.preview({
    giver: giver.accountId,
    toMsisdn: `+${other.msisdn}`,
    octets: octets(GB),
    choice: 'month',
  });
  assert.ok(preview.ok);
  assert.equal(preview.value.feeCents, 125);
  assert.equal(preview.value.expiresAt, world.now() + WINDOW + 30 * DAY);
  const plain = await give(giver, other, 1);
  const long = await give(giver, other, 1, { choice: 'month' });
  const undone = await give(giver, other, 1);
  assert.ok(plain.ok && long.ok && undone.ok);
  await world.gifting.undo(giver.accountId, undone.value.id);
  assert.equal(world.charged.length, 0);
  await world.windowEnds();
  await world.gifting.advance({ giver: giver.accountId, giftId: long.value.id });
  assert.deepEqual(
    world.charged.map(({ giftId, cents }) => [giftId, cents]),
    [
      [plain.value.id, 25],
      [long.value.id, 125],
    ],
  );
  const { rows } = await world.pool.query<{ cents: number }>(
    'select cents from gift_fee order by cents',
  );
  assert.deepEqual(rows, [{ cents: 25 }, { cents: 125 }]);
  const arrived = await world.gifting.gift(other.accountId, long.value.id);
  assert.ok(arrived.ok);
  assert.equal(arrived.value.expiresAt, world.now() + 30 * DAY);
});

test('what must be shown is told by the preview, asked for, and the guardian must be one', async () => {
  await world.policy({
    ...WIDE,
    giver: { minimumAge: 18, younger: 'guardian_confirms' },
    receiverNameMustMatch: true,
    confirmation: { by: 'one_time_code', fromOctets: 2 * GB },
  });
  const mum = await world.carrier.line();
  const [other, stranger] = await lines(2);
  assert.ok(other && stranger);
  const kid = await world.carrier.line({
    gigabytes: 9,
    standing: { birthYear: 2012, guardian: mum.accountId },
  });
  const asked = { giver: kid.accountId, toMsisdn: `+${other.msisdn}`, octets: octets(2 * GB) };
  const preview = await world.gifting.preview(asked);
  assert.ok(preview.ok);
  assert.deepEqual(preview.value.needs, ['receiver_name', 'guardian', 'one_time_code']);
  const receiverName = `  ${other.name.toUpperCase()} `;
  assert.equal(await refusedFor(kid, other, 1), 'receiver_name_differs');
  assert.equal(await refusedFor(kid, other, 1, { receiverName }), 'guardian_must_confirm');
  for (const guardian of [kid.accountId, stranger.accountId])
    assert.equal(
      await refusedFor(kid, other, 1, { receiverName, guardian }),
      'guardian_must_confirm',
    );
  const guardian = mum.accountId;
  assert.equal(await refusedFor(kid, other, 1, { receiverName, guardian }), 'nothing');
  assert.equal(await refusedFor(kid, other, 2, { receiverName, guardian }), 'confirmation_needed');
  assert.equal(
    await refusedFor(kid, other, 2, { receiverName, guardian, confirmed: 'one_time_code' }),
    'nothing',
  );
  await world.windowEnds();
});

test('only to saved numbers, of which there may be so many, also when they are saved at once', async () => {
  await world.policy({ ...WIDE, between: { relation: 'contact', maximumContacts: 5 } });
  const giver = await world.carrier.line({ gigabytes: 9 });
  const others = await lines(12);
  const saved = await Promise.all(
    others.map(({ accountId }) =>
      world.carrier.directory.addContact(giver.accountId, accountId, 5),
    ),
  );
  assert.equal(saved.filter(({ ok }) => ok).length, 5);
  for (const [index, outcome] of saved.entries()) {
    const other = others[index];
    assert.ok(other);
    assert.equal(await refusedFor(giver, other, 0.1), outcome.ok ? 'nothing' : 'relation_needed');
  }
  await world.windowEnds();
});

test('a business neither gives nor receives where only persons do', async () => {
  await world.policy({ ...WIDE, giver: { personsOnly: true }, receiver: { personsOnly: true } });
  const person = await world.carrier.line({ gigabytes: 9 });
  const firm = await world.carrier.line({ gigabytes: 9 });
  await world.pool.query("update account_holder set kind = 'business' where holder_id = $1", [
    firm.holderId,
  ]);
  assert.equal(await refusedFor(person, firm, 1), 'line_cannot_receive');
  assert.equal(await refusedFor(firm, person, 1), 'line_cannot_give');
});

test('a line that may have one gift at once sends the second one home, when both were on their way', async () => {
  await world.policy({ ...WIDE, receiving: { ...WIDE.receiving, giftsAtOnce: 1 } });
  const giver = await world.carrier.line({ gigabytes: 9 });
  const [other] = await lines(1);
  assert.ok(other);
  const first = await give(giver, other, 1);
  const second = await give(giver, other, 1);
  assert.ok(first.ok && second.ok);
  await world.windowEnds();
  assert.equal(await world.state(giver, first.value.id), 'delivered');
  const back = await world.gifting.gift(giver.accountId, second.value.id);
  assert.ok(back.ok);
  assert.deepEqual([back.value.state, back.value.reason], ['returned', 'receiver_limit_reached']);
  assert.equal(await world.gigabytes(giver), 8);
});

test('where nothing is sent back, a gift that arrived stays', async () => {
  await world.policy({ ...WIDE, declining: 'never' });
  const giver = await world.carrier.line({ gigabytes: 9 });
  const [other] = await lines(1);
  assert.ok(other);
  const gift = await give(giver, other, 1);
  assert.ok(gift.ok);
  await world.windowEnds();
  const declined = await world.gifting.decline(other.accountId, gift.value.id);
  assert.deepEqual(declined, {
    ok: false,
    refusal: { code: 'declining_not_offered', rule: 'declining' },
  });
});

test('octets for home use only are so at the receiver, and come home as they were', async () => {
  await world.policy({ ...WIDE, receiving: { ...WIDE.receiving, usableFor: 'domestic' } });
  const giver = await world.carrier.line({ gigabytes: 3 });
  await world.carrier.grant(giver, 3, { kind: 'pack', scope: 'roaming' });
  const [other] = await lines(1);
  assert.ok(other);
  assert.equal(await refusedFor(giver, other, 3.1), 'balance_too_low');
  const gift = await give(giver, other, 1);
  assert.ok(gift.ok);
  await world.windowEnds();
  const got = await world.carrier.ledger.balance(other.accountId);
  assert.ok(got.ok);
  assert.deepEqual(
    got.value.buckets.map(({ scope }) => scope),
    ['domestic'],
  );
  await world.gifting.decline(other.accountId, gift.value.id);
  const home = await world.carrier.ledger.balance(giver.accountId);
  assert.ok(home.ok);
  assert.deepEqual(home.value.buckets.map(({ scope }) => scope).toSorted(), ['any', 'roaming']);
});

test('the preview shows the limits of both sides, and of the receiver no more than one gift could be', async () => {
  await world.policy({
    ...giving({ monthlyCount: 5, monthlyOctets: 10 * GB, floorOctets: GB }),
    receiving: { monthlyCount: 3, monthlyOctets: 60 * GB, capOctets: 8 * GB },
  });
  const giver = await world.carrier.line({ gigabytes: 9 });
  const [other] = await lines(1);
  assert.ok(other);
  assert.ok((await give(giver, other, 2)).ok);
  await world.windowEnds();
  const preview = await world.gifting.preview({
    giver: giver.accountId,
    toMsisdn: `+${other.msisdn}`,
    octets: octets(GB),
  });
  assert.ok(preview.ok);
  assert.deepEqual(
    preview.value.limits.map(({ side, rule, limit, left }) => [side, rule, limit, left]),
    [
      ['giver', 'giving.monthlyCount', 5, 4],
      ['giver', 'giving.monthlyOctets', 10 * GB, 8 * GB],
      ['giver', 'giving.floorOctets', GB, 6 * GB],
      ['receiver', 'receiving.monthlyCount', 3, 1],
      ['receiver', 'receiving.monthlyOctets', 60 * GB, 5 * GB],
      ['receiver', 'receiving.capOctets', 8 * GB, 5 * GB],
    ],
  );
  assert.deepEqual(
    preview.value.next.map(({ what }) => what),
    ['can_be_undone', 'arrives', 'can_be_sent_back', 'lapses'],
  );
});

test('what is kept of a gift’s judgement has no name and no number of anybody', async () => {
  await world.policy(WIDE);
  const giver = await world.carrier.line({ gigabytes: 9, name: 'Zinaida Quux' });
  const [other] = await lines(1);
  assert.ok(other);
  const gift = await give(giver, other, 1);
  assert.ok(gift.ok);
  const kept = JSON.stringify(gift.value.facts);
  for (const secret of [giver, other].flatMap((line) => [
    line.name,
    line.msisdn,
    line.imsi,
    line.iccid,
    line.eid,
  ]))
    assert.ok(!kept.includes(secret), secret);
  await world.windowEnds();
});
