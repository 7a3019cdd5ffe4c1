// Gift links, from being made to the last of their octets being somewhere for good.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { GB, TEST_POLICY } from '../../../test/support/carrier.ts';
import { createWaysWorld, type WaysWorld } from '../../../test/support/ways.ts';
import { DAY, HOUR, octets } from '../../kernel/public.ts';
import type { Line } from '../../subscribers/public.ts';
import type { LinkAsked } from './make.ts';

let world: WaysWorld;
let keys = 0;
before(async () => {
  world = await createWaysWorld();
});
after(() => world.close());

type Asked = Partial<Omit<LinkAsked, 'giver'>>;

async function make(giver: Line, asked: Asked = {}) {
  keys += 1;
  const made = await world.ways.links.make({
    giver: giver.accountId,
    octetsEach: octets(GB),
    key: `link-${keys}`,
    ...asked,
  });
  assert.ok(made.ok, JSON.stringify(made));
  const { link, token } = made.value;
  assert.ok(token !== null);
  return { link, token };
}

async function refusedMaking(giver: Line, asked: Asked): Promise<string> {
  keys += 1;
  const made = await world.ways.links.make({
    giver: giver.accountId,
    octetsEach: octets(GB),
    key: `link-${keys}`,
    ...asked,
  });
  return made.ok ? 'made' : made.refusal.code;
}

async function claim(claimer: Line, token: string, pin?: string): Promise<string> {
  const claimed = await world.ways.links.claim(claimer, { token, pin });
  if (claimed.ok) return claimed.value.state;
  const { refusal } = claimed;
  return refusal.code === 'link_over' ? `link_over ${refusal.why}` : refusal.code;
}

test('a link sets its octets aside, and whoever takes it first has them', async () => {
  const giver = await world.carrier.line({ gigabytes: 9 });
  const [one, other] = [await world.carrier.line(), await world.carrier.line()];
  const { token } = await make(giver);
  assert.match(token, /^[\w-]{22}$/);
  assert.equal(await world.gigabytes(giver), 8);
  world.pass(2 * 60_000);
  assert.equal(await claim(one, token), 'delivered');
  assert.equal(await world.gigabytes(one), 1);
  assert.equal(await claim(one, token), 'delivered', 'taking again answers the same');
  assert.equal(await world.gigabytes(one), 1);
  assert.equal(await claim(other, token), 'link_over all_claimed');
  assert.ok(world.told.includes(`${giver.name}: link_claimed ${GB}`));
});

test('what is taken before the undo window ends arrives then, and can be undone until then', async () => {
  const giver = await world.carrier.line({ gigabytes: 9 });
  const [one, other] = [await world.carrier.line(), await world.carrier.line()];
  const { token } = await make(giver, { shares: 2 });
  assert.equal(await claim(one, token), 'held');
  assert.equal(await claim(other, token), 'held');
  const [gift] = await world.gifting.gifts(giver.accountId, { limit: 1 });
  assert.ok(gift);
  const undone = await world.gifting.undo(giver.accountId, gift.id);
  assert.ok(undone.ok);
  assert.equal(await world.gigabytes(giver), 8);
  await world.windowEnds();
  assert.equal((await world.gigabytes(one)) + (await world.gigabytes(other)), 1);
});

test('a gift taken by link is declined, and comes home, as any other', async () => {
  const giver = await world.carrier.line({ gigabytes: 9 });
  const taker = await world.carrier.line();
  const { token } = await make(giver);
  world.pass(HOUR);
  assert.equal(await claim(taker, token), 'delivered');
  const [gift] = await world.gifting.gifts(taker.accountId, { limit: 1 });
  assert.ok(gift);
  assert.equal(gift.way, 'link');
  const declined = await world.gifting.decline(taker.accountId, gift.id);
  assert.ok(declined.ok);
  assert.equal(await world.gigabytes(giver), 9);
});

test('twenty take a link for three at once, and three have it', async () => {
  const giver = await world.carrier.line({ gigabytes: 9 });
  const takers: Line[] = [];
  for (let index = 0; index < 20; index += 1) takers.push(await world.carrier.line());
  const { token, link } = await make(giver, { shares: 3 });
  world.pass(HOUR);
  const answers = await Promise.all(takers.map((taker) => claim(taker, token)));
  assert.equal(answers.filter((answer) => answer === 'delivered').length, 3);
  assert.equal(answers.filter((answer) => answer === 'link_over all_claimed').length, 17);
  const held = await Promise.all(takers.map((taker) => world.gigabytes(taker)));
  assert.equal(
    held.reduce((sum, each) => sum + each, 0),
    3,
  );
  const seen = await world.ways.links.link(giver.accountId, link.id);
  assert.ok(seen.ok);
  assert.equal(seen.value.link.reason, 'all_claimed');
});

