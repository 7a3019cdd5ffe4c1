import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Fault } from '../kernel/public.ts';
import { createGather, lanesOf } from './gather.ts';

test('what is asked for while a batch is on its way makes up the next one', async () => {
  const batches: (readonly number[])[] = [];
  const begun = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const gather = createGather<number, number>({
    lanes: 1,
    run: async (items) => {
      batches.push(items);
      begun.resolve();
      await goOn.promise;
      return items.map((item) => item * 10);
    },
  });
  const first = gather(0, 1);
  await begun.promise;
  const later = [gather(0, 2), gather(0, 3), gather(0, 4)];
  goOn.resolve();
  assert.deepEqual(await Promise.all([first, ...later]), [10, 20, 30, 40]);
  assert.deepEqual(batches, [[1], [2, 3, 4]]);
});

test('lanes never share a batch, and only so many are on their way at once', async () => {
  let running = 0;
  let mostAtOnce = 0;
  const gather = createGather<string, string>({
    lanes: 8,
    atOnce: 2,
    run: async (items, lane) => {
      running += 1;
      mostAtOnce = Math.max(mostAtOnce, running);
      await sleep(2);
      running -= 1;
      return items.map((item) => `${lane}${item}`);
    },
  });
  const asked = Array.from({ length: 16 }, (_, at) => gather(at % 8, at < 8 ? 'a' : 'b'));
  const expected = Array.from({ length: 8 }, (_, lane) => `${lane}a`);
  assert.deepEqual((await Promise.all(asked)).slice(0, 8), expected);
  assert.equal(mostAtOnce, 2);
});

test('one row that the database refuses fails alone; a store that is away fails all', async () => {
  let away = false;
  const gather = createGather<number, number>({
    lanes: 1,
    run: async (items) => {
      if (away) throw new Fault('database_lost', 'gone', { retry: 'safe' });
      if (items.includes(2))
        throw Object.assign(new Error('check'), { code: '23514', severity: 'ERROR' });
      return items;
    },
  });
  const outcomes = await Promise.allSettled([gather(0, 1), gather(0, 2), gather(0, 3)]);
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled'],
  );
  away = true;
  const lost = await Promise.allSettled([gather(0, 1), gather(0, 3)]);
  assert.ok(lost.every(({ status }) => status === 'rejected'));
});

test('more than may wait is told to come back', async () => {
  const gather = createGather<number, number>({
    lanes: 1,
    most: 1,
    run: async (items) => items,
  });
  const one = gather(0, 1);
  await assert.rejects(gather(0, 2), { code: 'busy', retry: 'safe' });
  assert.equal(await one, 1);
});

test('a store of one server has one lane, and one of many machines a lane for each part', () => {
  assert.equal(lanesOf({ parts: 8 }), 1);
  assert.equal(lanesOf({ parts: 256 }), 256);
});
