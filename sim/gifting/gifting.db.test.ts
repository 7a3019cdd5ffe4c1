// A small run: too small for rare things to meet, large enough to see that people give, undo, decline, close
// and leave, that a run can be played again, and that the checks see what is wrong.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTestStore } from '../../test/support/store.ts';
import { octets } from '../../src/kernel/public.ts';
import { createRandom } from '../workload/random.ts';
import { checkDay, checkExpiries } from './checks.ts';
import { parseGiftingOptions, replayOf, WrongUsage } from './options.ts';
import { makePeople } from './people.ts';
import { play } from './play.ts';
import { inWaves, type Deed } from './waves.ts';
import { createWorld } from './world.ts';

const SMALL = { seed: 7, subscribers: 300, months: 1, giftsAMonth: 3 };

test(
  'three hundred subscribers give for a month, and every day ends with the books balanced',
  { timeout: 180_000 },
  async () => {
    const store = await openTestStore();
    try {
      const { broken, counts, audits, days } = await play(store, SMALL, () => undefined);
      assert.deepEqual([broken, audits, days], [[], 1, 30]);
      for (const happened of [
        'given_to_family',
        'given_to_others',
        'given_again_with_its_key',
        'undone',
        'links_claimed',
        'links_cancelled',
        'declined',
        'lines_closed',
        'left_family',
        'issued_bonus',
        'gifts_delivered',
        'gifts_returned',
      ])
        assert.ok((counts[happened] ?? 0) > 0, happened);
      for (const state of ['asked', 'held', 'in_transit', 'declining'])
        assert.equal(counts[`gifts_${state}`] ?? 0, 0, state);
    } finally {
      await store.close();
    }
  },
);

/** What happened in a tiny run. */
const tinyRun = async (seed: number) => {
  const store = await openTestStore();
  try {
    const tiny = { ...SMALL, seed, subscribers: 60, giftsAMonth: 6 };
    return (await play(store, tiny, () => undefined)).counts;
  } finally {
    await store.close();
  }
};

test('the same seed ends the same, and another does not', { timeout: 180_000 }, async () => {
  const [once, again, other] = [await tinyRun(3), await tinyRun(3), await tinyRun(4)];
  assert.deepEqual(once, again);
  assert.notDeepEqual(once, other);
});

test('octets that nobody issued, bonuses given away and gifts that outlast are seen', async () => {
  const store = await openTestStore();
  const startsAt = Date.parse('2027-01-01T05:00:00Z');
  const world = await createWorld(store, startsAt);
  try {
    const { ledger } = world;
    const [giver, receiver] = makePeople(createRandom(1), 2).map(({ accountId }) => accountId);
    assert.ok(giver !== undefined && receiver !== undefined);
    await ledger.sweep();
    for (const accountId of [giver, receiver]) await ledger.openAccount(accountId);
    const amount = octets(1_000);
    const limit = { tally: 't', period: 'p', maximumCount: 9, maximumOctets: octets(1e9) };
    const until = startsAt + 86_400_000;
    await ledger.execute({
      name: 'grant',
      accountId: giver,
      key: 'g',
      kind: 'bonus',
      scope: 'any',
      origin: 'bonus:x',
      octets: amount,
      validFrom: startsAt,
      expiresAt: until,
    });
    const day = (issuedOctets: bigint) => checkDay(store.pool, { issuedOctets, now: world.now() });
    assert.deepEqual(await day(1_000n), []);
    assert.match((await day(999n)).join(), /1000 octets stand as issued, and 999 were/);
    const gift = { giftId: 'gift-1', limit };
    await ledger.execute({
      name: 'hold_gift',
      accountId: giver,
      key: 'h',
      octets: amount,
      givableKinds: ['bonus'],
      floorOctets: octets(0),
      usableUntil: startsAt,
      holdUntil: until,
      ...gift,
    });
    await ledger.execute({ name: 'settle_gift', accountId: giver, key: 's', giftId: 'gift-1' });
    const seen = (await day(1_000n)).join();
    assert.match(seen, /1000 octets left givers, and null arrived|1000 octets left givers, and 0/);
    assert.match(seen, /1 buckets that may not be given from were/);
    await ledger.execute({
      name: 'receive_gift',
      accountId: receiver,
      key: 'r',
      parts: [{ octets: amount, scope: 'any', expiresAt: until + 1 }],
      capOctets: amount,
      ...gift,
    });
    const outlasting = await checkExpiries(store.pool, startsAt - 1, startsAt + 1);
    assert.match(outlasting.join(), /1000 octets last longer than the 0 that were given so/);
  } finally {
    await world.close();
    await store.close();
  }
});

test('of two deeds of one line the later waits, and a third does not overtake it', async () => {
  const done: string[] = [];
  const deed = (name: string, ...lines: number[]): Deed => ({
    lines,
    async work() {
      await new Promise((resolve) => setTimeout(resolve, name === 'a' ? 20 : 1));
      done.push(name);
    },
  });
  await inWaves([deed('a', 1, 2), deed('b', 2, 3), deed('c', 3), deed('d', 4)], 10);
  assert.deepEqual(done, ['d', 'a', 'b', 'c']);
});

test('options are read, what is off is named, and a run says how to play it again', () => {
  const options = parseGiftingOptions(['--seed=7', '--subscribers=300', '--months=1', '--json']);
  assert.deepEqual([options.seed, options.months, options.json], [7, 1, true]);
  assert.equal(
    replayOf(options),
    'largesse sim gifting --seed 7 --subscribers 300 --months 1 --gifts-a-month 0.2',
  );
  for (const words of ['--seed=-1', '--subscribers=3', '--months=x', '--gifts-a-month=-2'])
    assert.throws(() => parseGiftingOptions([words]), WrongUsage);
});