test('one who takes twice at once has one share', async () => {
  const giver = await world.carrier.line({ gigabytes: 9 });
  const taker = await world.carrier.line();
  const { token } = await make(giver, { shares: 3 });
  world.pass(HOUR);
  const answers = await Promise.all(Array.from({ length: 5 }, () => claim(taker, token)));
  assert.deepEqual(new Set(answers), new Set(['delivered']));
  assert.equal(await world.gigabytes(taker), 1);
});

test('what nobody took comes back by itself, and does not count as given', async () => {
  const giver = await world.carrier.line({ gigabytes: 9 });
  const taker = await world.carrier.line();
  const { token, link } = await make(giver, { shares: 3, hours: 24 });
  world.pass(HOUR);
  assert.equal(await claim(taker, token), 'delivered');
  world.pass(DAY);
  assert.equal(await claim(await world.carrier.line(), token), 'link_over expired');
  assert.equal(await world.gigabytes(giver), 6);
  await world.jobs();
  assert.equal(await world.gigabytes(giver), 8);
  const allowance = await world.gifting.allowance(giver.accountId);
  assert.deepEqual([allowance.usedCount, allowance.usedOctets], [1, GB]);
  assert.ok(world.told.includes(`${giver.name}: link_ended ${2 * GB}`));
  await world.ways.links.advance({ giver: giver.accountId, linkId: link.id });
  assert.equal(await world.gigabytes(giver), 8, 'the job done twice brings home once');
});

test('a link that is cancelled while it is taken goes one way or the other, never both', async () => {
  for (let round = 0; round < 5; round += 1) {
    const giver = await world.carrier.line({ gigabytes: 3 });
    const taker = await world.carrier.line();
    const { token, link } = await make(giver);
    world.pass(HOUR);
    const [answer] = await Promise.all([
      claim(taker, token),
      world.ways.links.cancel(giver.accountId, link.id),
    ]);
    await world.jobs();
    assert.equal((await world.gigabytes(giver)) + (await world.gigabytes(taker)), 3);
    assert.equal(await world.gigabytes(taker), answer === 'delivered' ? 1 : 0);
  }
});

test('a link never outlives what is in it', async () => {
  const giver = await world.carrier.line();
  await world.carrier.grant(giver, 3, { days: 2 });
  const { link } = await make(giver, { hours: 14 * 24 });
  assert.equal(link.expiresAt, world.now() + 2 * DAY);
});

test('the same key makes one link, and its address is told once', async () => {
  const giver = await world.carrier.line({ gigabytes: 9 });
  const { link } = await make(giver, { octetsEach: octets(2 * GB) });
  const asked = { giver: giver.accountId, octetsEach: octets(2 * GB), key: link.key };
  const again = await world.ways.links.make(asked);
  assert.ok(again.ok);
  assert.deepEqual([again.value.link.id, again.value.token], [link.id, null]);
  assert.equal(await world.gigabytes(giver), 7);
  const other = await world.ways.links.make({ ...asked, shares: 2 });
  assert.equal(other.ok ? 'made' : other.refusal.code, 'key_reused');
});

test('a new address ends the one before', async () => {
  const giver = await world.carrier.line({ gigabytes: 9 });
  const taker = await world.carrier.line();
  const { link, token } = await make(giver);
  const renewed = await world.ways.links.newAddress(giver.accountId, link.id);
  assert.ok(renewed.ok);
  assert.equal(await claim(taker, token), 'address_unknown');
  assert.equal(await claim(taker, renewed.value.token), 'held');
  const { rows } = await world.pool.query('select * from gift_token where subject_id = $1', [
    link.id,
  ]);
  assert.equal(rows.length, 1);
  assert.ok(!JSON.stringify(rows).includes(token), 'only its hash is kept');
});

