import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { GB } from '../../../test/support/carrier.ts';
import { createWaysWorld, type WaysWorld } from '../../../test/support/ways.ts';
import { octets } from '../../kernel/public.ts';
import type { Line } from '../../subscribers/public.ts';

let world: WaysWorld;
before(async () => {
  world = await createWaysWorld();
});
after(() => world.close());

const people = (...lines: readonly Line[]) =>
  lines.map((line) => ({ toMsisdn: `+${line.msisdn}`, octets: octets(GB) }));
const lines = (count: number) =>
  Promise.all(Array.from({ length: count }, () => world.carrier.line()));

test('several are given to with one call, and each gift is one of its own', async () => {
  const giver = await world.carrier.line({ gigabytes: 9 });
  const [one, two, three] = await lines(3);
  assert.ok(one && two && three);
  const asked = { giver: giver.accountId, people: people(one, two, three), message: 'Hi all' };
  const preview = await world.ways.together.preview(asked);
  assert.ok(preview.ok);
  assert.deepEqual([preview.value.totalOctets, preview.value.keepsOctets], [3 * GB, 6 * GB]);
  const first = await world.ways.together.give({ ...asked, key: 'all' });
  const again = await world.ways.together.give({ ...asked, key: 'all' });
  assert.ok(first.ok && again.ok);
  const ids = (outcome: typeof first.value) =>
    outcome.outcomes.map((each) => (each.ok ? each.value.id : each.refusal.code));
  assert.deepEqual(ids(again.value), ids(first.value));
  assert.equal(await world.gigabytes(giver), 6);
  const [, second] = ids(first.value);
  assert.ok((await world.gifting.undo(giver.accountId, second ?? '')).ok);
  await world.windowEnds();
  assert.deepEqual(
    await Promise.all([one, two, three].map((line) => world.gigabytes(line))),
    [1, 0, 1],
  );
  const text = await world.ways.messages.read(one.accountId, ids(first.value)[0] ?? '');
  assert.ok(text);
  const other = await world.ways.together.give({ ...asked, people: people(one), key: 'all' });
  assert.equal(other.ok ? 'given' : other.refusal.code, 'key_reused');
});

test('if one cannot be given to, nobody is, and that one is named', async () => {
  const giver = await world.carrier.line({ gigabytes: 3 });
  const [one, two, three] = await lines(3);
  assert.ok(one && two && three);
  const refused = async (
    asked: readonly { toMsisdn: string; octets: ReturnType<typeof octets> }[],
  ) => {
    const outcome = await world.ways.together.give({
      giver: giver.accountId,
      people: asked,
      key: `k-${Math.random()}`,
    });
    assert.ok(!outcome.ok);
    const { refusal } = outcome;
    return refusal.code === 'person_refused'
      ? `${refusal.index} ${refusal.reason.code}`
      : refusal.code;
  };
  assert.equal(await refused(people(one, two, three)), '2 floor_broken');
  const nobody = { toMsisdn: '+16135559998', octets: octets(GB) };
  assert.equal(await refused([...people(one), nobody]), '1 receiver_not_found');
  assert.equal(await refused([{ ...nobody, toMsisdn: 'x' }]), '0 msisdn_invalid');
  assert.equal(await refused(people(one, giver)), '1 giving_to_oneself');
  assert.equal(await refused(people(one, one)), 'person_twice');
  assert.equal(await refused([]), 'people_out_of_range');
  assert.equal(await refused(people(...(await lines(11)))), 'people_out_of_range');
  assert.equal(await world.gigabytes(giver), 3);
});

test('two calls at once give no more than there is, and say to whom they could not', async () => {
  const giver = await world.carrier.line({ gigabytes: 3.5 });
  const four = await lines(4);
  const [a, b, c, d] = four;
  assert.ok(a && b && c && d);
  const outcomes = await Promise.all(
    [people(a, b), people(c, d)].map((each, index) =>
      world.ways.together.give({ giver: giver.accountId, people: each, key: `race-${index}` }),
    ),
  );
  const given = outcomes.flatMap((outcome) =>
    outcome.ok ? outcome.value.outcomes.filter(({ ok }) => ok) : [],
  );
  assert.equal(await world.gigabytes(giver), 3.5 - given.length);
  assert.ok(given.length <= 3);
  await world.windowEnds();
  const got = await Promise.all(four.map((line) => world.gigabytes(line)));
  assert.equal(
    got.reduce((sum, each) => sum + each, 0),
    given.length,
  );
});
