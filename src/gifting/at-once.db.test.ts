// Gifts without an undo window, many at the same moment: what is done together holds for each of them.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createGiftingWorld, type GiftingWorld } from '../../test/support/gifting.ts';
import { GB, TEST_POLICY, TIME_ZONE } from '../../test/support/carrier.ts';
import { Fault, octets, SECOND } from '../kernel/public.ts';
import { createLedger, type Command } from '../ledger/public.ts';
import type { Line } from '../subscribers/public.ts';
import { asKept } from './as-kept.ts';
import { SAFETY_NET } from './gift.ts';
import { createGifting } from './gifting.ts';
import type { Gifting } from './offer.ts';

let world: GiftingWorld;
before(async () => {
  world = await createGiftingWorld();
  await world.policy({ ...TEST_POLICY, undoWindowSeconds: 0 });
});
after(() => world.close());

/** Another process on the same store, with a ledger of its own. */
function elsewhere(lose?: (command: Command) => 'before' | 'after' | undefined): {
  readonly gifting: Gifting;
  close(): Promise<void>;
} {
  const { carrier, store } = world;
  const clock = { now: () => world.now() };
  const ledger = createLedger({ store, clock });
  const gifting = createGifting({
    store,
    ledger: {
      ...ledger,
      execute: async (command) => {
        const when = lose?.(command);
        if (when === undefined) return ledger.execute(command);
        if (when === 'after') await ledger.execute(command);
        throw new Fault('database_lost', 'the store went away', { retry: 'same_key_only' });
      },
    },
    catalog: carrier.catalog,
    directory: carrier.directory,
    clock,
    timeZone: TIME_ZONE,
    country: 'CA',
    ports: {
      schedule: () => assert.fail('a gift without a window has no job'),
      announce: () => undefined,
      tell: () => undefined,
    },
  });
  return { gifting, close: () => ledger.close() };
}

const giveBy = (gifting: Gifting, giver: Line, receiver: Line, gigabytes: number, key: string) =>
  gifting.give({
    giver: giver.accountId,
    toMsisdn: `+${receiver.msisdn}`,
    octets: octets(gigabytes * GB),
    key,
  });

test('gifts of one giver in one batch are counted one after the other', async () => {
  const giver = await world.carrier.line({ gigabytes: 60 });
  const receivers = await Promise.all(Array.from({ length: 16 }, () => world.carrier.line()));
  const { monthlyCount } = TEST_POLICY.giving;
  const given = await Promise.all(receivers.map((receiver) => world.give(giver, receiver, 1)));
  const done = given.filter(({ ok }) => ok);
  const { monthlyOctets, floorOctets } = TEST_POLICY.giving;
  const most = Math.min(monthlyCount, Math.floor(monthlyOctets / GB), 60 - floorOctets / GB, 16);
  assert.equal(done.length, most);
  assert.ok(most < 16, 'some of them are too many');
  assert.equal(await world.gigabytes(giver), 60 - most);
});

test('two processes that give from one line at once give no more than one would', async () => {
  const giver = await world.carrier.line({ gigabytes: 60 });
  const receivers = await Promise.all(Array.from({ length: 16 }, () => world.carrier.line()));
  const others = [elsewhere(), elsewhere()];
  const given = await Promise.all(
    receivers.map((receiver, at) => {
      const process = others[at % 2];
      assert.ok(process !== undefined);
      return giveBy(process.gifting, giver, receiver, 1, `together-${at}`);
    }),
  );
  const { monthlyCount, monthlyOctets } = TEST_POLICY.giving;
  const most = Math.min(monthlyCount, Math.floor(monthlyOctets / GB));
  assert.equal(given.filter(({ ok }) => ok).length, most);
  assert.equal(await world.gigabytes(giver), 60 - most);
  for (const other of others) await other.close();
});

test('gifts of many to one receiver at once keep to what it may receive', async () => {
  const givers = await Promise.all(
    Array.from({ length: 12 }, () => world.carrier.line({ gigabytes: 20 })),
  );
  const receiver = await world.carrier.line();
  const given = await Promise.all(givers.map((giver) => world.give(giver, receiver, 5)));
  const arrived = given.filter((one) => one.ok && one.value.state === 'delivered').length;
  const { monthlyOctets, capOctets } = TEST_POLICY.receiving;
  assert.equal(arrived, Math.floor(Math.min(monthlyOctets, capOctets) / (5 * GB)));
  assert.equal(await world.gigabytes(receiver), 5 * arrived);
  const left = await Promise.all(givers.map((giver) => world.gigabytes(giver)));
  assert.equal(
    left.reduce((sum, each) => sum + each, 0),
    12 * 20 - 5 * arrived,
    'what did not arrive went home',
  );
});

