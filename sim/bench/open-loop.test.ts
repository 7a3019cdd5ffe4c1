import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { dueAt, dueBy, openLoop } from './open-loop.ts';
import type { Client } from './work.ts';

test('work is due at even distances, the first at once', () => {
  assert.equal(dueBy(1_000, -1), 0);
  assert.equal(dueBy(1_000, 0), 1);
  assert.equal(dueBy(1_000, 0.9), 1);
  assert.equal(dueBy(1_000, 1), 2);
  assert.equal(dueBy(20_000, 10), 201);
  assert.equal(dueAt(20_000, 200), 10);
});

test('as much work is done as the rate asks for', async () => {
  let done = 0;
  const client = (): Client => ({
    work: async () => {
      await Promise.resolve();
      done += 1;
      return 'charge';
    },
  });
  const period = { warmUpSeconds: 0.1, seconds: 0.2 };
  const paced = await openLoop(Array.from({ length: 50 }, client), 2_000, period);
  assert.equal(done, 600);
  assert.equal(paced.units, 400);
  assert.equal(paced.perSecond, 2_000);
});

test('work that waits behind a stall counts from when it was due', async () => {
  let first = true;
  const stalling: Client = {
    work: async () => {
      if (first) await sleep(100);
      first = false;
      return 'charge';
    },
  };
  const { latency } = await openLoop([stalling], 1_000, { warmUpSeconds: 0, seconds: 0.1 });
  assert.ok(
    latency.maximumMilliseconds >= 95,
    `the stalled one took ${latency.maximumMilliseconds} ms`,
  );
  assert.ok(latency.p50Milliseconds >= 30, `those behind it waited ${latency.p50Milliseconds} ms`);
});

test('what a client throws comes out, once nothing is in flight', async () => {
  const failing: Client = { work: () => Promise.reject(new Error('the store is gone')) };
  await assert.rejects(
    openLoop([failing], 1_000, { warmUpSeconds: 0, seconds: 5 }),
    /the store is gone/,
  );
});