test('the giver cannot take, nor can a line that the link is not for', async () => {
  const giver = await world.carrier.line({ gigabytes: 9 });
  const [friend, stranger] = [await world.carrier.line(), await world.carrier.line()];
  const { token } = await make(giver, { boundTo: `+${friend.msisdn}` });
  assert.equal(await claim(giver, token), 'link_is_own');
  assert.equal(await claim(stranger, token), 'address_unknown');
  assert.equal(await claim(friend, token), 'held');
  const unbound = await make(giver);
  const shut = { msisdn: stranger.msisdn, isTyped: true };
  await world.ways.blocks.block(giver.accountId, shut, 'blocked');
  assert.equal(await claim(stranger, unbound.token), 'address_unknown');
});

test('whoever guesses is answered the same each time, and soon not at all', async () => {
  const guesser = await world.carrier.line();
  const wrong = ['A'.repeat(22), '', '../../etc', 'é'.repeat(22), 'A'.repeat(5_000)];
  for (let index = 0; index < 20; index += 1)
    assert.equal(await claim(guesser, wrong[index % wrong.length] ?? ''), 'address_unknown');
  assert.equal(await claim(guesser, 'A'.repeat(22)), 'too_many_attempts');
  const giver = await world.carrier.line({ gigabytes: 9 });
  const { token } = await make(giver);
  assert.equal(await claim(guesser, token), 'too_many_attempts');
  world.pass(HOUR + 1);
  assert.equal(await claim(guesser, token), 'delivered');
});

test('a PIN is asked for, tried so often, and then the link is shut to who tried', async () => {
  const giver = await world.carrier.line({ gigabytes: 9 });
  const [friend, thief] = [await world.carrier.line(), await world.carrier.line()];
  for (const [pin, code] of [
    ['12', 'pin_malformed'],
    ['abcd', 'pin_malformed'],
    ['123456789', 'pin_malformed'],
    ['0000', 'pin_too_simple'],
    ['1234', 'pin_too_simple'],
    ['8765', 'pin_too_simple'],
  ] as const)
    assert.equal(await refusedMaking(giver, { pin }), code);
  // Eight digits: four would stand in some timestamp or number of the row now and then.
  const pin = '40718352';
  const { token } = await make(giver, { pin });
  assert.equal(await claim(thief, token), 'pin_needed');
  const tries = await Promise.all(
    Array.from({ length: 8 }, (_, index) => claim(thief, token, `900${index}`)),
  );
  assert.equal(tries.filter((answer) => answer === 'pin_wrong').length, 5);
  assert.equal(tries.filter((answer) => answer === 'pin_locked').length, 3);
  assert.equal(await claim(thief, token, pin), 'pin_locked');
  assert.equal(await claim(friend, token, '9999'), 'pin_wrong');
  assert.equal(await claim(friend, token, pin), 'held');
  const { rows } = await world.pool.query<{ row: string }>(
    'select gift_link::text as row from gift_link',
  );
  assert.ok(rows.length > 0);
  for (const { row } of rows)
    assert.ok(
      !row.includes(pin) && !row.includes(Buffer.from(pin).toString('hex')),
      'only its hash',
    );
});

test('each share is judged: size, floor and count as for so many gifts', async () => {
  const giver = await world.carrier.line({ gigabytes: 4 });
  assert.equal(await refusedMaking(giver, { octetsEach: octets(1) }), 'below_minimum');
  assert.equal(await refusedMaking(giver, { shares: 4 }), 'floor_broken');
  assert.equal(await refusedMaking(giver, { shares: 5 }), 'floor_broken');
  assert.equal(await refusedMaking(giver, { shares: 0 }), 'shares_out_of_range');
  assert.equal(await refusedMaking(giver, { shares: 1_000 }), 'shares_out_of_range');
  assert.equal(await refusedMaking(giver, { boundTo: 'bob' }), 'msisdn_invalid');
  const small = { octetsEach: octets(GB / 10), shares: 6 };
  assert.equal(await refusedMaking(giver, small), 'monthly_count_reached');
  assert.equal(await world.gigabytes(giver), 4, 'nothing of what was refused is held');
  assert.equal(await refusedMaking(giver, { shares: 3 }), 'made');
});

test('links made at once hold no more than there is, and leave nothing half made', async () => {
  const giver = await world.carrier.line({ gigabytes: 4 });
  const answers = await Promise.all(
    Array.from({ length: 4 }, () => refusedMaking(giver, { shares: 2 })),
  );
  const made = answers.filter((answer) => answer === 'made').length;
  assert.ok(made <= 1, answers.join());
  assert.equal(await world.gigabytes(giver), 4 - 2 * made);
  const links = await world.ways.links.links(giver.accountId, { limit: 10 });
  assert.equal(links.length, made);
});