test('one key brought many times at once, by two processes, gives once', async () => {
  const giver = await world.carrier.line({ gigabytes: 20 });
  const receiver = await world.carrier.line();
  const others = [elsewhere(), elsewhere()];
  const asked = Array.from({ length: 10 }, (_, at) => {
    const process = others[at % 2];
    assert.ok(process !== undefined);
    return giveBy(process.gifting, giver, receiver, 2, 'the same');
  });
  const answered = await Promise.allSettled(asked);
  for (const one of answered)
    if (one.status === 'rejected') assert.ok(one.reason instanceof Fault, String(one.reason));
  world.pass(SAFETY_NET + SECOND);
  await world.gifting.sweep();
  const again = await world.given(giver, receiver, 2, 'the same');
  assert.equal(again.state, 'delivered');
  assert.equal(await world.gigabytes(giver), 18);
  assert.equal(await world.gigabytes(receiver), 2);
  for (const other of others) await other.close();
});

for (const step of ['hold_gift', 'settle_gift', 'receive_gift'] as const)
  for (const when of ['before', 'after'] as const)
    test(`a gift cut off ${when} ${step}, by a process that is gone, is found by the sweep of another`, async () => {
      const giver = await world.carrier.line({ gigabytes: 20 });
      const receiver = await world.carrier.line();
      let cut = false;
      const process = elsewhere(({ name }) => {
        cut ||= name === step;
        return name === step ? when : cut ? 'before' : undefined;
      });
      await assert.rejects(giveBy(process.gifting, giver, receiver, 2, 'cut off'), Fault);
      await process.close();
      assert.equal(await world.gifting.sweep(), 0, 'it may still be on its way');
      world.pass(SAFETY_NET + SECOND);
      assert.equal(await world.gifting.sweep(), 1);
      assert.equal(await world.gifting.sweep(), 0);
      const gone = step === 'hold_gift' && when === 'before';
      const [left, arrived] = [await world.gigabytes(giver), await world.gigabytes(receiver)];
      assert.equal(left + arrived, 20, 'every octet is somewhere');
      if (gone) assert.equal(left, 20);
      const asked = await world.given(giver, receiver, 2, 'cut off');
      assert.equal(asked.state, 'delivered');
      assert.equal(await world.gigabytes(receiver), 2);
      assert.equal(await world.state(receiver, asked.id), 'delivered');
    });

test('a command is kept as it was sent, to the order of its keys', async () => {
  const command = asKept({ name: 'x', parts: [{ octets: 1, at: [2, 1] }], a: null, no: undefined });
  const { rows } = await world.pool.query<{ kept: unknown }>('select $1::jsonb as kept', [
    JSON.stringify({ parts: [{ at: [2, 1], octets: 1 }], name: 'x', a: null }),
  ]);
  assert.equal(JSON.stringify(rows[0]?.kept), JSON.stringify(command));
  const giver = await world.carrier.line({ gigabytes: 20 });
  const gift = await world.given(giver, await world.carrier.line(), 2);
  const found = await world.gifting.givenBefore(giver.accountId, gift.key);
  assert.equal(JSON.stringify(found?.hold), JSON.stringify(gift.hold));
  assert.equal(JSON.stringify(found?.delivery), JSON.stringify(gift.delivery));
});

test('a gift whose octets leave other buckets than it was judged by arrives as those did', async () => {
  const giver = await world.carrier.line({ gigabytes: 20 });
  const receiver = await world.carrier.line();
  const { ledger } = world.carrier;
  const execute = ledger.execute.bind(ledger);
  ledger.execute = (command) => {
    if (command.name !== 'hold_gift') return execute(command);
    ledger.execute = execute;
    // It comes between the judge and the hold, and lapses sooner.
    void execute({
      name: 'grant',
      accountId: giver.accountId,
      key: 'sooner',
      kind: 'plan',
      scope: 'any',
      origin: 'plan:sooner',
      octets: octets(1 * GB),
      validFrom: world.now(),
      expiresAt: world.now() + 3_600 * SECOND,
    });
    return execute(command);
  };
  const gift = await world.given(giver, receiver, 2);
  assert.equal(gift.state, 'delivered');
  assert.deepEqual(
    gift.sources.map(({ octets: amount }) => amount / GB),
    [1, 1],
  );
  assert.equal(gift.expiresAt, world.now() + 3_600 * SECOND);
  assert.equal(await world.gigabytes(receiver), 2);
});
