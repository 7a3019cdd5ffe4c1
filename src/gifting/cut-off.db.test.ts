// Gifts whose first attempt is cut off by a store that goes away half way.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Fault } from '../kernel/public.ts';
import type { Command, Ledger } from '../ledger/public.ts';
import { createGiftingWorld, WINDOW, type GiftingWorld } from '../../test/support/gifting.ts';

let world: GiftingWorld;
before(async () => {
  world = await createGiftingWorld();
});
after(() => world.close());

const lost = new Fault('database_lost', 'the store went away', { retry: 'same_key_only' });

/** Loses the next hold of a gift: before it is done, or after. Gives it, to be sent after all. */
function loseNextHold(when: 'before' | 'after'): () => ReturnType<Ledger['execute']> {
  const { ledger } = world.carrier;
  const execute = ledger.execute.bind(ledger);
  let held: Command | undefined;
  ledger.execute = async (command) => {
    if (command.name !== 'hold_gift') return execute(command);
    ledger.execute = execute;
    held = command;
    if (when === 'after') await execute(command);
    throw lost;
  };
  return () => {
    assert.ok(held !== undefined, 'a hold was lost');
    return execute(held);
  };
}

for (const when of ['before', 'after'] as const)
  test(`a gift cut off ${when} its octets are held is held once when it is asked for again`, async () => {
    const giver = await world.carrier.line({ gigabytes: 20 });
    const receiver = await world.carrier.line();
    loseNextHold(when);
    await assert.rejects(world.give(giver, receiver, 2, 'again'), lost);
    const gift = await world.given(giver, receiver, 2, 'again');
    assert.equal(gift.state, 'held');
    assert.equal(await world.gigabytes(giver), 18);
    await world.windowEnds();
    assert.equal(await world.state(giver, gift.id), 'delivered');
    assert.equal(await world.gigabytes(receiver), 2);
    assert.equal(await world.gigabytes(giver), 18);
  });

test('a gift given up before its octets were held leaves none held, and can be asked for anew', async () => {
  const giver = await world.carrier.line({ gigabytes: 20 });
  const receiver = await world.carrier.line();
  const arriveLate = loseNextHold('before');
  await assert.rejects(world.give(giver, receiver, 2, 'late'), lost);
  await world.windowEnds();
  assert.equal((await arriveLate()).ok, true, 'the answer of a hold that was released since');
  assert.equal(await world.gigabytes(giver), 20);
  const gift = await world.given(giver, receiver, 2, 'late');
  assert.equal(await world.gigabytes(giver), 18);
  await world.windowEnds();
  assert.equal(await world.state(giver, gift.id), 'delivered');
});

test('asked for again after its window, before the job came, it is settled as it stands', async () => {
  const giver = await world.carrier.line({ gigabytes: 20 });
  const receiver = await world.carrier.line();
  loseNextHold('after');
  await assert.rejects(world.give(giver, receiver, 2, 'slow'), lost);
  world.pass(WINDOW);
  const gift = await world.given(giver, receiver, 2, 'slow');
  assert.equal(gift.state, 'delivered');
  await world.windowEnds();
  assert.equal(await world.gigabytes(receiver), 2);
  assert.equal(await world.gigabytes(giver), 18);
});
