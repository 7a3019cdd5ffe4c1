// A small run: too small for rare things to meet, large enough to see that people give by every way, undo,
// decline, close and leave, and that a run can be played again.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTestStore } from '../../test/support/store.ts';
import { parseGiftingOptions, replayOf, WrongUsage } from './options.ts';
import { play } from './play.ts';
import { inWaves, type Deed } from './waves.ts';

/** Tanks open in these days, the month is a short one, and its last day is a leap day. */
const SMALL = {
  seed: 7,
  subscribers: 300,
  days: 16,
  startsAt: Date.parse('2028-02-15T05:00:00Z'),
  giftsAMonth: 7,
};

test(
  'three hundred subscribers give in every way, and every day ends with the books balanced',
  { timeout: 1_200_000 },
  async () => {
    const store = await openTestStore();
    try {
      const { broken, counts, audits, days } = await play(store, SMALL, () => undefined);
      assert.deepEqual([broken, audits, days], [[], 1, 16]);
      for (const happened of [
        'given_by_direct',
        'given_by_request',
        'given_by_family',
        'given_by_tank',
        'given_to_family',
        'given_to_others',
        'given_again_with_its_key',
        'undone',
        'declined',
        'links_claimed',
        'links_cancelled',
        'requests_declined',
        'requests_end_expired',
        'askers_muted',
        'blocked_giver_told_receiver_not_found',
        'standing_agreed',
        'standing_given',
        'expiring_given',
        'together',
        'pool_put_in',
        'pool_drawn',
        'pool_capped',
        'paused_draw_pool_paused',
        'shares_gone_along',
        'told_pool_left',
        'tank_put_in',
        'tank_taken',
        'tank_taken_refused_closed_now',
        'packs_delivered',
        'orders_end_refunded',
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
    const tiny = { ...SMALL, seed, subscribers: 40, days: 9, giftsAMonth: 16 };
    return (await play(store, tiny, () => undefined)).counts;
  } finally {
    await store.close();
  }
};

test('the same seed ends the same, and another does not', { timeout: 1_200_000 }, async () => {
  const [once, again, other] = [await tinyRun(3), await tinyRun(3), await tinyRun(4)];
  assert.deepEqual(once, again);
  assert.notDeepEqual(once, other);
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
