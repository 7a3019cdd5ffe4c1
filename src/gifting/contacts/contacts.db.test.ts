import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createWaysWorld, type WaysWorld } from '../../../test/support/ways.ts';

let world: WaysWorld;
before(async () => {
  world = await createWaysWorld();
});
after(() => world.close());

test('a number is saved whether or not it is anybody’s, and named anew', async () => {
  const owner = await world.carrier.line();
  const friend = await world.carrier.line();
  const { savedNumbers } = world.ways;
  const save = (msisdn: string, name: string) =>
    savedNumbers.save(owner.accountId, { msisdn, name });
  for (const msisdn of [friend.msisdn, '16135550000']) assert.ok((await save(msisdn, 'Zoé')).ok);
  assert.ok((await save(friend.msisdn, 'Ann <3')).ok);
  const names = (await savedNumbers.list(owner.accountId)).map(({ name }) => name);
  assert.deepEqual(names, ['Ann <3', 'Zoé']);
  for (const name of ['', ' ', 'a\u202Eb', 'two\nlines', 'x'.repeat(61)])
    assert.equal((await save('16135550001', name)).ok, false);
  assert.equal(await world.carrier.directory.isContact(owner.accountId, friend.accountId), true);
  assert.equal(await world.carrier.directory.isContact(friend.accountId, owner.accountId), false);
  await savedNumbers.remove(owner.accountId, friend.msisdn);
  assert.equal(await world.carrier.directory.isContact(owner.accountId, friend.accountId), false);
});

test('there are so many saved numbers, also when they are saved at once', async () => {
  const owner = await world.carrier.line();
  const saved = await Promise.all(
    Array.from({ length: 12 }, (_, index) =>
      world.ways.savedNumbers.save(
        owner.accountId,
        { msisdn: `1613555700${index}`, name: `N${index}` },
        5,
      ),
    ),
  );
  assert.equal(saved.filter(({ ok }) => ok).length, 5);
});

test('blocking twice stands once, the later kind counts, and who came by a request stays masked', async () => {
  const [owner, other] = [await world.carrier.line(), await world.carrier.line()];
  const { blocks } = world.ways;
  const who = { msisdn: other.msisdn, isTyped: false };
  await Promise.all(Array.from({ length: 4 }, () => blocks.block(owner.accountId, who, 'muted')));
  await blocks.block(owner.accountId, who, 'blocked');
  const [block, ...more] = await blocks.list(owner.accountId);
  assert.deepEqual(more, []);
  assert.deepEqual([block?.kind, block?.isTyped], ['blocked', false]);
});

test('a block of a number that was nobody’s holds for whoever gets it; of a line, for that line', async () => {
  const owner = await world.carrier.line();
  const unknown = '16135556001';
  await world.ways.blocks.block(owner.accountId, { msisdn: unknown, isTyped: true }, 'blocked');
  const later = await world.carrier.line({ gigabytes: 5, msisdn: unknown });
  assert.equal((await world.refused(later, owner, 1)).code, 'receiver_not_found');
});
