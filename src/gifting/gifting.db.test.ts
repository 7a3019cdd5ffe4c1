// A gift from hold to delivery, and every way home.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { GB } from '../../test/support/carrier.ts';
import { createGiftingWorld, WINDOW, type GiftingWorld } from '../../test/support/gifting.ts';
import { DAY, octets } from '../kernel/public.ts';

let world: GiftingWorld;
before(async () => {
  world = await createGiftingWorld();
});
after(() => world.close());

test('a gift is held, delivered when the window ends, and lapses no later than it would have', async () => {
  const giver = await world.carrier.line({ gigabytes: 20, name: 'Maya Tremblay' });
  const receiver = await world.carrier.line();
  const gift = await world.given(giver, receiver, 2);
  assert.equal(gift.state, 'held');
  assert.equal(await world.gigabytes(giver), 18);
  assert.equal(
    await world.state(receiver, gift.id),
    'gift_unknown',
    'nothing is shown before it arrives',
  );
  world.pass(WINDOW - 1);
  await world.gifting.advance({ giver: giver.accountId, giftId: gift.id });
  assert.equal(await world.state(giver, gift.id), 'held', 'not before the window ends');
  world.pass(1);
  await world.windowEnds();
  assert.equal(await world.state(receiver, gift.id), 'delivered');
  assert.equal(await world.gigabytes(receiver), 2);
  const [own] =
    (await world.carrier.ledger.balance(giver.accountId).then((it) => it.ok && it.value.buckets)) ||
    [];
  const [got] =
    (await world.carrier.ledger
      .balance(receiver.accountId)
      .then((it) => it.ok && it.value.buckets)) || [];
  assert.equal(got?.expiresAt, own?.expiresAt);
  assert.equal(got?.origin, `gift:${gift.id}`);
  assert.equal(world.told.at(-1), `${receiver.name}: gift_arrived 2000000000 M••• T.`);
});

test('an undo brings everything back, once, and not after the window', async () => {
  const giver = await world.carrier.line({ gigabytes: 20 });
  const receiver = await world.carrier.line();
  const gift = await world.given(giver, receiver, 2);
  const undone = await world.gifting.undo(giver.accountId, gift.id);
  assert.ok(undone.ok && undone.value.state === 'undone');
  assert.deepEqual(await world.gifting.undo(giver.accountId, gift.id), undone);
  assert.equal(await world.gigabytes(giver), 20);
  await world.windowEnds();
  assert.equal(await world.state(giver, gift.id), 'undone');
  assert.equal(await world.gigabytes(receiver), 0);
  const late = await world.given(giver, receiver, 2);
  await world.windowEnds();
  assert.deepEqual(await world.gifting.undo(giver.accountId, late.id), {
    ok: false,
    refusal: { code: 'undo_window_over', undoUntil: late.undoUntil },
  });
  assert.equal(await world.gigabytes(receiver), 2);
});

test('an undo and a delivery at the same instant: one of them happens', async () => {
  const giver = await world.carrier.line({ gigabytes: 20 });
  const receiver = await world.carrier.line();
  for (let round = 0; round < 10; round += 1) {
    const gift = await world.given(giver, receiver, 0.1);
    world.pass(WINDOW - 1);
    const undo = world.gifting.undo(giver.accountId, gift.id);
    world.pass(1);
    const [outcome] = await Promise.all([
      undo,
      world.gifting.advance({ giver: giver.accountId, giftId: gift.id }),
    ]);
    assert.equal(await world.state(giver, gift.id), outcome.ok ? 'undone' : 'delivered');
    world.pass(31 * DAY);
    await world.carrier.grant(giver, 1);
  }
});

test('a declined gift returns what is unused to the bucket that it came from', async () => {
  const giver = await world.carrier.line({ gigabytes: 20 });
  const receiver = await world.carrier.line();
  const gift = await world.given(giver, receiver, 2);
  assert.equal((await world.gifting.decline(receiver.accountId, gift.id)).ok, false);
  await world.windowEnds();
  await world.carrier.ledger.execute({
    name: 'charge',
    accountId: receiver.accountId,
    session: `uses-${gift.id}`,
    sequence: 0,
    step: 'event',
    slots: [{ slot: 1, scope: 'domestic', usedOctets: octets(0), wantedOctets: octets(GB / 2) }],
    quota: { smallestOctets: octets(1), largestOctets: octets(GB), shareDivisor: 1 },
    holdUntil: world.now() + DAY,
  });
  const declined = await world.gifting.decline(receiver.accountId, gift.id);
  assert.ok(declined.ok);
  assert.equal(declined.value.state, 'declined');
  assert.equal(declined.value.returnedOctets, 1.5 * GB);
  assert.deepEqual(await world.gifting.decline(receiver.accountId, gift.id), declined);
  assert.equal(await world.gigabytes(receiver), 0);
  assert.equal(await world.gigabytes(giver), 19.5);
  assert.equal(
    (await world.gifting.decline(giver.accountId, gift.id)).ok,
    false,
    'the giver cannot',
  );
});