test('a link whose making was cut off is finished by its key, or comes home by the job', async () => {
  const giver = await world.carrier.line({ gigabytes: 9 });
  const cutOff = async (key: string) => {
    const asked = { giver: giver.accountId, octetsEach: octets(GB), shares: 2, key };
    const made = await world.ways.links.make(asked);
    assert.ok(made.ok);
    // As it is after the first share was held, and nothing was noted.
    await world.pool.query("update gift_link set state = 'making' where link_id = $1", [
      made.value.link.id,
    ]);
    await world.pool.query(
      "update gift_link_share set state = 'wanted', sources = '[]' where link_id = $1",
      [made.value.link.id],
    );
    return { asked, id: made.value.link.id };
  };
  const first = await cutOff('cut-1');
  const again = await world.ways.links.make(first.asked);
  assert.ok(again.ok && again.value.token !== null);
  assert.equal(again.value.link.state, 'open');
  assert.equal(await world.gigabytes(giver), 7);
  const second = await cutOff('cut-2');
  assert.equal(await world.gigabytes(giver), 5);
  world.pass(3 * 60_000);
  await world.jobs();
  assert.equal(await world.gigabytes(giver), 7);
  const seen = await world.ways.links.link(giver.accountId, second.id);
  assert.ok(seen.ok);
  assert.equal(seen.value.link.reason, 'cancelled');
});

test('who takes is judged as a receiver', async () => {
  await world.policy({
    ...TEST_POLICY,
    receiving: { ...TEST_POLICY.receiving, capOctets: GB },
    between: { relation: 'contact' },
  });
  const giver = await world.carrier.line({ gigabytes: 9 });
  const [friend, stranger] = [await world.carrier.line(), await world.carrier.line()];
  await world.ways.savedNumbers.save(giver.accountId, { msisdn: friend.msisdn, name: 'Friend' });
  const { token } = await make(giver, { shares: 2 });
  assert.equal(await claim(stranger, token), 'relation_needed');
  assert.equal(await claim(friend, token), 'held');
  await world.windowEnds();
  const second = await make(giver);
  assert.equal(await claim(friend, second.token), 'receiver_limit_reached');
  await world.carrier.directory.setStatus(giver.accountId, 'suspended');
  assert.equal(await claim(friend, second.token), 'link_over cancelled');
  await world.policy({ ...TEST_POLICY, ways: ['direct'] });
  const other = await world.carrier.line({ gigabytes: 9 });
  assert.equal(await refusedMaking(other, {}), 'way_not_offered');
  await world.policy(TEST_POLICY);
});

test('what is written along is hidden from a stranger until it is asked for', async () => {
  const giver = await world.carrier.line({ gigabytes: 9 });
  const [friend, stranger] = [await world.carrier.line(), await world.carrier.line()];
  await world.ways.savedNumbers.save(friend.accountId, { msisdn: giver.msisdn, name: 'Dad' });
  const { token } = await make(giver, { shares: 2, message: 'Enjoy <b>it</b>' });
  const shown = async (line: Line) => {
    const opened = await world.ways.links.open(line, token);
    assert.ok(opened.ok);
    return [opened.value.message, opened.value.hasMessage];
  };
  assert.deepEqual(await shown(friend), ['Enjoy <b>it</b>', true]);
  assert.deepEqual(await shown(stranger), [null, true]);
  assert.equal(await claim(stranger, token), 'held');
  const [gift] = await world.gifting.gifts(giver.accountId, { limit: 1 });
  assert.ok(gift);
  const { messages } = world.ways;
  assert.equal((await messages.read(stranger.accountId, gift.id))?.text, null);
  const asked = await messages.show(stranger.accountId, gift.id);
  assert.ok(asked.ok);
  assert.equal(asked.value.text, 'Enjoy <b>it</b>');
  const reported = await messages.report(stranger.accountId, gift.id, 'unwanted');
  assert.ok(reported.ok && reported.value.isReported);
  await messages.report(stranger.accountId, gift.id, 'fraud');
  const reports = await messages.reports({ limit: 10 });
  assert.deepEqual(
    reports.map(({ text, reason, sender }) => [text, reason, sender]),
    [['Enjoy <b>it</b>', 'unwanted', giver.accountId]],
  );
  assert.equal((await messages.report(friend.accountId, gift.id, 'fraud')).ok, false);
});