test('a gift all used cannot be declined', async () => {
  const giver = await world.carrier.line({ gigabytes: 20 });
  const receiver = await world.carrier.line();
  const gift = await world.given(giver, receiver, 0.1);
  await world.windowEnds();
  await world.carrier.ledger.execute({
    name: 'charge',
    accountId: receiver.accountId,
    session: `all-${gift.id}`,
    sequence: 0,
    step: 'event',
    slots: [
      { slot: 1, scope: 'domestic', usedOctets: octets(0), wantedOctets: octets(100_000_000) },
    ],
    quota: { smallestOctets: octets(1), largestOctets: octets(GB), shareDivisor: 1 },
    holdUntil: world.now() + DAY,
  });
  assert.deepEqual(await world.gifting.decline(receiver.accountId, gift.id), {
    ok: false,
    refusal: { code: 'gift_not_declinable', state: 'delivered' },
  });
});

test('a gift whose receiver closed or filled up meanwhile comes home with the reason, uncounted', async () => {
  const giver = await world.carrier.line({ gigabytes: 20 });
  const closed = await world.carrier.line();
  const full = await world.carrier.line();
  const lost = await world.given(giver, closed, 1);
  await world.given(await world.carrier.line({ gigabytes: 20 }), full, 5);
  const second = await world.given(giver, full, 5);
  await world.carrier.directory.setStatus(closed.accountId, 'closed');
  await world.windowEnds();
  for (const [gift, reason] of [
    [lost, 'line_cannot_receive'],
    [second, 'receiver_limit_reached'],
  ] as const) {
    const ended = await world.gifting.gift(giver.accountId, gift.id);
    assert.ok(ended.ok);
    assert.equal(ended.value.state, 'returned');
    assert.equal(ended.value.reason, reason);
  }
  assert.equal(await world.gigabytes(giver), 20);
  assert.equal((await world.gifting.allowance(giver.accountId)).usedCount, 0);
});

test('the same key gives the same gift, also to many at once, and another gift is refused', async () => {
  const giver = await world.carrier.line({ gigabytes: 20 });
  const receiver = await world.carrier.line();
  const gifts = await Promise.all(
    Array.from({ length: 10 }, () => world.given(giver, receiver, 1, 'double-click')),
  );
  assert.equal(new Set(gifts.map(({ id }) => id)).size, 1);
  assert.equal(await world.gigabytes(giver), 19);
  assert.equal((await world.refused(giver, receiver, 2, 'double-click')).code, 'key_reused');
  await world.gifting.undo(giver.accountId, gifts[0]?.id ?? '');
});

test('a preview promises what the gift then is, and holds nothing', async () => {
  const giver = await world.carrier.line({ gigabytes: 3, name: 'Zoé' });
  await world.carrier.grant(giver, 1, { kind: 'pack', days: 2 });
  const receiver = await world.carrier.line();
  const preview = await world.gifting.preview({
    giver: giver.accountId,
    toMsisdn: receiver.msisdn.slice(1),
    octets: octets(2 * GB),
  });
  assert.ok(preview.ok, JSON.stringify(preview));
  assert.equal(preview.value.keepsOctets, 2 * GB);
  assert.equal(preview.value.receiver.accountId, receiver.accountId);
  assert.equal(
    preview.value.expiresAt,
    world.now() + 2 * DAY,
    'the pack lapses first, so it goes first',
  );
  assert.equal(await world.gigabytes(giver), 4);
  const gift = await world.given(giver, receiver, 2);
  const parts = gift.sources.map(({ lineage, ...part }) => [lineage?.firstKind, part]);
  const [pack, plan] = preview.value.sources;
  assert.deepEqual(parts, [
    ['pack', pack],
    ['plan', plan],
  ]);
  await world.windowEnds();
});

test('gifts are listed newest first, both directions, page by page', async () => {
  const one = await world.carrier.line({ gigabytes: 20 });
  const two = await world.carrier.line({ gigabytes: 20 });
  const ids: string[] = [];
  for (const [from, to] of [
    [one, two],
    [two, one],
    [one, two],
  ] as const) {
    world.pass(5);
    ids.unshift((await world.given(from, to, 0.5)).id);
  }
  assert.deepEqual(
    (await world.gifting.gifts(one.accountId, { limit: 10 })).map(({ id }) => id),
    [ids[0], ids[2]],
    'what is not delivered is not yet seen by its receiver',
  );
  await world.windowEnds();
  const first = await world.gifting.gifts(one.accountId, { limit: 2 });
  assert.deepEqual(
    first.map(({ id }) => id),
    ids.slice(0, 2),
  );
  const rest = await world.gifting.gifts(one.accountId, { limit: 2, before: first[1]?.id });
  assert.deepEqual(
    rest.map(({ id }) => id),
    ids.slice(2),
  );
});

test('a gift cut off at any step is finished by the next call', async () => {
  const giver = await world.carrier.line({ gigabytes: 20 });
  const receiver = await world.carrier.line();
  const gift = await world.given(giver, receiver, 1);
  world.pass(WINDOW);
  // As if the process had died after the ledger's step and before the gift's row was changed.
  await world.carrier.ledger.execute({
    name: 'settle_gift',
    accountId: giver.accountId,
    key: `gift:${gift.id}:settle`,
    giftId: gift.id,
  });
  await world.gifting.advance({ giver: giver.accountId, giftId: gift.id });
  await world.pool.query(
    "update gift set state = 'in_transit', delivered_at = null where gift_id = $1",
    [gift.id],
  );
  await world.gifting.advance({ giver: giver.accountId, giftId: gift.id });
  assert.equal(await world.state(receiver, gift.id), 'delivered');
  assert.equal(await world.gigabytes(receiver), 1, 'delivered once');
  await world.windowEnds();
});
